"""Unfinished work that goes over into a plan that exists already."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput
from kepu.organizations.services.base import audit, service
from kepu.plans.models import Plan, PlanNode, WorkItem

_FINISHED = (WorkItem.Status.DONE, WorkItem.Status.DROPPED)


@service
def carry_work_over(*, actor: Actor, plan: Plan, into: Plan, places: Mapping[int, PlanNode]) -> list[WorkItem]:
    """Draft unfinished work of a plan again in the plan that follows it; `places` says under which node, by id of the old item.

    The following plan is one of its own document, imported and not opened from this one; from now on it counts as the successor. Drafts are
    of the current year, or of the plan's first where that is still to come, and remember where they came from; work that went over before
    is left alone. Raises InvalidInput for finished work or a node of another plan, Conflict for a plan that does not follow.
    """
    plan = access.fetch(actor, Plan, "plans.close_plan", lock=True, pk=plan.pk)
    into = access.fetch(actor, Plan, "plans.close_plan", lock=True, pk=into.pk)
    if into.year_from <= plan.year_from or into.status == Plan.Status.CLOSED or into.predecessor_id not in (None, plan.pk):
        raise Conflict(_("“%s”不是接续本规划的规划。") % into.title)
    chosen = list(plan.work_items.filter(pk__in=places).select_related("unit", "lead_unit").prefetch_related("partners", "continuations"))
    if len(chosen) != len(places) or any(item.status in _FINISHED for item in chosen):
        raise InvalidInput(_("只能结转本规划中尚未完成的工作。"))
    if any(node.plan_id != into.pk for node in places.values()):
        raise InvalidInput(_("请在“%s”中选择举措。") % into.title)
    if into.predecessor_id is None and not plan.successors.exists():
        into.predecessor = plan
        into.version += 1
        into.save(update_fields=["predecessor", "version"])
    drafts = [_draft(item, into, places[item.pk]) for item in chosen if not item.continuations.all()]
    audit(actor, "plans.carry_work_over", into, into.title, predecessor=plan.pk, carried=[draft.origin_id for draft in drafts])
    return drafts


def _draft(item: WorkItem, into: Plan, node: PlanNode) -> WorkItem:
    year = min(max(timezone.localdate().year, into.year_from), into.year_to)
    draft = WorkItem.objects.create(
        plan=into, node=node, year=year, title=item.title, deliverable=item.deliverable, unit=item.unit, lead_unit=item.lead_unit,
        due_on=date(year, 12, 31), quantity=item.quantity, origin=item,
    )  # fmt: skip
    draft.partners.set(item.partners.all())
    return draft
