"""A first draft of a year's work plan from the measures."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidInput
from kepu.organizations.models import Unit
from kepu.organizations.services.base import audit, service
from kepu.plans.models import Plan, PlanNode, Responsibility, WorkItem

from .work_items import open_plan
from .work_terms import terms


@dataclass(frozen=True)
class Drafted:
    """What was drafted now, and the measures for which nobody leads."""

    created: list[WorkItem]
    without_lead: list[PlanNode]


@service
def draft_work_items(*, actor: Actor, plan: Plan, year: int) -> Drafted:
    """Draft last year's work anew, and one work item per measure and unit that leads it where there was none; never a second one.

    Last year's items of a measure and unit are the pattern (title and deliverable with the year moved on, partners, day, quantity); without
    one, the measure's title and the end of the year. Raises InvalidInput for a year outside the plan period, Conflict for a closed plan.
    """
    plan = open_plan(actor, plan)
    if not plan.year_from <= year <= plan.year_to:
        values = {"a": plan.year_from, "b": plan.year_to}
        raise InvalidInput(fields={"year": _("年度应在规划期 %(a)d—%(b)d 年内") % values})
    leads = leads_by_node(plan)
    there = set(plan.work_items.filter(year=year).values_list("node_id", "unit_id"))
    patterns = _patterns(plan, year - 1)
    created, without_lead = [], []
    for measure in plan.nodes.filter(kind="measure").order_by("position"):
        units = {unit.pk: unit for unit in leads.get(measure.pk, [])}
        if not units:
            without_lead.append(measure)
        before = patterns.get(measure.pk, {})
        units |= {pk: items[0].unit for pk, items in before.items() if items[0].unit.is_active}
        for unit in units.values():
            if (measure.pk, unit.pk) not in there:
                created += [_draft(actor, plan, measure, unit, year, old) for old in before.get(unit.pk, (None,))]
    return Drafted(created, without_lead)


def leads_by_node(plan: Plan) -> dict[int, list[Unit]]:
    """Node id -> the units that lead it, its own or those of the nearest heading above that names any. Two queries."""
    own: dict[int, list[Unit]] = defaultdict(list)
    held = Responsibility.objects.filter(node__plan=plan, part=Responsibility.Part.LEAD, unit__is_active=True)
    for item in held.select_related("unit").order_by("position"):
        own[item.node_id].append(item.unit)
    leads: dict[int, list[Unit]] = {}
    for pk, parent in plan.nodes.order_by("position").values_list("pk", "parent_id"):
        leads[pk] = own.get(pk) or leads.get(parent or 0, [])
    return leads


def _patterns(plan: Plan, year: int) -> dict[int, dict[int, list[WorkItem]]]:
    """Node id -> unit id -> the year's items."""
    found: dict[int, dict[int, list[WorkItem]]] = defaultdict(dict)
    old = plan.work_items.filter(year=year).exclude(status=WorkItem.Status.DROPPED)
    for item in old.select_related("unit", "lead_unit", "indicator").prefetch_related("partners"):
        found[item.node_id].setdefault(item.unit_id, []).append(item)
    return found


def _draft(actor: Actor, plan: Plan, measure: PlanNode, unit: Unit, year: int, old: WorkItem | None) -> WorkItem:
    item = WorkItem.objects.create(
        plan=plan,
        node=measure,
        year=year,
        unit=unit,
        title=_moved_on(old.title, year) if old else str(measure)[:200],
        deliverable=_moved_on(old.deliverable, year) if old else "",
        lead_unit=old.lead_unit if old else unit,
        due_on=same_day(old.due_on, year) if old else date(year, 12, 31),
        indicator=old.indicator if old else None,
        quantity=old.quantity if old else None,
    )
    if old:
        item.partners.set(old.partners.all())
    audit(actor, "plans.create_work_item", item, item.title, **terms(item))
    return item


def _moved_on(text: str, year: int) -> str:
    return text.replace(f"{year - 1}年", f"{year}年")


def same_day(day: date, year: int) -> date:
    """The day in another year; 29 February becomes the 28th."""
    return date(year, day.month, 28 if (day.month, day.day) == (2, 29) else day.day)
