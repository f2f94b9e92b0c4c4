"""What a unit agrees to when it accepts a work item, and how that is checked and compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from kepu.organizations.errors import InvalidInput
from kepu.organizations.models import Unit
from kepu.plans.models import Indicator, Plan, PlanNode, WorkItem

#: Fields that the office may set, in the order in which differences are shown.
FIELDS = ("node", "year", "title", "deliverable", "unit", "lead_unit", "partners", "due_on", "indicator", "quantity")
#: What `terms` reads beside the item itself.
NAMED = ("node", "unit", "lead_unit", "indicator")


def terms(item: WorkItem) -> dict[str, str]:
    """The item as a person reads it: field -> text, fit for JSON and for comparison."""
    return {
        "node": str(item.node),
        "year": str(item.year),
        "title": item.title,
        "deliverable": item.deliverable,
        "unit": item.unit.name,
        "lead_unit": item.lead_unit.name if item.lead_unit else "",
        "partners": "、".join(unit.name for unit in item.partners.all()),
        "due_on": item.due_on.isoformat(),
        "indicator": item.indicator.name if item.indicator else "",
        "quantity": f"{item.quantity.normalize():f}" if item.quantity is not None else "",
    }


def check_terms(plan: Plan, values: Mapping[str, Any]) -> None:
    """Raise InvalidInput with every field that does not fit the plan, its period or its district."""
    errors: dict[str, str] = {}
    node, year, due_on = values.get("node"), values.get("year"), values.get("due_on")
    if not isinstance(node, PlanNode) or node.plan_id != plan.pk:
        errors["node"] = _("请选择本规划中的举措")
    if not isinstance(year, int) or not plan.year_from <= year <= plan.year_to:
        errors["year"] = _("年度应在规划期 %(a)d—%(b)d 年内") % {"a": plan.year_from, "b": plan.year_to}
    if not isinstance(due_on, date):
        errors["due_on"] = _("请填写完成时限")
    elif due_on.year != year:
        errors["due_on"] = _("完成时限应在 %s 年内") % year
    title = str(values.get("title") or "").strip()
    if not title or len(title) > 200:
        errors["title"] = _("请填写工作内容，不超过 200 字")
    if len(str(values.get("deliverable") or "")) > 300:
        errors["deliverable"] = _("成果形式不超过 300 字")
    errors |= _unit_errors(plan, values)
    errors |= _indicator_errors(plan, values.get("indicator"), values.get("quantity"))
    if errors:
        raise InvalidInput(fields=errors)


def _unit_errors(plan: Plan, values: Mapping[str, Any]) -> dict[str, str]:
    errors = {}
    unit, lead, partners = values.get("unit"), values.get("lead_unit"), list(values.get("partners") or ())
    if not _is_of(plan, unit):
        errors["unit"] = _("请选择本区的责任单位")
    if lead is not None and not _is_of(plan, lead):
        errors["lead_unit"] = _("牵头部门应是本区单位")
    if any(not _is_of(plan, partner) for partner in partners):
        errors["partners"] = _("配合单位应是本区单位")
    elif unit in partners:
        errors["partners"] = _("责任单位不必再列为配合单位")
    return errors


def _is_of(plan: Plan, unit: Unit | None) -> bool:
    return isinstance(unit, Unit) and unit.district_id == plan.district_id


def _indicator_errors(plan: Plan, indicator: Indicator | None, quantity: Decimal | None) -> dict[str, str]:
    errors = {}
    if indicator is not None and indicator.plan_id != plan.pk:
        errors["indicator"] = _("请选择本规划的指标")
    if quantity is not None and not (0 <= Decimal(quantity) < Decimal(10) ** 12):
        errors["quantity"] = _("计划数量应是不小于 0 的数")
    return errors


def differences(before: Mapping[str, str], after: Mapping[str, str], fields: Iterable[str] = FIELDS) -> dict[str, list[str]]:
    """Field -> [old, new] for what differs."""
    return {name: [before.get(name, ""), after.get(name, "")] for name in fields if before.get(name, "") != after.get(name, "")}
