"""Whatever the problem, the plan keeps every rule and the bound stands above it."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from kepu.engines.dispatch import Problem, Settings, check, first_come, replan, solve

from .problems import QUICK, problems

MANY = settings(max_examples=25, deadline=None)


@MANY
@given(problems())
def test_a_plan_breaks_no_rule(problem: Problem) -> None:
    plan = solve(problem, QUICK)
    assert check(problem, plan.assignments).violations == ()


@MANY
@given(problems())
def test_every_order_is_served_once_or_named_unserved(problem: Problem) -> None:
    plan = solve(problem, QUICK)
    assert sorted([visit.order for visit in plan.visits] + [item.order for item in plan.unserved]) == sorted(order.id for order in problem.orders)


@MANY
@given(problems())
def test_the_bound_stands_above_the_objective_and_that_above_nothing(problem: Problem) -> None:
    plan = solve(problem, QUICK)
    assert plan.bound >= plan.objective.total - 1e-6
    assert plan.objective.total >= -1e-6


@MANY
@given(problems())
def test_the_points_of_a_plan_are_those_that_a_check_counts(problem: Problem) -> None:
    plan = solve(problem, QUICK)
    assert abs(check(problem, plan.assignments).objective.total - plan.objective.total) < 1e-6


@MANY
@given(problems())
def test_the_search_is_never_behind_first_come(problem: Problem) -> None:
    assert solve(problem, QUICK).objective.total >= 0.0
    assert check(problem, first_come(problem).assignments).feasible


@settings(max_examples=10, deadline=None)
@given(problems())
def test_the_same_seed_gives_the_same_plan(problem: Problem) -> None:
    one, two = solve(problem, QUICK), solve(problem, replace(QUICK, threads=1))
    assert (one.visits, one.unserved, one.bound) == (two.visits, two.unserved, two.bound)


@MANY
@given(problems(), st.data())
def test_locked_visits_stay(problem: Problem, data: st.DataObject) -> None:
    plan = solve(problem, QUICK)
    locked = tuple(item for item in plan.assignments if data.draw(st.booleans()))
    again = solve(replace(problem, locked=locked), QUICK)
    assert set(locked) <= set(again.assignments)
    assert check(problem, again.assignments).feasible
    assert again.bound >= again.objective.total - 1e-6


@MANY
@given(problems(), st.data())
def test_a_cancelled_order_changes_nothing_else_that_was_told(problem: Problem, data: st.DataObject) -> None:
    told = solve(problem, QUICK).assignments
    if not told:
        return
    gone = data.draw(st.sampled_from(told))
    travel = problem.travel
    if travel is not None and travel.minutes is not None:
        row = [i for i, order in enumerate([*problem.orders, *problem.teams]) if i >= len(problem.orders) or order.id != gone.order]
        travel = replace(travel, minutes=travel.minutes[row][:, row])
    left = replace(problem, orders=[order for order in problem.orders if order.id != gone.order], travel=travel)
    after = replan(left, told, QUICK)
    if travel is None or travel.minutes is None:  # a matrix may make the way longer when a stop between falls away
        assert after.changes == ()
    assert check(left, after.plan.assignments).feasible


def test_an_empty_district_has_an_empty_plan() -> None:
    from .problems import problem

    plan = solve(problem([], []), Settings(iterations=1))
    assert (plan.visits, plan.unserved, plan.objective.total, plan.bound, plan.gap) == ((), (), 0.0, 0.0, 0.0)
