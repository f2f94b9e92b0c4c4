"""Long trips, for which the library of routing works beside the search."""

from __future__ import annotations

from dataclasses import replace
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings

from kepu.engines.dispatch import Problem, Settings, Travel, Weights, check, solve
from kepu.engines.dispatch import search as search_module
from kepu.engines.dispatch.arrays import empty_state
from kepu.engines.dispatch.compiling import compile_problem
from kepu.engines.dispatch.kernels.routes import points
from kepu.engines.dispatch.routing import Router
from kepu.engines.dispatch.search import Clock

from .brute import optimum
from .problems import LAT, LON, QUICK, order, problem, problems, team

FLAT = Settings(weights=Weights(fairness=0), iterations=3, time_limit=60)


def routed() -> object:
    """Every problem counts as one of long trips."""
    return patch.multiple(search_module, possible=lambda net, clock: None, dives=lambda net: False)


@settings(max_examples=25, deadline=None)
@given(problems())
def test_a_plan_beside_the_library_breaks_no_rule(problem: Problem) -> None:
    with routed():  # type: ignore[attr-defined]
        plan = solve(problem, QUICK)
    assert check(problem, plan.assignments).feasible
    assert plan.bound >= plan.objective.total - 1e-6


@settings(max_examples=10, deadline=None)
@given(problems())
def test_the_plan_is_the_same_for_one_thread_and_two(problem: Problem) -> None:
    with routed():  # type: ignore[attr-defined]
        one, two = solve(problem, QUICK), solve(problem, replace(QUICK, threads=1))
    assert (one.visits, one.bound) == (two.visits, two.bound)


@settings(max_examples=25, deadline=None)
@given(problems(orders=4, teams=2))
def test_the_library_alone_finds_the_best_plan_of_a_small_problem(small: Problem) -> None:
    """Without what its model lacks: fairness, separations, a capacity that several trips share."""
    plain = replace(small, separation_days=0, history=(), teams=[replace(one, weekly_capacity_minutes=10_000) for one in small.teams])
    net = compile_problem(plain, FLAT.weights).net
    router = Router.of(net)
    if router is None:  # nothing to plan, or no ways
        return
    found = router.improve(empty_state(net), Clock(60), 60, 1, 400)
    assert points(net, found) == pytest.approx(optimum(plain, FLAT), abs=0.05)


def test_each_team_is_sent_where_it_is_liked_and_able() -> None:
    wishes = [order("a", liked_teams=frozenset({"u"})), order("b", topic="sky"), order("c", windows=[(0, 30), (600, 720)])]
    teams = [team("t", skills=frozenset({"health", "sky"})), team("u")]
    with routed():  # type: ignore[attr-defined]
        plan = solve(problem(wishes, teams), FLAT)
    served = {visit.order: visit.team for visit in plan.visits}
    assert served["a"] == "u" and served["b"] == "t" and len(served) == 3


def test_where_time_ends_the_search_the_limit_holds_and_no_rule_is_broken() -> None:
    draw = np.random.default_rng(4)
    wishes = [
        order(i, lat=LAT + x, lon=LON + y, duration_minutes=20, windows=[(int(t), int(t) + 240)])
        for i, (x, y, t) in enumerate(zip(*draw.uniform(-0.05, 0.05, (2, 80)), draw.integers(480, 900, 80), strict=True))
    ]
    given = problem(wishes, [team(t, windows=[(480, 1140)], weekly_capacity_minutes=600, max_visits_per_window=20) for t in range(4)])
    seen: list[float] = []
    plan = solve(given, Settings(time_limit=1.5), progress=lambda progress: seen.append(progress.objective))
    assert check(given, plan.assignments).feasible
    assert plan.status == "time_limit" and plan.objective.total >= max(seen) - 1e-6


def test_there_is_no_router_where_ways_do_not_matter() -> None:
    assert Router.of(compile_problem(problem([order("a")], [team("t")], travel=None), Weights()).net) is None
    assert Router.of(compile_problem(problem([order("a", topic="none")], [team("t")], travel=Travel()), Weights()).net) is None
