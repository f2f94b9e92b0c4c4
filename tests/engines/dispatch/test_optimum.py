"""On problems so small that everything can be tried, the plan is the best and the bound holds."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kepu.engines.dispatch import Problem, Settings, Travel, Weights, solve

from .brute import optimum
from .problems import QUICK, WEEK, order, problem, problems, team


@settings(max_examples=40, deadline=None)
@given(problems(orders=4, teams=2))
def test_the_bound_is_never_below_the_optimum(small: Problem) -> None:
    best = optimum(small, QUICK)
    assert solve(small, QUICK).bound >= best - 1e-6


@settings(max_examples=40, deadline=None)
@given(problems(orders=4, teams=2, matrix=False))
def test_the_plan_is_the_optimum(small: Problem) -> None:
    assert solve(small, QUICK).objective.total == pytest.approx(optimum(small, QUICK), abs=1e-6)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 80), max_size=5), st.integers(1, 2))
def test_slots_of_one_length_are_filled_best_with_proof(people: list[int], count: int) -> None:
    given = Settings(weights=Weights(fairness=0), iterations=8)
    teams = [team("t", max_visits_per_window=1), team("u", max_visits_per_window=1, weekly_capacity_minutes=60)][:count]
    small = problem([order(i, people_expected=number) for i, number in enumerate(people)], teams, travel=None)
    plan = solve(small, given)
    assert plan.objective.total == pytest.approx(optimum(small, given), abs=1e-6)
    assert plan.bound == pytest.approx(plan.objective.total, rel=1e-6)


def test_the_points_of_one_visit_are_the_sum_of_its_parts() -> None:
    weights = Weights(served=100, priority=10, people=1, people_cap=50, liked=7, travel=2, nearness=0, fairness=0.3)
    one = problem(
        [order("a", priority=3, people_expected=80, liked_teams=frozenset({"t"}))],
        [team("t", weekly_capacity_minutes=120)],
        travel=Travel(minutes=[[0, 11], [13, 0]]),
    )
    plan = solve(one, Settings(weights=weights, iterations=1))
    assert plan.objective.served == 100 + 2 * 10 + 50
    assert plan.objective.liked == 7
    assert plan.objective.travel == 2 * (13 + 11)
    assert plan.objective.fairness == pytest.approx(0.3 * 60 * 60 / 120)
    assert plan.visits[0].start == 540 + 13
    assert WEEK.time_of(plan.visits[0].start).strftime("%a %H:%M") == "Mon 09:13"


def test_a_quick_detour_that_only_a_matrix_knows_does_not_break_the_bound() -> None:
    ways = [[0, 5, 60], [5, 0, 5], [60, 5, 0]]
    two = problem([order("a", windows=[(540, 720)]), order("b")], [team("t", windows=[(540, 700)])], travel=Travel(minutes=ways))
    assert solve(two, QUICK).bound >= optimum(two, QUICK) - 1e-6
