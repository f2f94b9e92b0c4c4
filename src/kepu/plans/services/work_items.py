"""Writing the yearly work plan."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict
from kepu.organizations.models import Unit
from kepu.organizations.services.base import audit, check_version, service
from kepu.plans.models import Indicator, Plan, PlanNode, Responsibility, WorkItem

from .work_notices import tell_changed
from .work_terms import FIELDS, NAMED, check_terms, differences, terms

_OPEN = (WorkItem.Status.DRAFT, WorkItem.Status.ISSUED, WorkItem.Status.ACCEPTED, WorkItem.Status.DECLINED)


def lead_of(node: PlanNode) -> Unit | None:
    """The unit that leads the node or the nearest heading above it that names one."""
    above: PlanNode | None = node
    while above is not None:
        lead = above.responsibilities.filter(part=Responsibility.Part.LEAD).select_related("unit").first()
        if lead is not None:
            return lead.unit
        above = above.parent
    return None


def open_plan(actor: Actor, plan: Plan, perm: str = "plans.change_work_item") -> Plan:
    """The plan, locked, if it is not closed."""
    plan = access.fetch(actor, Plan, perm, lock=True, pk=plan.pk)
    if plan.status == Plan.Status.CLOSED:
        raise Conflict(_("规划“%s”已总结，不能再改动。") % plan.title)
    return plan


def locked_item(actor: Actor, item: WorkItem, perm: str) -> WorkItem:
    """The item as it stands now, locked, with its plan and what its terms name."""
    items = WorkItem.objects.select_related("plan", *NAMED)
    return access.fetch(actor, items, perm, lock=True, district_path="plan__district", pk=item.pk)


@service
def create_work_item(
    *,
    actor: Actor,
    plan: Plan,
    node: PlanNode,
    year: int,
    title: str,
    unit: Unit,
    due_on: date,
    deliverable: str = "",
    lead_unit: Unit | None = None,
    partners: Iterable[Unit] = (),
    indicator: Indicator | None = None,
    quantity: Decimal | int | None = None,
) -> WorkItem:
    """Draft a dated task of one year for one unit; without a lead unit the one that leads the node is taken.

    Raises InvalidInput with each field that does not fit, Conflict for a closed plan.
    """
    plan = open_plan(actor, plan)
    partners = list(partners)
    values: dict[str, Any] = {
        "node": node, "year": year, "title": title.strip(), "deliverable": deliverable.strip(), "unit": unit, "due_on": due_on,
        "lead_unit": lead_unit or lead_of(node), "indicator": indicator, "quantity": None if quantity is None else Decimal(quantity),
    }  # fmt: skip
    check_terms(plan, {**values, "partners": partners})
    item = WorkItem.objects.create(plan=plan, **values)
    item.partners.set(partners)
    audit(actor, "plans.create_work_item", item, item.title, **terms(item))
    return item


@service
def update_work_item(*, actor: Actor, item: WorkItem, version: int, **changes: Any) -> WorkItem:
    """Change an item that is not finished; what was already issued is compared with what the unit knows.

    An issued item that goes to another unit has to be accepted by that unit. Raises Conflict when somebody else changed the item,
    InvalidInput with each field that does not fit.
    """
    unknown = set(changes) - set(FIELDS)
    if unknown:
        raise TypeError(f"a work item has no {', '.join(sorted(unknown))}")
    item = locked_item(actor, item, "plans.change_work_item")
    plan = open_plan(actor, item.plan)
    check_version(item, version)
    if item.status not in _OPEN:
        raise Conflict(_("“%(title)s”%(status)s，不能再改。") % {"title": item.title, "status": item.get_status_display()})
    before, old_unit = terms(item), item.unit_id
    partners = list(changes.pop("partners", item.partners.all()))
    for name, value in changes.items():
        setattr(item, name, value.strip() if isinstance(value, str) else value)
    check_terms(plan, {**{name: getattr(item, name) for name in FIELDS}, "partners": partners})
    item.partners.set(partners)
    changed = differences(before, terms(item))
    if not changed:
        return item
    if item.unit_id != old_unit:
        _hand_over(item)
    item.version += 1
    item.save()
    audit(actor, "plans.update_work_item", item, item.title, **changed)
    if item.status in (WorkItem.Status.ISSUED, WorkItem.Status.ACCEPTED):
        tell_changed(actor, item)
    return item


def _hand_over(item: WorkItem) -> None:
    """Another unit has agreed to nothing yet."""
    if item.status == WorkItem.Status.ACCEPTED:
        item.status = WorkItem.Status.ISSUED
    elif item.status == WorkItem.Status.DECLINED:
        item.status = WorkItem.Status.DRAFT
    item.status_note = ""
    item.known = terms(item) if item.status == WorkItem.Status.ISSUED else None
