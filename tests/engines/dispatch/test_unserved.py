"""Every order that stays unserved says what binds, and each remedy works."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings

from kepu.engines.dispatch import Assignment, Binding, Order, PastVisit, Problem, Remedy, Team, Travel, Unserved, solve

from .problems import QUICK, order, problem, problems, team

FAR_AWAY = 29.75  # 31 kilometres by road from the base


def only(given: Problem) -> Unserved:
    plan = solve(given, QUICK)
    assert len(plan.unserved) == 1
    return plan.unserved[0]


@pytest.mark.parametrize(
    ("wish", "helper", "reason"),
    [
        ({"topic": "law"}, {}, Binding.NO_SKILL),
        ({"language": "sign"}, {"languages": frozenset({"dialect"})}, Binding.NO_LANGUAGE),
        ({"audience": "children"}, {"audiences": frozenset({"elderly"})}, Binding.NO_AUDIENCE),
        ({"lat": FAR_AWAY}, {"max_distance_km": 10.0}, Binding.TOO_FAR),
        ({"windows": [(1000, 1100)]}, {}, Binding.NO_TIME),
        ({"windows": [(540, 590)]}, {}, Binding.NO_TIME),
        ({"windows": [(20_000, 20_100)]}, {}, Binding.OUTSIDE_HORIZON),
        ({"due": 560}, {}, Binding.PAST_DUE),
        ({}, {"weekly_capacity_minutes": 30}, Binding.NO_CAPACITY),
    ],
)
def test_an_order_that_nobody_can_serve_names_what_binds(wish: dict[str, Any], helper: dict[str, Any], reason: Binding) -> None:
    assert only(problem([order("a", **wish)], [team("t", **helper)])).reason is reason


def test_a_full_week_binds_by_capacity_and_says_how_much_is_missing() -> None:
    crowd = [order("a", people_expected=90), order("b")]
    item = only(problem(crowd, [team("t", weekly_capacity_minutes=80)]))
    assert (item.order, item.reason, item.penalty) == ("b", Binding.NO_CAPACITY, 200)
    assert item.remedies[0] == Remedy("capacity", "t", 40)


def test_a_taken_time_binds_and_another_time_is_offered() -> None:
    crowd = [order("a", windows=[(540, 600)], people_expected=50), order("b", windows=[(540, 600)])]
    item = only(problem(crowd, [team("t")]))
    assert (item.order, item.reason) == ("b", Binding.NO_ROOM)
    assert item.remedies[0] == Remedy("window", "t", 0, (600, 660))


def test_a_separation_binds_against_the_past() -> None:
    past = [PastVisit("t", "hall", "health", -600)]
    given = problem([order("a", place="hall")], [team("t")], history=past, separation_days=3)
    assert only(given).reason is Binding.SEPARATION


def test_a_separation_binds_within_the_week() -> None:
    wishes = [order("a", place="hall", people_expected=9), order("b", place="hall")]
    given = problem(wishes, [team("t")], separation_days=3)
    assert only(given).reason is Binding.SEPARATION


def test_a_team_that_is_too_far_says_by_how_much() -> None:
    item = only(problem([order("a", lat=FAR_AWAY)], [team("t", max_distance_km=10.0)]))
    assert item.remedies[0].kind == "distance"
    assert item.remedies[0].amount == pytest.approx(21.2)


def test_a_visit_that_costs_more_than_it_is_worth_is_not_made() -> None:
    ways = Travel(minutes=[[0, 500], [500, 0]])
    given = problem([order("a", windows=[(0, 1400)])], [team("t", windows=[(0, 1440)])], travel=ways)
    assert only(given).reason is Binding.TOO_COSTLY


def _remedied(given: Problem, key: str | int, remedy: Remedy) -> Problem:
    """The problem after a remedy."""

    def order_after(item: Order) -> Order:
        if item.id != key:
            return item
        if remedy.kind == "window":
            assert remedy.window is not None
            return replace(item, windows=[*item.windows, remedy.window])
        return replace(item, due=(item.due or 0) + int(remedy.amount)) if remedy.kind == "due" else item

    def team_after(item: Team) -> Team:
        if item.id != remedy.team:
            return item
        wish = next(wish for wish in given.orders if wish.id == key)
        changes: dict[str, dict[str, Any]] = {
            "capacity": {"weekly_capacity_minutes": item.weekly_capacity_minutes + int(remedy.amount)},
            "distance": {"max_distance_km": item.max_distance_km + remedy.amount},
            "skill": {"skills": item.skills | {wish.topic}},
            "language": {"languages": item.languages | {wish.language}},
            "audience": {"audiences": item.audiences | {wish.audience}},
        }
        return replace(item, **changes.get(remedy.kind, {}))

    return replace(given, orders=[order_after(item) for item in given.orders], teams=[team_after(item) for item in given.teams])


@settings(max_examples=10, deadline=None)
@given(problems(matrix=False))
def test_more_capacity_or_another_time_lets_the_order_in_beside_all_others(drawn: Problem) -> None:
    plan = solve(drawn, QUICK)
    for item in plan.unserved:
        for remedy in item.remedies:
            if remedy.kind not in ("capacity", "window", "language", "audience", "skill"):
                continue
            after = _remedied(drawn, item.order, remedy)
            others = solve(replace(after, locked=plan.assignments), QUICK)
            free = solve(after, QUICK)
            served = {visit.order for visit in others.visits} | {visit.order for visit in free.visits}
            worth = free.objective.total >= plan.objective.total - 1e-6
            assert item.order in served or worth


def test_the_reasons_of_a_big_plan_need_no_second_search() -> None:
    plan = solve(problem([order(i) for i in range(30)], [team("t")]), QUICK)
    assert len(plan.unserved) == 27
    assert {item.reason for item in plan.unserved} == {Binding.NO_ROOM}
    assert plan.assignments[0] == Assignment(plan.visits[0].order, "t", 540)
