"""Hours: confirmed by another, never twice, set right by counter-entries, and in the ledger."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Sum
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kepu.evidence.models import EvidencePerson, EvidenceRecord
from kepu.evidence.persons import pseudonym
from kepu.evidence.queries import verify_chain
from kepu.notifications.models import Notice
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput, PermissionDenied
from kepu.volunteers import overlaps
from kepu.volunteers.models import HourEntry, ServiceSession, Team, Volunteer
from kepu.volunteers.services import close_session, confirm_hours, correct_hours, open_session, register_departure, register_presence, remind_of_hours

from .conftest import MORNING, MakeVolunteer


@pytest.fixture
def served(clock: Any, session: ServiceSession, team_leader: Actor, zhang: Volunteer) -> HourEntry:
    """张晓明 served two hours, which wait for confirmation."""
    clock.shift(timedelta(minutes=5))
    register_presence(actor=team_leader, session=session, volunteer=zhang)
    clock.shift(timedelta(hours=2))
    close_session(actor=team_leader, session=session)
    return HourEntry.objects.get()


def ledger() -> tuple[Decimal, int]:
    newest = EvidenceRecord.objects.filter(kind="volunteer_hours").order_by("sequence").last()
    assert newest is not None
    return newest.quantity, newest.person_count


def test_closing_a_session_checks_out_whoever_forgot_to(served: HourEntry) -> None:
    assert served.minutes == 120
    assert served.session.check_ins.get().out_way == "host"


def test_the_leader_confirms_and_the_ledger_has_the_hours(served: HourEntry, team_leader: Actor, zhang: Volunteer) -> None:
    confirm_hours(actor=team_leader, session=served.session)
    served.refresh_from_db()
    assert (served.state, served.points) == ("confirmed", 3)
    record = EvidenceRecord.objects.get(kind="volunteer_hours")
    assert (record.quantity, record.person_count, record.source_type) == (2, 1, "volunteers.servicesession")
    assert EvidencePerson.objects.get().pseudonym == pseudonym("500103", f"volunteer:{zhang.pk}")


def test_hours_are_not_confirmed_while_the_session_runs(clock: Any, session: ServiceSession, team_leader: Actor) -> None:
    with pytest.raises(Conflict):
        confirm_hours(actor=team_leader, session=session)


def test_nobody_confirms_his_own_hours(served: HourEntry, team_leader: Actor, head: Actor, zhang: Volunteer) -> None:
    Volunteer.objects.filter(pk=zhang.pk).update(user=team_leader.user)
    assert confirm_hours(actor=team_leader, session=served.session).state == "closed"
    assert not EvidenceRecord.objects.exists()
    assert confirm_hours(actor=head, session=served.session).state == "confirmed"


def test_another_teams_leader_confirms_nothing(served: HourEntry, person: Any, units: Any) -> None:
    with pytest.raises(PermissionDenied):
        confirm_hours(actor=person(units["区卫生健康委"], "team_leader", "other"), session=served.session)


def test_refused_hours_need_a_reason_and_count_nothing(served: HourEntry, team_leader: Actor) -> None:
    with pytest.raises(InvalidInput):
        confirm_hours(actor=team_leader, session=served.session, refused={served.pk: " "})
    confirm_hours(actor=team_leader, session=served.session, refused={served.pk: "中途离开"})
    served.refresh_from_db()
    assert (served.state, served.is_live) == ("refused", False)
    assert not EvidenceRecord.objects.exists()


def test_a_mistake_is_set_right_by_a_counter_entry(served: HourEntry, team_leader: Actor) -> None:
    confirm_hours(actor=team_leader, session=served.session)
    served.refresh_from_db()
    correct_hours(actor=team_leader, entry=served, reason="提前离开", start_at=served.start_at, end_at=served.start_at + timedelta(hours=1))
    assert list(HourEntry.objects.order_by("pk").values_list("minutes", "points")) == [(120, 3), (-120, -3), (60, 2)]
    assert ledger() == (1, 1)
    with pytest.raises(Conflict):
        correct_hours(actor=team_leader, entry=served, reason="再来一次")


def test_hours_that_never_were_are_voided_in_the_ledger(served: HourEntry, team_leader: Actor, system: Actor) -> None:
    confirm_hours(actor=team_leader, session=served.session)
    correct_hours(actor=team_leader, entry=served, reason="登记错人")
    assert HourEntry.objects.aggregate(total=Sum("minutes"))["total"] == 0
    assert EvidenceRecord.objects.order_by("sequence").last().entry == "void"  # type: ignore[union-attr]
    assert verify_chain(system.district).ok


def test_times_that_cannot_be_are_refused_and_nothing_changes(served: HourEntry, team_leader: Actor) -> None:
    confirm_hours(actor=team_leader, session=served.session)
    for start, end in ((0, 0), (60, 0), (0, 24 * 60 * 9), (-60 * 24 * 3, 60)):
        with pytest.raises(InvalidInput):
            begin = served.start_at
            correct_hours(
                actor=team_leader, entry=served, reason="试", start_at=begin + timedelta(minutes=start), end_at=begin + timedelta(minutes=end)
            )
    assert HourEntry.objects.count() == 1


def test_a_leader_who_forgets_to_confirm_is_told_once(served: HourEntry, clock: Any, system: Actor, team_leader: Actor) -> None:
    assert remind_of_hours(actor=system) == 0
    clock.shift(timedelta(days=2))
    assert (remind_of_hours(actor=system), remind_of_hours(actor=system)) == (1, 0)
    assert Notice.objects.get(recipient=team_leader.user).title == "请确认服务时长：量血压，话健康"


def test_the_database_refuses_overlapping_hours_of_one_person(served: HourEntry, team: Team, team_leader: Actor) -> None:
    other = open_session(actor=team_leader, team=team, title="另一场", place="另一处", starts_at=MORNING, ends_at=MORNING + timedelta(hours=3))
    with pytest.raises(IntegrityError), transaction.atomic():
        _entry(served, other, 60, 180).save()
    _entry(served, other, 120, 180).save()


def test_the_database_refuses_to_move_an_entry_over_another(served: HourEntry, team: Team, team_leader: Actor) -> None:
    later = _entry(served, served.session, 120, 180)
    later.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        HourEntry.objects.filter(pk=later.pk).update(start_at=served.start_at)


def test_the_same_hour_of_another_person_is_his_own(served: HourEntry, volunteer_named: MakeVolunteer) -> None:
    entry = _entry(served, served.session, 0, 120)
    entry.volunteer = volunteer_named("李四")
    entry.save()


def test_a_table_that_was_rebuilt_gets_its_refusal_back(db: None) -> None:
    overlaps.remove(connection)
    assert not overlaps.installed(connection)
    overlaps.install(connection)
    assert overlaps.installed(connection)


def test_overlapping_presence_says_so_in_words(served: HourEntry, clock: Any, team: Team, team_leader: Actor, zhang: Volunteer) -> None:
    now = timezone.now()
    other = open_session(actor=team_leader, team=team, title="另一场", place="另一处", starts_at=now, ends_at=now + timedelta(hours=1))
    HourEntry.objects.filter(pk=served.pk).update(end_at=now + timedelta(minutes=30), minutes=150)
    register_presence(actor=team_leader, session=other, volunteer=zhang)
    clock.shift(timedelta(minutes=20))
    with pytest.raises(Conflict, match="重叠"):
        register_departure(actor=team_leader, session=other, volunteer=zhang)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(spans=st.lists(st.tuples(st.integers(0, 48), st.integers(1, 12)), min_size=1, max_size=12))
def test_whatever_is_written_no_minute_counts_twice(served: HourEntry, spans: list[tuple[int, int]]) -> None:
    with transaction.atomic():
        HourEntry.objects.all().delete()
        for start, length in spans:
            try:
                with transaction.atomic():
                    _entry(served, served.session, start * 10, (start + length) * 10).save()
            except IntegrityError:
                continue
        kept = sorted(HourEntry.objects.values_list("start_at", "end_at"))
        assert all(first[1] <= second[0] for first, second in pairwise(kept))
        free = set(range(600)) - {minute for start, length in spans for minute in range(start * 10, (start + length) * 10)}
        held = {
            int((start - MORNING).total_seconds() // 60) + step for start, end in kept for step in range(int((end - start).total_seconds() // 60))
        }
        assert held and not held & free


def _entry(like: HourEntry, session: ServiceSession, start: int, end: int) -> HourEntry:
    return HourEntry(
        volunteer=like.volunteer,
        session=session,
        start_at=MORNING + timedelta(minutes=start),
        end_at=MORNING + timedelta(minutes=end),
        minutes=end - start,
    )
