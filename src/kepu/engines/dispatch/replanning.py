"""A new plan after something changed, with the fewest changes of what people were told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace

from .checking import Facts, gather, violations, window_of
from .errors import UnknownReference
from .model import Assignment, Id, Problem, Window
from .plan import Change, Replan
from .search import Callback
from .settings import Settings
from .solving import solve
from .validate import validate


def replan(
    problem: Problem,
    told: Sequence[Assignment],
    settings: Settings | None = None,
    *,
    movable: Collection[Id] = (),
    progress: Callback | None = None,
) -> Replan:
    """Plan anew around the visits that people were told, which stay at their team and minute wherever they still can.

    Told visits of orders that are gone from the problem fall away silently; those that now break a rule (team gone or
    ill, window closed) or collide are planned anew, as few as possible: in each window of a team the largest
    set of told visits that goes together stays. ``movable`` names told orders that may move for the better.
    Raises `DispatchError` as `solve` does, and `UnknownReference` if an order was told twice.
    """
    settings = settings or Settings()
    orders, teams = {order.id for order in problem.orders}, {team.id for team in problem.teams}
    locked = {item.order for item in problem.locked}
    standing = [item for item in told if item.order in orders]
    if len({item.order for item in standing}) < len(standing):
        raise UnknownReference("told", "one order was told two visits")
    known = [item for item in standing if item.team in teams and item.order not in movable and item.order not in locked]
    validate(replace(problem, locked=(*problem.locked, *known)), settings)
    kept = still_good(gather(problem, settings.weights), problem.locked, known)
    plan = solve(replace(problem, locked=(*problem.locked, *kept)), settings, progress=progress)
    now = {item.order: item for item in plan.assignments}
    before = {item.order: item for item in standing}
    changes = tuple(Change(item.order, item, now.get(item.order)) for item in standing if now.get(item.order) != item)
    return Replan(plan, changes, tuple(item for item in plan.assignments if item.order not in before))


def still_good(facts: Facts, locked: Sequence[Assignment], told: Sequence[Assignment]) -> list[Assignment]:
    """The told visits that break no rule together with the locked ones, as many as go together in each window."""
    fixed = {item.order for item in locked}
    trips: dict[tuple[Id, Window], list[Assignment]] = defaultdict(list)
    for item in [*locked, *told]:
        if (window := window_of(facts, item)) and (item.order in fixed or not any(True for _ in violations(facts, [item]))):
            trips[item.team, window].append(item)
    kept = [item for (_, window), trip in trips.items() for item in _longest(facts, window, trip, fixed) if item.order not in fixed]
    while broken := next((v for v in violations(facts, [*locked, *kept]) if v.order not in fixed or v.other is not None), None):
        guilty = broken.order if broken.order not in fixed else broken.other
        week = [item for item in kept if item.team == broken.team] if broken.rule == "no_capacity" else []
        if week:
            guilty = max(week, key=lambda item: facts.order(item.order).duration_minutes).order
        kept = [item for item in kept if item.order != guilty]
    return kept


def _longest(facts: Facts, window: Window, trip: Sequence[Assignment], fixed: set[Id]) -> list[Assignment]:
    """Most visits of a trip that can follow each other at their times, the locked ones among them: a longest path."""
    trip = sorted(trip, key=lambda item: item.start)
    base, minutes = facts.base(trip[0].team), facts.geography.minutes
    places = [facts.orders[item.order] for item in trip]
    ends = [item.start + facts.order(item.order).duration_minutes for item in trip]
    worth = [1e9 if item.order in fixed else 1.0 + facts.value(facts.order(item.order)) * 1e-9 for item in trip]
    score: list[float] = []
    back: list[int] = []
    for j, item in enumerate(trip):
        first = worth[j] if window.start + minutes(base, places[j]) <= item.start else float("-inf")
        options = [(first, -1)] + [(score[i] + worth[j], i) for i in range(j) if ends[i] + minutes(places[i], places[j]) <= item.start]
        best, where = max(options)
        score.append(best)
        back.append(where)
    last = max((j for j in range(len(trip)) if ends[j] + minutes(places[j], base) <= window.end), key=lambda j: score[j], default=-1)
    path: list[Assignment] = []
    while last >= 0 and score[last] > float("-inf"):
        path.append(trip[last])
        last = back[last]
    return path[::-1]
