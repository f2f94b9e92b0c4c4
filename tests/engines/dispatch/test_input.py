"""What cannot be planned is refused by name, before anything is computed."""

from __future__ import annotations

import math

import numpy as np
import pytest

from kepu.engines.dispatch import Assignment, DispatchError, PastVisit, Problem, Settings, Travel, Weights, check, solve
from kepu.engines.dispatch.errors import (
    BadCoordinates,
    BadDuration,
    BadMatrix,
    BadQuantity,
    BadWindow,
    DuplicateId,
    LockedImpossible,
    UnknownReference,
    UnknownTopic,
    WindowsPast,
)

from .problems import order, problem, team

GOOD = problem([order("a")], [team("t")])


@pytest.mark.parametrize(
    ("bad", "error", "subject"),
    [
        (problem([order("a", duration_minutes=0)], [team("t")]), BadDuration, "order a"),
        (problem([order("a", duration_minutes=-5)], [team("t")]), BadDuration, "order a"),
        (problem([order("a", duration_minutes=10_081)], [team("t")]), BadDuration, "order a"),
        (problem([order("a", duration_minutes=1.5)], [team("t")]), BadDuration, "order a"),
        (problem([order("a", windows=[(-200, -100), (-50, 0)])], [team("t")]), WindowsPast, "order a"),
        (problem([order("a", windows=[])], [team("t")]), BadWindow, "order a"),
        (problem([order("a", windows=[(600, 600)])], [team("t")]), BadWindow, "order a"),
        (problem([order("a", windows=[(700, 600)])], [team("t")]), BadWindow, "order a"),
        (problem([order("a")], [team("t", windows=[(700, 600)])]), BadWindow, "team t"),
        (problem([order("a")], [team("t", windows=[(500, 700), (600, 800)])]), BadWindow, "team t"),
        (problem([order("a")], [team("t")], topics=frozenset({"law"})), UnknownTopic, "order a"),
        (problem([order("a", topic="law")], [team("t")], topics=frozenset({"law"})), UnknownTopic, "team t"),
        (problem([order("a", lat=math.nan)], [team("t")]), BadCoordinates, "order a"),
        (problem([order("a")], [team("t", lon=200.0)]), BadCoordinates, "team t"),
        (problem([order("a"), order("a")], [team("t")]), DuplicateId, "order a"),
        (problem([order("a")], [team("t"), team("t")]), DuplicateId, "team t"),
        (problem([order("a", people_expected=-1)], [team("t")]), BadQuantity, "order a"),
        (problem([order("a", priority=0)], [team("t")]), BadQuantity, "order a"),
        (problem([order("a")], [team("t", weekly_capacity_minutes=-1)]), BadQuantity, "team t"),
        (problem([order("a")], [team("t", max_distance_km=math.nan)]), BadQuantity, "team t"),
        (problem([order("a", liked_teams=frozenset({"x"}))], [team("t")]), UnknownReference, "order a"),
        (problem([order("a")], [team("t")], history=[PastVisit("x", "p", "health", -100)]), UnknownReference, "history"),
        (problem([order("a")], [team("t")], travel=Travel(minutes=np.zeros((3, 3)))), BadMatrix, "travel"),
        (problem([order("a")], [team("t")], travel=Travel(minutes=np.array([[0, -1], [1, 0]]))), BadMatrix, "travel"),
        (problem([order("a")], [team("t")], travel=Travel(minutes=np.array([[0, np.nan], [1, 0]]))), BadMatrix, "travel"),
        (problem([order("a")], [team("t", lat=29.6)], travel=Travel(routing=lambda places: np.zeros((1, 1)))), BadMatrix, "travel"),
        (problem([order("a")], [team("t")], travel=Travel(speed_kmh=0)), BadQuantity, "travel"),
        (problem([order("a")], [team("t")], locked=[Assignment("b", "t", 540)]), UnknownReference, "locked"),
        (problem([order("a")], [team("t")], locked=[Assignment("a", "t", 540)] * 2), DuplicateId, "locked order a"),
    ],
)
def test_a_bad_problem_is_refused_by_name(bad: Problem, error: type[DispatchError], subject: str) -> None:
    with pytest.raises(error) as raised:
        solve(bad)
    assert raised.value.subject == subject
    assert raised.value.code == error.code
    assert raised.value.message


@pytest.mark.parametrize(
    ("lock", "rule"),
    [
        (Assignment("a", "t", 500), "no_time"),
        (Assignment("a", "t", 700), "no_time"),
        (Assignment("a", "u", 540), "no_skill"),
    ],
)
def test_a_locked_visit_that_breaks_a_rule_is_refused_with_the_rule(lock: Assignment, rule: str) -> None:
    with pytest.raises(LockedImpossible, match=rule):
        solve(problem([order("a")], [team("t"), team("u", skills=frozenset({"law"}))], locked=[lock]))


def test_two_locked_visits_at_once_are_refused() -> None:
    locked = [Assignment("a", "t", 540), Assignment("b", "t", 570)]
    with pytest.raises(LockedImpossible, match="no_time"):
        solve(problem([order("a"), order("b")], [team("t")], locked=locked))


@pytest.mark.parametrize(
    "given",
    [
        Settings(time_limit=-1),
        Settings(threads=0),
        Settings(gap=math.nan),
        Settings(weights=Weights(travel=-1)),
        Settings(weights=Weights(served=math.inf)),
    ],
)
def test_bad_settings_are_refused(given: Settings) -> None:
    with pytest.raises(BadQuantity):
        solve(GOOD, given)


def test_a_check_of_an_unknown_order_is_refused() -> None:
    with pytest.raises(UnknownReference):
        check(GOOD, [Assignment("nobody", "t", 540)])


def test_ten_thousand_people_are_only_many_people() -> None:
    crowd = problem([order("a", people_expected=10_000)], [team("t")])
    assert solve(crowd, Settings(iterations=1)).objective.served == 300


def test_no_time_at_all_still_gives_a_plan() -> None:
    plan = solve(GOOD, Settings(time_limit=0))
    assert [visit.order for visit in plan.visits] == ["a"]
