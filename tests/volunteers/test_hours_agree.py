"""Whatever is confirmed, refused and corrected in whatever order: hours, counter-entries and the ledger always agree."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kepu.evidence.models import EvidenceRecord
from kepu.evidence.queries import verify_chain
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput
from kepu.volunteers.models import HourEntry, ServiceSession, Team
from kepu.volunteers.services import close_session, confirm_hours, correct_hours, register_presence

from .conftest import MakeVolunteer

steps = st.lists(
    st.one_of(
        st.tuples(st.just("confirm"), st.integers(0, 2), st.just(0)),
        st.tuples(st.just("refuse"), st.integers(0, 2), st.just(0)),
        st.tuples(st.just("correct"), st.integers(0, 5), st.integers(-5, 150)),
    ),
    max_size=8,
)


class Undo(Exception):
    """Leaves the database as it was for the next example."""


def _do(actor: Actor, session: ServiceSession, what: str, which: int, minutes: int) -> None:
    entries = list(HourEntry.objects.filter(session=session, counters=None).order_by("pk"))
    entry = entries[which % len(entries)]
    try:
        if what == "confirm":
            confirm_hours(actor=actor, session=session, entries=[entry])
        elif what == "refuse":
            confirm_hours(actor=actor, session=session, entries=[], refused={entry.pk: "没有到场"})
        else:
            times = {"start_at": entry.start_at, "end_at": entry.start_at + timedelta(minutes=minutes)} if minutes else {}
            correct_hours(actor=actor, entry=entry, reason="核对签到表", **times)
    except (Conflict, InvalidInput):
        pass


def _agree(session: ServiceSession) -> None:
    confirmed = HourEntry.objects.filter(session=session, state="confirmed")
    total = confirmed.aggregate(total=Sum("minutes"))["total"] or 0
    live = confirmed.filter(is_live=True)
    assert total == (live.aggregate(total=Sum("minutes"))["total"] or 0)
    newest = EvidenceRecord.objects.filter(source_type="volunteers.servicesession").order_by("sequence").last()
    recorded = newest.quantity if newest else Decimal(0)
    assert recorded == (Decimal(total) / 60).quantize(Decimal("0.0001"))
    assert (newest.person_count if newest else 0) == live.values("volunteer").distinct().count()


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_hours_and_ledger_agree_after_any_sequence(
    clock: Any, session: ServiceSession, team: Team, team_leader: Actor, system: Actor, volunteer_named: MakeVolunteer, steps: list[Any]
) -> None:
    clock.move_to(session.starts_at)
    try:
        with transaction.atomic():
            for name in "甲乙丙":
                register_presence(actor=team_leader, session=session, volunteer=volunteer_named(name, team))
            clock.move_to(session.ends_at + timedelta(hours=1))
            close_session(actor=team_leader, session=session)
            for what, which, minutes in steps:
                _do(team_leader, session, what, which, minutes)
                _agree(session)
            assert verify_chain(system.district).ok
            raise Undo
    except Undo:
        pass
