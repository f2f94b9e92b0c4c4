"""Indicators set up and changed by the office."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput
from kepu.organizations.models import Unit
from kepu.organizations.services.base import audit, check_version, service
from kepu.plans import kinds
from kepu.plans.models import Indicator, IndicatorTarget, Plan, PlanDoubt, PlanNode

from .succession import TARGET_TO_SET
from .work_items import open_plan

#: Fields that a person may set.
FIELDS = (
    "name", "unit_label", "aggregation", "kinds", "denominator_kinds", "audience", "comparison", "span",
    "baseline", "target", "deadline", "responsible_unit", "node",
)  # fmt: skip


@service
def create_indicator(*, actor: Actor, plan: Plan, targets: Mapping[int, Decimal] | None = None, **fields: Any) -> Indicator:
    """Add an indicator with its targets by year (year -> value); an import will leave it alone."""
    plan = open_plan(actor, plan, "plans.change_plan")
    indicator = Indicator(plan=plan, code=_free_code(plan), by_hand=["indicator"])
    _fill(indicator, fields)
    _check(plan, indicator, targets or {})
    indicator.save()
    _set_targets(indicator, targets or {})
    audit(actor, "plans.create_indicator", indicator, indicator.name, **_shown(indicator))
    return indicator


@service
def update_indicator(*, actor: Actor, indicator: Indicator, version: int, targets: Mapping[int, Decimal] | None = None, **fields: Any) -> Indicator:
    """Change an indicator, and its targets by year where given; what was set here, a later import keeps.

    Raises Conflict when somebody else changed it, InvalidInput with each field that does not fit.
    """
    indicator = access.fetch(actor, Indicator, "plans.change_plan", lock=True, district_path="plan__district", pk=indicator.pk)
    plan = open_plan(actor, indicator.plan, "plans.change_plan")
    check_version(indicator, version)
    before = _shown(indicator)
    _fill(indicator, fields)
    _check(plan, indicator, targets or {})
    if targets is not None:
        _set_targets(indicator, targets)
    after = _shown(indicator)
    changed = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if changed:
        indicator.by_hand = sorted({*indicator.by_hand, *changed})
        indicator.version += 1
        indicator.save()
        settled = plan.doubts.filter(kind=TARGET_TO_SET, subject=indicator.code, status=PlanDoubt.Status.OPEN)
        settled.update(status=PlanDoubt.Status.SETTLED, resolution=_("已设定目标值"), settled_by=actor.user)
        audit(actor, "plans.update_indicator", indicator, indicator.name, **changed)
    return indicator


@service
def remove_indicator(*, actor: Actor, indicator: Indicator) -> None:
    """Take an indicator out of the plan; refused while work items count towards it."""
    indicator = access.fetch(actor, Indicator, "plans.change_plan", lock=True, district_path="plan__district", pk=indicator.pk)
    open_plan(actor, indicator.plan, "plans.change_plan")
    if indicator.work_items.exists():
        raise Conflict(_("“%s”下已有工作安排，不能删除。") % indicator.name)
    audit(actor, "plans.remove_indicator", indicator, indicator.name, **_shown(indicator))
    indicator.delete()


def _free_code(plan: Plan) -> str:
    taken = set(plan.indicators.values_list("code", flat=True))
    return next(code for number in range(1, len(taken) + 2) if (code := f"indicator_{number}") not in taken)


def _fill(indicator: Indicator, fields: Mapping[str, Any]) -> None:
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise TypeError(f"an indicator has no {', '.join(sorted(unknown))}")
    for name, value in fields.items():
        setattr(indicator, name, value.strip() if isinstance(value, str) else value)


def _check(plan: Plan, indicator: Indicator, targets: Mapping[int, Decimal]) -> None:
    errors: dict[str, str] = {}
    known = {kind.code for kind in kinds.kinds()}
    if not indicator.name or len(indicator.name) > 120:
        errors["name"] = _("请填写名称，不超过 120 字")
    if not indicator.unit_label or len(indicator.unit_label) > 20:
        errors["unit_label"] = _("请填写计量单位，不超过 20 字")
    for name, choices in (("aggregation", Indicator.Aggregation), ("comparison", Indicator.Comparison), ("span", Indicator.Span)):
        if getattr(indicator, name) not in choices.values:
            errors[name] = _("请选择一项")
    for name in ("kinds", "denominator_kinds"):
        if not set(getattr(indicator, name)) <= known:
            errors[name] = _("请选择登记的佐证种类")
    if indicator.aggregation == Indicator.Aggregation.RATIO and not indicator.denominator_kinds:
        errors["denominator_kinds"] = _("比率需要选择分母的佐证种类")
    if indicator.audience and indicator.audience not in dict(kinds.audiences()):
        errors["audience"] = _("请选择登记的人群")
    if indicator.target is None or indicator.target < 0:
        errors["target"] = _("请填写不小于 0 的目标值")
    if not plan.year_from <= (indicator.deadline or 0) <= plan.year_to:
        errors["deadline"] = _("目标年应在规划期 %(a)d—%(b)d 年内") % {"a": plan.year_from, "b": plan.year_to}
    if any(not plan.year_from <= year <= plan.year_to or value < 0 for year, value in targets.items()):
        errors["targets"] = _("年度目标应在规划期内，不小于 0")
    errors |= _places(plan, indicator.responsible_unit, indicator.node)
    if errors:
        raise InvalidInput(fields=errors)


def _places(plan: Plan, unit: Unit | None, node: PlanNode | None) -> dict[str, str]:
    errors = {}
    if unit is not None and unit.district_id != plan.district_id:
        errors["responsible_unit"] = _("请选择本区单位")
    if node is not None and node.plan_id != plan.pk:
        errors["node"] = _("请选择本规划中的条目")
    return errors


def _set_targets(indicator: Indicator, targets: Mapping[int, Decimal]) -> None:
    indicator.targets.exclude(year__in=targets).delete()
    for year, value in targets.items():
        IndicatorTarget.objects.update_or_create(indicator=indicator, year=year, defaults={"value": value})


def _shown(indicator: Indicator) -> dict[str, Any]:
    """The indicator as plain data."""
    plain: dict[str, Any] = {}
    for name in FIELDS:
        value = getattr(indicator, name)
        number = value.normalize() if isinstance(value, Decimal) else None
        plain[name] = f"{number:f}" if number is not None else value if isinstance(value, list | int | None) else str(value)
    by_year = indicator.targets.order_by("year").values_list("year", "value") if indicator.pk else ()
    return {**plain, "targets": {str(year): f"{value.normalize():f}" for year, value in by_year}}
