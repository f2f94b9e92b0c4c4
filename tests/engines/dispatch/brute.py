"""The optimum of a tiny problem by trying everything."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

from kepu.engines.dispatch import Assignment, Order, Problem, Settings, Team, check
from kepu.engines.dispatch.checking import gather


def optimum(problem: Problem, settings: Settings) -> float:
    """Most points over all plans: each order unserved or on some window of some team, each trip in any sequence."""
    facts = gather(problem, settings.weights)
    slots = [(team, window) for team in problem.teams for window in team.windows]

    def start(order: Order, ready: int) -> int | None:
        end = problem.horizon.minutes if order.due is None else min(order.due, problem.horizon.minutes)
        starts = [max(a, ready) for a, b in order.windows if max(a, ready) + order.duration_minutes <= min(b, end)]
        return min(starts, default=None)

    def trips(team: Team, window: tuple[int, int], orders: list[Order]) -> Iterator[list[Assignment]]:
        for sequence in permutations(orders):
            ready, place, trip = max(0, window[0]), facts.base(team.id), []
            for order in sequence:
                here = facts.orders[order.id]
                at = start(order, ready + facts.geography.minutes(place, here))
                if at is None:
                    break
                trip.append(Assignment(order.id, team.id, at))
                ready, place = at + order.duration_minutes, here
            else:
                yield trip

    def plans(given: dict[int, list[Order]], left: list[Order]) -> Iterator[list[Assignment]]:
        if left:
            yield from plans(given, left[1:])
            for slot in range(len(slots)):
                yield from plans(given | {slot: [*given.get(slot, []), left[0]]}, left[1:])
            return
        options: list[list[Assignment]] = [[]]
        for slot, orders in given.items():
            options = [plan + trip for plan in options for trip in trips(*slots[slot], orders)]
        yield from options

    best = 0.0
    for plan in plans({}, list(problem.orders)):
        verdict = check(problem, plan, settings)
        if verdict.feasible:
            best = max(best, verdict.objective.total)
    return best
