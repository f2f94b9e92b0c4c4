"""Who says that he is there must be there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput, KepuError, PermissionDenied
from kepu.volunteers.actors import VolunteerActor
from kepu.volunteers.codes import code_of
from kepu.volunteers.models import CheckIn, HourEntry, ServiceSession, Team, Volunteer
from kepu.volunteers.services import cancel_session, check_in, check_out, open_session, register_presence

from .conftest import HERE, MORNING, MakeVolunteer


def code(session: ServiceSession) -> str:
    return code_of(session, timezone.now())


def test_time_between_two_scans_waits_for_confirmation(clock: Any, session: ServiceSession, zhang: Volunteer, zhang_himself: VolunteerActor) -> None:
    check_in(actor=zhang_himself, session=session, volunteer=zhang, code=code(session))
    clock.shift(timedelta(minutes=90))
    check_out(actor=zhang_himself, session=session, volunteer=zhang, code=code(session))
    entry = HourEntry.objects.get()
    assert (entry.minutes, entry.state, entry.points) == (90, "awaiting", 0)


def test_a_forged_code_is_refused(clock: Any, session: ServiceSession, zhang: Volunteer, zhang_himself: VolunteerActor) -> None:
    step = code(session).split(".")[0]
    for forged in (f"{step}.{'0' * 24}", "1", "", ".", f"{step}.", "９.x", f"-{step}.x", code(session)[:-1]):
        with pytest.raises(InvalidInput):
            check_in(actor=zhang_himself, session=session, volunteer=zhang, code=forged)
    assert not CheckIn.objects.exists()


def test_a_code_of_another_session_is_refused(
    clock: Any, session: ServiceSession, team_leader: Actor, team: Team, zhang: Volunteer, zhang_himself: VolunteerActor
) -> None:
    other = open_session(actor=team_leader, team=team, title="另一场", place="另一处", starts_at=MORNING, ends_at=MORNING + timedelta(hours=1))
    with pytest.raises(InvalidInput, match="填写"):
        check_in(actor=zhang_himself, session=session, volunteer=zhang, code=code(other))


def test_a_photographed_code_is_worth_nothing_a_minute_later(
    clock: Any, session: ServiceSession, zhang: Volunteer, zhang_himself: VolunteerActor
) -> None:
    old = code(session)
    clock.shift(timedelta(seconds=61))
    with pytest.raises(InvalidInput) as refused:
        check_in(actor=zhang_himself, session=session, volunteer=zhang, code=old)
    assert "过期" in refused.value.fields["code"]


def test_a_code_of_the_future_is_refused(clock: Any, session: ServiceSession, zhang: Volunteer, zhang_himself: VolunteerActor) -> None:
    with pytest.raises(InvalidInput):
        check_in(actor=zhang_himself, session=session, volunteer=zhang, code=code_of(session, timezone.now() + timedelta(seconds=31)))


def test_the_code_of_the_check_in_does_not_check_out(clock: Any, session: ServiceSession, zhang: Volunteer, zhang_himself: VolunteerActor) -> None:
    shown = code(session)
    check_in(actor=zhang_himself, session=session, volunteer=zhang, code=shown)
    with pytest.raises(Conflict):
        check_in(actor=zhang_himself, session=session, volunteer=zhang, code=shown)
    with pytest.raises(InvalidInput):
        check_out(actor=zhang_himself, session=session, volunteer=zhang, code=shown)
    assert CheckIn.objects.get().out_at is None


def test_a_code_seen_before_signing_in_counts_from_when_it_was_seen(
    clock: Any, session: ServiceSession, zhang: Volunteer, zhang_himself: VolunteerActor
) -> None:
    shown, seen_at = code(session), timezone.now()
    clock.shift(timedelta(minutes=4))
    assert check_in(actor=zhang_himself, session=session, volunteer=zhang, code=shown, seen_at=seen_at).in_at == seen_at
    clock.shift(timedelta(minutes=11))
    shown, seen_at = code(session), timezone.now()
    clock.shift(timedelta(minutes=11))
    with pytest.raises(InvalidInput):
        check_out(actor=zhang_himself, session=session, volunteer=zhang, code=shown, seen_at=seen_at)


def test_a_position_within_the_radius_serves_too_and_only_the_distance_is_kept(
    clock: Any, session: ServiceSession, zhang: Volunteer, zhang_himself: VolunteerActor
) -> None:
    with pytest.raises(InvalidInput):
        check_in(actor=zhang_himself, session=session, volunteer=zhang, position=(HERE[0] + 0.01, HERE[1]))
    presence = check_in(actor=zhang_himself, session=session, volunteer=zhang, position=(HERE[0] + 0.001, HERE[1]))
    assert presence.in_distance == 111


@pytest.mark.parametrize("minutes", [-56, 125])
def test_nobody_checks_in_long_before_or_after(
    clock: Any, session: ServiceSession, zhang: Volunteer, zhang_himself: VolunteerActor, minutes: int
) -> None:
    clock.shift(timedelta(minutes=minutes))
    with pytest.raises(Conflict):
        check_in(actor=zhang_himself, session=session, volunteer=zhang, code=code(session))


def test_nobody_is_at_two_places(
    clock: Any, session: ServiceSession, team_leader: Actor, team: Team, zhang: Volunteer, zhang_himself: VolunteerActor
) -> None:
    other = open_session(actor=team_leader, team=team, title="另一场", place="另一处", starts_at=MORNING, ends_at=MORNING + timedelta(hours=1))
    check_in(actor=zhang_himself, session=session, volunteer=zhang, code=code(session))
    with pytest.raises(Conflict, match="还没有签退"):
        check_in(actor=zhang_himself, session=other, volunteer=zhang, code=code(other))


def test_nobody_checks_in_for_another(
    clock: Any, session: ServiceSession, volunteer_named: MakeVolunteer, team: Team, zhang_himself: VolunteerActor
) -> None:
    li = volunteer_named("李四", team)
    with pytest.raises(PermissionDenied):
        check_in(actor=zhang_himself, session=session, volunteer=li, code=code(session))


def test_somebody_suspended_does_not_serve(clock: Any, session: ServiceSession, zhang: Volunteer, zhang_himself: VolunteerActor) -> None:
    Volunteer.objects.filter(pk=zhang.pk).update(state="suspended")
    with pytest.raises(Conflict):
        check_in(actor=zhang_himself, session=session, volunteer=zhang, code=code(session))


def test_the_leader_enters_somebody_without_a_telephone_and_it_says_so(
    clock: Any, session: ServiceSession, team_leader: Actor, zhang: Volunteer
) -> None:
    assert register_presence(actor=team_leader, session=session, volunteer=zhang).in_way == "host"


def test_the_leader_does_not_enter_himself(clock: Any, session: ServiceSession, team_leader: Actor, zhang: Volunteer) -> None:
    Volunteer.objects.filter(pk=zhang.pk).update(user=team_leader.user)
    with pytest.raises(Conflict):
        register_presence(actor=team_leader, session=session, volunteer=zhang)


def test_a_session_to_which_somebody_came_is_not_called_off(
    clock: Any, session: ServiceSession, team_leader: Actor, zhang: Volunteer, zhang_himself: VolunteerActor
) -> None:
    check_in(actor=zhang_himself, session=session, volunteer=zhang, code=code(session))
    with pytest.raises(KepuError):
        cancel_session(actor=team_leader, session=session, reason="下雨")
