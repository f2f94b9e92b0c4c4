"""What the dispatcher of orders learns about teams."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidInput, PermissionDenied
from kepu.organizations.models import Unit
from kepu.volunteers.models import Skill, Team
from kepu.volunteers.queries import teams_for_dispatch
from kepu.volunteers.queries.windows import less, united
from kepu.volunteers.services import add_dated_time, create_team, open_session, set_weekly_times, update_team

from .conftest import HERE, MORNING, MakeVolunteer

MONDAY, SUNDAY = date(2026, 3, 2), date(2026, 3, 8)


def at(day: int, hour: int) -> datetime:
    return timezone.make_aware(datetime(2026, 3, day, hour))


def test_free_time_is_the_pattern_less_what_was_taken_out_and_with_what_was_added(team_leader: Actor, team: Team) -> None:
    set_weekly_times(actor=team_leader, owner=team, times=[(5, time(9), time(17)), (0, time(14), time(16))])
    add_dated_time(actor=team_leader, owner=team, starts_at=at(7, 12), ends_at=at(7, 13), note="午餐会")
    add_dated_time(actor=team_leader, owner=team, starts_at=at(4, 19), ends_at=at(4, 21), is_free=True)
    (found,) = teams_for_dispatch(team.district, MONDAY, SUNDAY)
    assert found.windows == ((at(2, 14), at(2, 16)), (at(4, 19), at(4, 21)), (at(7, 9), at(7, 12)), (at(7, 13), at(7, 17)))


def test_a_team_says_where_it_starts_what_it_can_and_how_far_it_goes(team: Team) -> None:
    (found,) = teams_for_dispatch(team.district, MONDAY, SUNDAY)
    assert (found.base, found.languages, found.weekly_minutes, found.max_distance_km) == (HERE, {"cmn", "local"}, 600, 20)


def test_a_skill_that_needs_a_paper_counts_while_a_member_holds_one(team: Team, volunteer_named: MakeVolunteer) -> None:
    zhou = volunteer_named("周医生", team)
    assert teams_for_dispatch(team.district, MONDAY, SUNDAY)[0].skills == {"chronic"}
    paper = zhou.qualifications.create(kind="first_aid", expires_on=SUNDAY, checked_at=timezone.now())
    assert teams_for_dispatch(team.district, MONDAY, SUNDAY)[0].skills == {"chronic", "first-aid"}
    assert teams_for_dispatch(team.district, MONDAY, SUNDAY + timedelta(days=1))[0].skills == {"chronic"}
    paper.checked_at = None
    paper.save()
    assert teams_for_dispatch(team.district, MONDAY, SUNDAY)[0].skills == {"chronic"}


def test_sessions_that_stand_already_are_told_with_their_source(team_leader: Actor, team: Team, units: dict[str, Unit]) -> None:
    session = open_session(
        actor=team_leader, team=team, title="讲座", place="社区", starts_at=MORNING, ends_at=MORNING + timedelta(hours=1), source=units["区教委"]
    )
    (busy,) = teams_for_dispatch(team.district, MONDAY, SUNDAY)[0].busy
    assert (busy.starts_at, busy.session_id, busy.source_type) == (session.starts_at, session.pk, "organizations.unit")


def test_the_same_source_has_one_session(team_leader: Actor, team: Team, units: dict[str, Unit]) -> None:
    made = [
        open_session(actor=team_leader, team=team, title="讲座", place="社区", starts_at=MORNING, ends_at=at(7, 11), source=units["区教委"])
        for _again in range(2)
    ]
    assert made[0] == made[1]


def test_an_inactive_team_is_not_planned(system: Actor, team: Team) -> None:
    update_team(actor=system, team=team, version=team.version, is_active=False)
    assert teams_for_dispatch(team.district, MONDAY, SUNDAY) == []


def test_a_team_starts_at_its_seat_when_it_names_no_point(system: Actor, units: dict[str, Unit], skills: dict[str, Skill]) -> None:
    street = units["七星岗街道"].area
    assert street is not None
    street.latitude, street.longitude = HERE
    street.save()
    create_team(actor=system, unit=units["七星岗街道"], name="七星岗科普队")
    assert teams_for_dispatch(system.district, MONDAY, SUNDAY)[0].base == HERE


def test_questions_do_not_grow_with_the_number_of_teams(
    system: Actor, units: dict[str, Unit], skills: dict[str, Skill], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(12):
        team = create_team(actor=system, unit=units["区教委"], name=f"第{number}队", skills=[skills["ai"]])
        set_weekly_times(actor=system, owner=team, times=[(5, time(9), time(17))])
    with django_assert_num_queries(6):
        assert len(teams_for_dispatch(system.district, MONDAY, SUNDAY)) == 12


@pytest.mark.parametrize("times", [[(0, time(10), time(9))], [(0, time(9), time(11)), (0, time(10), time(12))], [(7, time(9), time(10))]])
def test_a_pattern_that_cannot_be_is_refused(team_leader: Actor, team: Team, times: list[tuple[int, time, time]]) -> None:
    with pytest.raises(InvalidInput):
        set_weekly_times(actor=team_leader, owner=team, times=times)


def test_a_leader_changes_the_time_of_his_own_team_only(team_leader: Actor, system: Actor, units: dict[str, Unit]) -> None:
    other = create_team(actor=system, unit=units["区教委"], name="别的队")
    with pytest.raises(PermissionDenied):
        set_weekly_times(actor=team_leader, owner=other, times=[])


hours = st.integers(0, 23).flatmap(lambda start: st.tuples(st.just(start), st.integers(start + 1, 24)))


@given(st.lists(hours, max_size=6), st.lists(hours, max_size=6))
def test_what_is_left_is_what_is_free_and_not_taken(free: list[tuple[int, int]], taken: list[tuple[int, int]]) -> None:
    start = datetime(2026, 3, 2)

    def spans(given: list[tuple[int, int]]) -> list[tuple[datetime, datetime]]:
        return [(start + timedelta(hours=a), start + timedelta(hours=b)) for a, b in given]

    def covered(given: list[tuple[datetime, datetime]]) -> set[int]:
        return {hour for hour in range(24) if any(a <= start + timedelta(hours=hour) < b for a, b in given)}

    left = less(spans(free), spans(taken))
    assert covered(left) == covered(spans(free)) - covered(spans(taken))
    assert left == united(left)
