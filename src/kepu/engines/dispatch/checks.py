"""Instant answers for the person who drags a visit: does it hold, and what is it worth?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from .checking import Facts, gather, objective_of, violations
from .model import Assignment, Problem
from .plan import Check, Move
from .settings import Settings
from .validate import validate


def check(problem: Problem, assignments: Sequence[Assignment], settings: Settings | None = None) -> Check:
    """Every rule that the assignments break, and their points. Raises `DispatchError` on an unreadable problem.

    Start times are taken as given, so a plan made by hand can be judged.
    """
    settings = settings or Settings()
    validate(replace(problem, locked=tuple(assignments)), settings)
    return _judge(gather(problem, settings.weights), assignments)


def explain_move(problem: Problem, assignments: Sequence[Assignment], move: Assignment, settings: Settings | None = None) -> Move:
    """What giving one order to a team at a minute would do, all other assignments staying.

    Only the trips of the teams touched are looked at, so the time does not grow with the district. A rule that was
    broken before and has nothing to do with these teams is not reported.
    """
    settings = settings or Settings()
    before = [item for item in assignments if item.order == move.order]
    teams = {move.team, *(item.team for item in before)}
    near = [item for item in assignments if item.team in teams and item.order != move.order]
    small = _part(problem, {move.order, *(item.order for item in near)}, teams)
    validate(replace(small, locked=(*near, move)), settings)
    facts = gather(small, settings.weights)
    after = _judge(facts, [*near, move])
    return Move(move, after, after.objective.total - objective_of(facts, [*near, *before]).total)


def _judge(facts: Facts, assignments: Sequence[Assignment]) -> Check:
    return Check(tuple(violations(facts, assignments)), objective_of(facts, assignments))


def _part(problem: Problem, orders: set[str | int], teams: set[str | int]) -> Problem:
    """The problem of some orders and teams alone."""
    rows = [i for i, order in enumerate(problem.orders) if order.id in orders]
    columns = [i for i, team in enumerate(problem.teams) if team.id in teams]
    travel = problem.travel
    if travel is not None and travel.minutes is not None:
        kept = rows + [len(problem.orders) + i for i in columns]
        travel = replace(travel, minutes=np.asarray(travel.minutes)[np.ix_(kept, kept)])
    chosen = [replace(problem.orders[i], liked_teams=frozenset(problem.orders[i].liked_teams) & teams) for i in rows]
    return replace(
        problem,
        orders=chosen,
        teams=[problem.teams[i] for i in columns],
        travel=travel,
        locked=(),
        history=[visit for visit in problem.history if visit.team in teams],
    )
