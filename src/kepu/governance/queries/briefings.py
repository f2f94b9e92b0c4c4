"""Reads of hearings and their decisions."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from kepu.governance.models import Briefing, BriefingDecision
from kepu.organizations.access import allowed
from kepu.organizations.actors import Actor
from kepu.organizations.models import Area
from kepu.plans.models import Plan, WorkItem
from kepu.plans.summaries import current_plan

State = BriefingDecision.State
_CARRIED_OUT = (WorkItem.Status.DONE, WorkItem.Status.DROPPED)
#: A decision stands open until it is closed, or until the work item that carries it is.
OPEN = Q(state__in=(State.OPEN, State.REPORTED)) & (Q(work_item=None) | ~Q(work_item__status__in=_CARRIED_OUT))


def briefings(actor: Actor) -> QuerySet[Briefing]:
    """Hearings that the actor may see, latest first, with the number of decisions and whether one is open."""
    found = Briefing.objects.filter(district=actor.district)
    if not allowed(actor, "governance.view_pack"):
        found = found.filter(Q(attendees=actor.unit) | Q(decisions__unit=actor.unit)).distinct()
    still_open = BriefingDecision.objects.filter(OPEN, briefing=OuterRef("pk"))
    return found.annotate(decided=Count("decisions", distinct=True), has_open=Exists(still_open)).select_related("plan").order_by("-starts_at", "-pk")


def decisions(actor: Actor, *, only_open: bool = True) -> QuerySet[BriefingDecision]:
    """Decisions that the actor may see: all for those who see the district, else those of his unit; the most urgent first."""
    found = BriefingDecision.objects.filter(district=actor.district)
    if not allowed(actor, "governance.view_pack"):
        found = found.filter(unit=actor.unit)
    if only_open:
        found = found.filter(OPEN)
    return found.select_related("unit", "briefing", "work_item").order_by("due_on", "pk")


def open_decisions(district: Area) -> QuerySet[BriefingDecision]:
    """Decisions of a district that are not carried out."""
    return BriefingDecision.objects.filter(OPEN, district=district).select_related("unit", "briefing", "work_item")


def state_of(decision: BriefingDecision) -> str:
    """How a decision stands, in words; a work item that carries it speaks for it."""
    if decision.work_item is not None and decision.state in (State.OPEN, State.REPORTED):
        return decision.work_item.get_status_display()
    return decision.get_state_display()


def is_open(decision: BriefingDecision) -> bool:
    """Whether it is still to be carried out; what `OPEN` says of a loaded decision."""
    if decision.state not in (State.OPEN, State.REPORTED):
        return False
    return decision.work_item is None or decision.work_item.status not in _CARRIED_OUT


def year_without_hearing(district: Area, on: date) -> Plan | None:
    """The plan for which no hearing was held in the year of the day; None where one was held or there is no plan in force."""
    plan = current_plan(district, on)
    if plan is None or plan.status != Plan.Status.ISSUED:
        return None
    held = Briefing.objects.filter(district=district, year=on.year, status=Briefing.Status.HELD).exists()
    return None if held else plan
