"""Whether assignments hold together, rule by rule, and what they are worth.

Written in plain Python over the problem itself and not over the compiled arrays, so that it can judge them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .geography import Geography, survey
from .model import DAY, Assignment, Id, Order, Problem, Team, Window
from .plan import Binding, Objective, Violation
from .settings import Weights

WEEK = 7 * DAY


@dataclass(frozen=True, slots=True)
class Facts:
    """A problem with its ids looked up."""

    problem: Problem
    weights: Weights
    geography: Geography
    orders: dict[Id, int]
    teams: dict[Id, int]
    history: dict[tuple[Id, str, str], list[int]]

    def order(self, key: Id) -> Order:
        """The order of an id."""
        return self.problem.orders[self.orders[key]]

    def team(self, key: Id) -> Team:
        """The team of an id."""
        return self.problem.teams[self.teams[key]]

    def base(self, key: Id) -> int:
        """The place number of a team's base."""
        return len(self.orders) + self.teams[key]

    def distance(self, order: Id, team: Id) -> float:
        """Kilometres between a team's base and an order's place."""
        return self.geography.km(self.orders[order], self.base(team))

    def value(self, order: Order) -> float:
        """Points for serving an order, whoever does."""
        w = self.weights
        return w.served + w.priority * (order.priority - 1) + w.people * min(order.people_expected, w.people_cap)


