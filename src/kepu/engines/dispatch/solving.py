"""From a problem to a plan."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib import import_module

import numpy as np

from .arrays import empty_state
from .checking import objective_of, travel_minutes
from .compiling import Compiled, compile_problem
from .kernels.construct import fill
from .model import Horizon, Order, Problem, Team
from .plan import Comparison, Plan, Progress
from .prices import Prices
from .reasons import visits_of
from .search import Callback, Clock, Outcome, Search
from .settings import Settings
from .unserved import Doctor
from .validate import validate


def solve(problem: Problem, settings: Settings | None = None, *, progress: Callback | None = None) -> Plan:
    """The best plan found within the limits, with reasons and a proven bound.

    ``progress`` is called after each round and may return False to stop. Raises `DispatchError` on a problem that
    cannot be planned; orders that nobody can serve are no error.
    """
    settings = settings or Settings()
    validate(problem, settings)
    warm_up()
    return _solve(problem, settings, progress)


def first_come(problem: Problem, settings: Settings | None = None) -> Plan:
    """The plan that a desk makes which gives each order, as it comes in, to the best team still free; not searched."""
    settings = settings or Settings()
    validate(problem, settings)
    warm_up()
    clock = Clock(settings.time_limit)
    compiled = compile_problem(problem, settings.weights)
    state = empty_state(compiled.net)
    fill(compiled.net, state, compiled.sequence)
    prices = Prices(compiled.lower, np.zeros(1, np.int32))
    prices.advance(1, 0.0)
    base = objective_of(compiled.facts, tuple(problem.locked)).total
    return _plan(compiled, settings, clock, Outcome(state, 0.0, prices.bound, "first_come", 0), base)


def what_if(scenarios: Mapping[str, Problem], settings: Settings | None = None, *, progress: Callback | None = None) -> Comparison:
    """Solve several problems with the same settings and lay them side by side; the first is the base."""
    return Comparison({name: solve(problem, settings, progress=progress) for name, problem in scenarios.items()})


def _solve(problem: Problem, settings: Settings, progress: Callback | None) -> Plan:
    clock = Clock(settings.time_limit)
    compiled = compile_problem(problem, settings.weights)
    base = objective_of(compiled.facts, tuple(problem.locked)).total
    if progress:
        progress(Progress("construct", clock.seconds, base, float("inf"), 0))
    outcome = Search(compiled, settings, clock, base).run(progress)
    if progress:
        progress(Progress("explain", clock.seconds, base + outcome.value, base + outcome.bound, outcome.rounds))
    return _plan(compiled, settings, clock, outcome, base)


def _plan(compiled: Compiled, settings: Settings, clock: Clock, outcome: Outcome, base: float) -> Plan:
    """The answer in ids, with reasons; ``base`` are the points of locked visits."""
    searched = clock.seconds
    facts = compiled.facts
    assignments = compiled.assignments(outcome.state)
    objective = objective_of(facts, assignments)
    visits = visits_of(compiled, outcome.state, assignments, settings.explain)
    unserved = Doctor(compiled, outcome.state).report(settings.explain)
    diagnostics = {
        "rounds": outcome.rounds,
        "triples": int(compiled.net.order_trip.size),
        "trips": int(compiled.net.trip_start.size),
        "travel_minutes": travel_minutes(facts, assignments),
        "search_seconds": round(searched, 3),
        "explain_seconds": round(clock.seconds - searched, 3),
        "seed": settings.seed,
    }
    bound = max(base + outcome.bound, objective.total)
    return Plan(visits, unserved, objective, bound, outcome.status, clock.seconds, diagnostics)


@cache
def warm_up() -> None:
    """Compile the kernels, or read them from disk, and load the libraries, so that no time limit pays for it. Once a process."""
    import_module("pyvrp")
    day, night = (540, 720), (0, 30)
    orders = [Order(i, 29.5, 106.5 + i / 100, 30, [night if i > 4 else day], "a", people_expected=i) for i in range(6)]
    teams = [Team(t, 29.5, 106.5, frozenset("a"), [day], 60, max_visits_per_window=v) for t, v in enumerate((1, 3))]
    settings = Settings(time_limit=3600)
    compiled = compile_problem(Problem(Horizon(datetime(2026, 1, 5)), orders, teams), settings.weights)
    clock = Clock(settings.time_limit)
    search = Search(compiled, settings, clock, 0.0)
    search.rehearse()
    _plan(compiled, settings, clock, search.best, 0.0)
