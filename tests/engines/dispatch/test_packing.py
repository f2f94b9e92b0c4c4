"""Whole trips as columns: exactly where they are few, by diving where they are many, and never past the limit."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from unittest.mock import patch

import numpy as np
from hypothesis import given, settings

from kepu.engines.dispatch import Problem, Settings, Weights, check, solve
from kepu.engines.dispatch import packing as packing_module
from kepu.engines.dispatch.arrays import copy_state, empty_state
from kepu.engines.dispatch.compiling import compile_problem
from kepu.engines.dispatch.kernels.construct import by_worth, fill
from kepu.engines.dispatch.kernels.routes import points
from kepu.engines.dispatch.packing import converge, pack, possible
from kepu.engines.dispatch.prices import Prices
from kepu.engines.dispatch.search import Clock, Search

from .brute import optimum
from .problems import QUICK, order, problem, problems, team


def diving() -> object:
    """Every problem counts as one with too many trips to list."""
    return patch.object(packing_module, "EXACT", -1)


@settings(max_examples=25, deadline=None)
@given(problems())
def test_a_dive_ends_in_a_plan_that_breaks_no_rule(problem: Problem) -> None:
    with diving():  # type: ignore[attr-defined]
        plan = solve(problem, QUICK)
    assert check(problem, plan.assignments).feasible
    assert plan.bound >= plan.objective.total - 1e-6


@settings(max_examples=25, deadline=None)
@given(problems(orders=4, teams=2))
def test_the_prices_of_a_dive_prove_no_more_than_is_true(small: Problem) -> None:
    with diving():  # type: ignore[attr-defined]
        assert solve(small, QUICK).bound >= optimum(small, QUICK) - 1e-6


@settings(max_examples=25, deadline=None)
@given(problems(orders=4, teams=2))
def test_proven_prices_stay_above_every_plan(small: Problem) -> None:
    compiled, clock = compile_problem(small, QUICK.weights), Clock(10)
    prices = Prices(compiled.lower, clock.stop)
    prices.advance(3, 0.0)
    before = prices.bound
    proven = converge(compiled.net, prices, clock)
    assert optimum(small, QUICK) - 1e-6 <= prices.bound <= before
    if proven:  # further turns find nothing lower
        found = prices.bound
        converge(compiled.net, prices, clock)
        assert prices.bound >= found - 1e-4 * abs(found) - 1e-6


@settings(max_examples=10, deadline=None)
@given(problems())
def test_a_dive_is_the_same_for_one_thread_and_two(problem: Problem) -> None:
    with diving():  # type: ignore[attr-defined]
        one, two = solve(problem, QUICK), solve(problem, replace(QUICK, threads=1))
    assert (one.visits, one.bound) == (two.visits, two.bound)


def crowded() -> Problem:
    """Nine wishes of all lengths for two mornings of three hours; what fits best is no simple matter."""
    lengths = [50, 55, 60, 65, 70, 75, 80, 85, 90]
    wishes = [order(i, duration_minutes=length, people_expected=7 * i % 50) for i, length in enumerate(lengths)]
    return problem(wishes, [team("t"), team("u")], travel=None)


def test_where_trips_can_be_listed_the_plan_is_proven_best() -> None:
    plan = solve(crowded(), Settings(iterations=8))
    assert plan.status == "optimal" and plan.gap < 1e-6


def test_every_trip_is_listed_once() -> None:
    two = problem([order("a"), order("b", lat=29.56)], [team("t")])
    pool = possible(compile_problem(two, Weights()).net, Clock(60))
    assert pool is not None
    assert {frozenset(row[row >= 0].tolist()) for row in pool.orders} == {frozenset({0}), frozenset({1}), frozenset({0, 1})}
    assert pool.minutes.tolist().count(120) == 1


def test_trips_too_long_to_list_prove_nothing() -> None:
    many = problem([order(i, duration_minutes=10) for i in range(9)], [team("t")], travel=None)
    assert possible(compile_problem(many, Weights()).net, Clock(60)) is None


def test_nothing_goes_on_when_time_is_up() -> None:
    compiled = compile_problem(crowded(), Weights())
    clock = Clock(60)
    search = Search(compiled, Settings(), clock, 0.0)
    before, value = copy_state(search.state), search.value
    clock.stop[0] = 1
    side, camp = np.zeros(compiled.net.bucket_room.size, np.int32), np.zeros(9, np.int32)
    assert clock.left == 0.0
    assert search._improve(side, camp, 0, 10_000, 50.0) == 0.0
    assert all(np.array_equal(one, two) for one, two in zip(before, search.state, strict=True))
    prices = Prices(compiled.lower, clock.stop)
    prices.advance(5, value)
    assert prices.bound == np.inf and prices.steps == 0
    late = pack(compiled.net, search.state, search.every, tuple(prices.last), clock)
    assert late.bound == np.inf
    start = empty_state(compiled.net)
    fill(compiled.net, start, by_worth(compiled.net))
    assert points(compiled.net, late.state) >= points(compiled.net, start) - 1e-6


def test_the_solvers_are_loaded_on_first_use() -> None:
    script = "import sys, kepu.engines.dispatch as d; before = 'numba' in sys.modules; d.solve; print(before, 'numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split() == ["False", "True"]
