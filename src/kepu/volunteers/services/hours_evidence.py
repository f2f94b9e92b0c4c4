"""Confirmed hours in the ledger: one line per session, corrected when the hours are."""

from __future__ import annotations

from decimal import Decimal

from django.utils import timezone

from kepu.evidence.models import EvidenceRecord
from kepu.evidence.services import correct_evidence, record_evidence, void_evidence
from kepu.organizations.actors import Actor
from kepu.plans.models import Plan, PlanNode
from kepu.plans.summaries import current_plan
from kepu.volunteers.models import HourEntry, ServiceSession, Volunteer

KIND = "volunteer_hours"


def identifier(volunteer: Volunteer) -> str:
    """What the ledger's pseudonym of a person is made from."""
    return volunteer.document_number or f"volunteer:{volunteer.pk}"


def record_hours(actor: Actor, session: ServiceSession, reason: str) -> None:
    """Bring the session's line up to date; without confirmed hours it counts nothing.

    What a leader sets right is corrected in the system's name, because the ledger lets units correct for themselves only; the audit log has
    his own.
    """
    entries = list(HourEntry.objects.filter(session=session, state="confirmed", is_live=True).select_related("volunteer"))
    hours = (Decimal(sum(entry.minutes for entry in entries)) / 60).quantize(Decimal("0.0001"))
    persons = [identifier(entry.volunteer) for entry in entries]
    newest = newest_record(session)
    if newest is None or newest.entry == EvidenceRecord.Entry.VOID:
        if entries:
            _record(actor, session, hours, persons)
    elif not entries:
        void_evidence(actor=Actor.system(actor.district), record=newest, reason=reason)
    elif newest.quantity != hours or newest.person_count != len(set(persons)):
        correct_evidence(actor=Actor.system(actor.district), record=newest, reason=reason, quantity=hours, persons=persons)


def newest_record(session: ServiceSession) -> EvidenceRecord | None:
    """The end of the session's newest line in the ledger."""
    own = EvidenceRecord.objects.filter(district=session.district_id, source_type=session._meta.label_lower, source_id=str(session.pk))
    return own.filter(kind=KIND).order_by("sequence").last()


def node_of(plan: Plan | None) -> PlanNode | None:
    """Where the plan counts volunteers' hours."""
    if plan is None:
        return None
    indicator = next((item for item in plan.indicators.select_related("node") if KIND in item.kinds), None)
    return indicator.node if indicator else None


def _record(actor: Actor, session: ServiceSession, hours: Decimal, persons: list[str]) -> None:
    day = timezone.localtime(session.starts_at).date()
    record_evidence(
        actor=actor,
        kind=KIND,
        happened_on=day,
        quantity=hours,
        unit=session.team.unit,
        area=session.area,
        persons=persons,
        node=node_of(current_plan(session.district, day)),
        source=session,
        note=f"{session.title}（{session.team}）",
    )
