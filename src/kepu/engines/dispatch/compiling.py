"""From a problem to arrays, and from arrays back to assignments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from .arrays import I4, Net, State
from .checking import WEEK, Facts, by_team, gather, qualified, violations, week_of, window_of
from .errors import LockedImpossible
from .geography import EARTH_KM, GLOBE, MATRIX, NONE
from .kernels.routes import all_ways, earliest, travel
from .kernels.triples import following, shortest_ways, transpose, triples
from .model import DAY, Assignment, Id, Order, Problem, Team, Window
from .settings import Weights

LARGEST = 1200  # places of a matrix whose shortest ways are worth finding
COUNTED = 2500  # places between which all ways are counted beforehand


class _Trip(NamedTuple):
    """A piece of a calendar window between two places: the base or locked visits."""

    team: int
    window: int
    span: Window
    start: int
    end: int
    origin: int
    target: int


@dataclass(frozen=True, slots=True)
class Compiled:
    """A problem, its arrays, the calendar window of each trip, and ``lower``: the arrays that bounds are taken from.

    They are the same but where a travel matrix has detours that save time: there bounds count the shortest ways.
    """

    facts: Facts
    net: Net
    lower: Net
    spans: tuple[Window, ...]

    @property
    def sequence(self) -> I4:
        """Orders as they stand in the problem."""
        return np.arange(len(self.facts.problem.orders), dtype=np.int32)

    def assignments(self, state: State) -> tuple[Assignment, ...]:
        """Locked and planned visits of a state, each as early as its trip allows."""
        net, planned = self.net, list(self.facts.problem.locked)
        orders, teams = self.facts.problem.orders, self.facts.problem.teams
        for trip in np.flatnonzero(state.length):
            ready, place = net.trip_start[trip], net.trip_from[trip]
            for order in state.route[trip, : state.length[trip]]:
                start = earliest(net, order, ready + travel(net, place, order))
                planned.append(Assignment(orders[order].id, teams[net.trip_team[trip]].id, int(start)))
                ready, place = start + net.duration[order], order
        return tuple(planned)


def compile_problem(problem: Problem, weights: Weights) -> Compiled:
    """Raises `LockedImpossible` when a locked assignment breaks a rule."""
    facts = gather(problem, weights)
    if broken := next(violations(facts, problem.locked), None):
        where = f"order {broken.order}, team {broken.team}"
        raise LockedImpossible(where, f"the locked visit breaks a rule: {broken.rule.value}" + (f", by {broken.amount:g}" if broken.amount else ""))
    trips, rooms = _trips(facts)
    net = _frame(facts, trips, rooms)
    if net.mode == GLOBE and len(net.xyz) <= COUNTED:
        net = net._replace(matrix=all_ways(net))
    return Compiled(facts, *_index(facts, net, trips), tuple(trip.span for trip in trips))


def _trips(facts: Facts) -> tuple[list[_Trip], I4]:
    """Trips, those of one team and week together, and how many visits each window may still take."""
    locks = by_team(facts.problem.locked)
    trips: list[_Trip] = []
    rooms: list[int] = []
    for t, team in enumerate(facts.problem.teams):
        inside: dict[Window, list[Assignment]] = defaultdict(list)
        for item in locks.get(team.id, ()):
            if (window := window_of(facts, item)) is not None:
                inside[window].append(item)
        for a, b in sorted(team.windows):
            span = Window(a, b)
            pieces = _pieces(facts, t, len(rooms), span, inside.get(span, []))
            rooms.append(team.max_visits_per_window - len(inside.get(span, ())))
            trips += [piece for piece in pieces if piece.start < piece.end]
    return trips, np.array(rooms, np.int32)


def _pieces(facts: Facts, team: int, number: int, span: Window, locks: Sequence[Assignment]) -> list[_Trip]:
    base = len(facts.orders) + team
    ready, place, pieces = max(0, span.start), base, []
    for item in locks:
        here = facts.orders[item.order]
        pieces.append(_Trip(team, number, span, ready, item.start, place, here))
        ready, place = item.start + facts.order(item.order).duration_minutes, here
    pieces.append(_Trip(team, number, span, ready, min(span.end, facts.problem.horizon.minutes), place, base))
    return pieces


def _frame(facts: Facts, trips: Sequence[_Trip], rooms: I4) -> Net:
    """Everything but the triples."""
    orders, teams, geography = facts.problem.orders, facts.problem.teams, facts.geography
    buckets: dict[tuple[int, int], int] = {}
    bucket = [buckets.setdefault((trip.team, max(0, trip.span.start) // WEEK), len(buckets)) for trip in trips]
    capacity = np.array([teams[team].weekly_capacity_minutes for team, _ in buckets], np.int32)
    locked = np.zeros(len(buckets), np.int32)
    for item in facts.problem.locked:
        key = (facts.teams[item.team], week_of(facts, item))
        if key in buckets:
            locked[buckets[key]] += facts.order(item.order).duration_minutes
    starts_of, starts = _starts(facts)
    group, group_of, group_orders = _groups(facts)
    column = np.array([trip[3:] for trip in trips], np.int32).reshape(-1, 4)
    direct = [geography.minutes(trip.origin, trip.target) for trip in trips]
    nothing, none = np.zeros(0, np.int32), np.zeros(0, np.float64)
    return Net(
        mode=geography.mode,
        scale=geography.minutes_per_radian,
        xyz=geography.xyz,
        matrix=geography.matrix,
        travel_cost=float(facts.weights.travel),
        duration=np.array([order.duration_minutes for order in orders], np.int32),
        starts_of=starts_of,
        starts=starts,
        group=group,
        group_of=group_of,
        group_orders=group_orders,
        separation=facts.problem.separation_days,
        trip_bucket=np.array(bucket, np.int32),
        trip_window=np.array([trip.window for trip in trips], np.int32),
        trip_team=np.array([trip.team for trip in trips], np.int32),
        trip_start=column[:, 0].copy(),
        trip_end=column[:, 1].copy(),
        trip_from=column[:, 2].copy(),
        trip_to=column[:, 3].copy(),
        trip_direct=np.array(direct, np.int32),
        trip_days=np.column_stack([column[:, 0] // DAY, (column[:, 1] - 1) // DAY]).astype(np.int32),
        window_room=rooms,
        bucket_room=capacity - locked,
        bucket_locked=locked,
        bucket_fair=facts.weights.fairness / np.maximum(1.0, capacity),
        bucket_trips=np.searchsorted(bucket, np.arange(len(buckets) + 1)).astype(np.int32),
        by_order=np.zeros(len(orders) + 1, np.int32),
        order_trip=nothing,
        order_gain=none,
        order_next=nothing,
        by_trip=np.zeros(len(trips) + 1, np.int32),
        trip_order=nothing,
        trip_gain=none,
    )


def _starts(facts: Facts) -> tuple[I4, I4]:
    """Offsets (n + 1) and earliest and latest starts (·, 2); a locked order has none, for it is not to be planned."""
    locked = {item.order for item in facts.problem.locked}
    offsets, starts = [0], []
    for order in facts.problem.orders:
        if order.id not in locked:
            starts += start_ranges(order, facts.problem.horizon.minutes)
        offsets.append(len(starts))
    return np.array(offsets, np.int32), np.array(starts, np.int32).reshape(-1, 2)


def start_ranges(order: Order, horizon: int) -> list[tuple[int, int]]:
    """Earliest and latest start within each window, within the horizon and by the due time."""
    end = horizon if order.due is None else min(horizon, order.due)
    ranges = [(max(a, 0), min(b, end) - order.duration_minutes) for a, b in sorted(order.windows)]
    return [(first, last) for first, last in ranges if first <= last]


def _groups(facts: Facts) -> tuple[I4, I4, I4]:
    """Orders at one place on one topic: group of each order, offsets, members."""
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    if facts.problem.separation_days:
        for i, order in enumerate(facts.problem.orders):
            groups[order.place_key, order.topic].append(i)
    several = [members for members in groups.values() if len(members) > 1]
    group = np.full(len(facts.problem.orders), -1, np.int32)
    for number, members in enumerate(several):
        group[members] = number
    offsets = np.cumsum([0, *map(len, several)])
    return group, offsets.astype(np.int32), np.array([i for members in several for i in members], np.int32)


def _index(facts: Facts, net: Net, trips: Sequence[_Trip]) -> tuple[Net, Net]:
    """Add the triples, to the net and to the one that bounds are taken from."""
    lower = _shortest(net)
    orders, teams, w = facts.problem.orders, facts.problem.teams, facts.weights
    kind, kind_of, kind_teams = _kinds(orders, teams)
    lat = np.array([order.lat for order in orders] + [team.lat for team in teams], np.float64)
    worth = np.array([facts.value(order) for order in orders], np.float64)
    reach = np.array([team.max_distance_km for team in teams], np.float64)
    pairs = [(i, facts.teams[team]) for i, order in enumerate(orders) for team in order.liked_teams]
    liked = np.array(pairs, np.int32).reshape(-1, 2)
    counts = np.bincount([trip.team for trip in trips], minlength=len(teams)) if teams else np.zeros(0)
    team_trips = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    rates = np.array([EARTH_KM * facts.geography.factor, w.nearness, w.liked], np.float64)
    by_order, order_trip, order_gain = triples(lower, kind, kind_of, kind_teams, lat, reach, worth, liked, _blocked(facts), team_trips, rates)
    by_trip, trip_order, trip_gain = transpose(by_order, order_trip, order_gain, len(trips))
    order_next = following(net.trip_bucket, by_order, order_trip)
    found: dict[str, Any] = {
        "by_order": by_order,
        "order_trip": order_trip,
        "order_gain": order_gain,
        "order_next": order_next,
        "by_trip": by_trip,
        "trip_order": trip_order,
        "trip_gain": trip_gain,
    }
    return net._replace(**found), lower._replace(**found)


def _shortest(net: Net) -> Net:
    """The net with shortest ways in place of a given matrix; without travel where the matrix is too large for that."""
    if net.mode != MATRIX:
        return net
    return net._replace(matrix=shortest_ways(net.matrix)) if len(net.matrix) <= LARGEST else net._replace(mode=NONE)


def _kinds(orders: Sequence[Order], teams: Sequence[Team]) -> tuple[I4, I4, I4]:
    """Orders that ask for the same share one list of qualified teams, sorted by latitude."""
    kinds: dict[tuple[str, str, str], int] = {}
    lists: list[list[int]] = []
    kind = np.zeros(len(orders), np.int32)
    by_latitude = sorted(range(len(teams)), key=lambda t: teams[t].lat)
    for i, order in enumerate(orders):
        key = (order.topic, order.language, order.audience)
        if key not in kinds:
            kinds[key] = len(lists)
            lists.append([t for t in by_latitude if qualified(order, teams[t]) is None])
        kind[i] = kinds[key]
    offsets = np.cumsum([0, *map(len, lists)])
    return kind, offsets.astype(np.int32), np.array([t for members in lists for t in members], np.int32)


def _blocked(facts: Facts) -> I4:
    """Order, team and day of visits from outside the search that separations must keep clear of."""
    if not facts.problem.separation_days:
        return np.zeros((0, 3), np.int32)
    days: dict[tuple[str, str], list[tuple[Id, int]]] = defaultdict(list)
    for past in facts.problem.history:
        days[past.place, past.topic].append((past.team, past.minute // DAY))
    for item in facts.problem.locked:
        order = facts.order(item.order)
        days[order.place_key, order.topic].append((item.team, item.start // DAY))
    rows = [(i, facts.teams[team], day) for i, order in enumerate(facts.problem.orders) for team, day in days.get((order.place_key, order.topic), ())]
    return np.array(rows, np.int32).reshape(-1, 3)
