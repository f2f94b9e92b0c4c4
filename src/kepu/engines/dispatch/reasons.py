"""Why each visit is where it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from .arrays import State
from .checking import Facts, by_team, week_of, window_of
from .compiling import Compiled
from .kernels.explain import runners_up
from .model import Assignment, Id, Window
from .plan import Reasons, RunnerUp, Visit


def visits_of(compiled: Compiled, state: State, assignments: Sequence[Assignment], explain: bool) -> tuple[Visit, ...]:
    """Visits by team and time, with reasons where asked."""
    facts = compiled.facts
    following = _runners_up(compiled, state) if explain else {}
    locked = {item.order for item in facts.problem.locked}
    visits: list[Visit] = []
    for team, own in sorted(by_team(assignments).items(), key=lambda pair: facts.teams[pair[0]]):
        trips: dict[Window, list[Assignment]] = defaultdict(list)
        load: dict[int, int] = defaultdict(int)
        for item in own:
            trips[window_of(facts, item) or Window(item.start, item.start)].append(item)
            load[week_of(facts, item)] += facts.order(item.order).duration_minutes
        for window, trip in trips.items():
            stops = [facts.base(team), *(facts.orders[item.order] for item in trip), facts.base(team)]
            ways = [facts.geography.minutes(a, b) for a, b in pairwise(stops)]
            for k, item in enumerate(trip):
                saved = ways[k] + ways[k + 1] - facts.geography.minutes(stops[k], stops[k + 2])
                reasons = _reasons(facts, item, load[week_of(facts, item)], saved, following, item.order in locked) if explain else None
                end = item.start + facts.order(item.order).duration_minutes
                visits.append(Visit(item.order, team, item.start, end, k + 1, ways[k], window, reasons))
    return tuple(visits)


def _reasons(facts: Facts, item: Assignment, load: int, detour: int, following: dict[Id, RunnerUp], locked: bool) -> Reasons:
    order, team, w = facts.order(item.order), facts.team(item.team), facts.weights
    km, liked = facts.distance(item.order, item.team), item.team in order.liked_teams
    capacity = max(1, team.weekly_capacity_minutes)
    unfair = w.fairness * (load**2 - (load - order.duration_minutes) ** 2) / capacity
    return Reasons(
        topic=order.topic,
        language=order.language,
        distance_km=round(km, 3),
        liked=liked,
        load_share=load / capacity,
        detour_minutes=detour,
        points=facts.value(order) + w.liked * liked - w.nearness * km - w.travel * detour - unfair,
        runner_up=following.get(item.order),
        locked=locked,
    )


def _runners_up(compiled: Compiled, state: State) -> dict[Id, RunnerUp]:
    teams, starts, less = runners_up(compiled.net, state)
    orders, helpers = compiled.facts.problem.orders, compiled.facts.problem.teams
    return {orders[i].id: RunnerUp(helpers[teams[i]].id, int(starts[i]), float(less[i])) for i in range(len(orders)) if teams[i] >= 0}