def gather(problem: Problem, weights: Weights) -> Facts:
    """Look up ids and places once."""
    history: dict[tuple[Id, str, str], list[int]] = defaultdict(list)
    for visit in problem.history:
        history[visit.team, visit.place, visit.topic].append(visit.minute // DAY)
    return Facts(
        problem,
        weights,
        survey(problem),
        {order.id: i for i, order in enumerate(problem.orders)},
        {team.id: i for i, team in enumerate(problem.teams)},
        dict(history),
    )


def violations(facts: Facts, assignments: Sequence[Assignment]) -> Iterator[Violation]:
    """Every rule that the assignments break, order by order and then trip by trip."""
    for item in assignments:
        yield from _alone(facts, item)
    for team, own in by_team(assignments).items():
        yield from _trips(facts, team, own)
        yield from _capacity(facts, team, own)
        yield from _separations(facts, team, own)


def by_team(assignments: Iterable[Assignment]) -> dict[Id, list[Assignment]]:
    """Assignments of each team in order of time."""
    teams: dict[Id, list[Assignment]] = defaultdict(list)
    for item in sorted(assignments, key=lambda item: item.start):
        teams[item.team].append(item)
    return teams


def window_of(facts: Facts, item: Assignment) -> Window | None:
    """The calendar window of the team in which a visit lies."""
    end = item.start + facts.order(item.order).duration_minutes
    return next((Window(a, b) for a, b in facts.team(item.team).windows if a <= item.start and end <= b), None)


def qualified(order: Order, team: Team) -> Binding | None:
    """The first qualification that a team lacks for an order, None if it has all."""
    if order.topic not in team.skills:
        return Binding.NO_SKILL
    if order.language and order.language not in team.languages:
        return Binding.NO_LANGUAGE
    if order.audience and team.audiences and order.audience not in team.audiences:
        return Binding.NO_AUDIENCE
    return None


def _alone(facts: Facts, item: Assignment) -> Iterator[Violation]:
    order, team = facts.order(item.order), facts.team(item.team)
    if lack := qualified(order, team):
        yield Violation(lack, item.order, item.team)
    if (over := facts.distance(item.order, item.team) - team.max_distance_km) > 1e-9:
        yield Violation(Binding.TOO_FAR, item.order, item.team, over)
    end = item.start + order.duration_minutes
    if order.due is not None and end > order.due:
        yield Violation(Binding.PAST_DUE, item.order, item.team, end - order.due)
    if item.start < 0 or end > facts.problem.horizon.minutes:
        yield Violation(Binding.OUTSIDE_HORIZON, item.order, item.team)
    elif not any(a <= item.start and end <= b for a, b in order.windows):
        yield Violation(Binding.NO_TIME, item.order, item.team)


def _trips(facts: Facts, team: Id, own: list[Assignment]) -> Iterator[Violation]:
    trips: dict[Window, list[Assignment]] = defaultdict(list)
    for item in own:
        if (window := window_of(facts, item)) is None:
            yield Violation(Binding.NO_TIME, item.order, team)
        else:
            trips[window].append(item)
    for window, trip in trips.items():
        yield from _ways(facts, window, trip)
        if (over := len(trip) - facts.team(team).max_visits_per_window) > 0:
            yield Violation(Binding.NO_ROOM, trip[-1].order, team, over)


def _ways(facts: Facts, window: Window, trip: list[Assignment]) -> Iterator[Violation]:
    base = facts.base(trip[0].team)
    ready, place, before = window.start, base, None
    for item in trip:
        here = facts.orders[item.order]
        late = ready + facts.geography.minutes(place, here) - item.start
        if late > 0:
            yield Violation(Binding.NO_TIME, item.order, item.team, late, before)
        ready, place, before = item.start + facts.order(item.order).duration_minutes, here, item.order
    late = ready + facts.geography.minutes(place, base) - window.end
    if late > 0:
        yield Violation(Binding.NO_TIME, trip[-1].order, trip[-1].team, late)


def _capacity(facts: Facts, team: Id, own: list[Assignment]) -> Iterator[Violation]:
    for items in weeks(facts, own).values():
        minutes = sum(facts.order(item.order).duration_minutes for item in items)
        if (over := minutes - facts.team(team).weekly_capacity_minutes) > 0:
            yield Violation(Binding.NO_CAPACITY, items[-1].order, team, over)


def _separations(facts: Facts, team: Id, own: list[Assignment]) -> Iterator[Violation]:
    days = facts.problem.separation_days
    last: dict[tuple[str, str], tuple[int, Id | None]] = {}
    for item in own:
        order = facts.order(item.order)
        key, day = (order.place_key, order.topic), item.start // DAY
        for past in facts.history.get((team, *key), ()):
            if abs(day - past) < days:
                yield Violation(Binding.SEPARATION, item.order, team, days - abs(day - past))
        if key in last and day - last[key][0] < days:
            yield Violation(Binding.SEPARATION, item.order, team, days - (day - last[key][0]), last[key][1])
        last[key] = (day, item.order)


def week_of(facts: Facts, item: Assignment) -> int:
    """The week of the horizon in which a visit counts: that in which its calendar window begins."""
    window = window_of(facts, item)
    return max(0, window.start if window else item.start) // WEEK


def weeks(facts: Facts, own: Iterable[Assignment]) -> dict[int, list[Assignment]]:
    """Assignments by week of the horizon."""
    found: dict[int, list[Assignment]] = defaultdict(list)
    for item in own:
        found[week_of(facts, item)].append(item)
    return found


def objective_of(facts: Facts, assignments: Sequence[Assignment]) -> Objective:
    """The points of assignments, part by part."""
    w = facts.weights
    served = {item.order for item in assignments}
    travel, fairness = 0, 0.0
    for team, own in by_team(assignments).items():
        travel += _way(facts, own)
        capacity = max(1, facts.team(team).weekly_capacity_minutes)
        fairness += sum(sum(facts.order(item.order).duration_minutes for item in items) ** 2 / capacity for items in weeks(facts, own).values())
    return Objective(
        served=sum(facts.value(facts.order(item.order)) for item in assignments),
        liked=w.liked * sum(item.team in facts.order(item.order).liked_teams for item in assignments),
        travel=w.travel * travel,
        nearness=w.nearness * sum(facts.distance(item.order, item.team) for item in assignments),
        fairness=w.fairness * fairness,
        unserved_penalty=sum(facts.value(order) for order in facts.problem.orders if order.id not in served),
    )


def _way(facts: Facts, own: list[Assignment]) -> int:
    """Minutes of travel of one team; a visit outside its calendar counts as a trip of its own."""
    trips: dict[Window, list[Assignment]] = defaultdict(list)
    for item in own:
        trips[window_of(facts, item) or Window(item.start, -1)].append(item)
    total = 0
    for trip in trips.values():
        base = facts.base(trip[0].team)
        stops = [base, *(facts.orders[item.order] for item in trip), base]
        total += sum(facts.geography.minutes(a, b) for a, b in pairwise(stops))
    return total


def travel_minutes(facts: Facts, assignments: Sequence[Assignment]) -> int:
    """Minutes that all teams spend on the way."""
    return sum(_way(facts, own) for own in by_team(assignments).values())
