"""What the finished plan says about each order: who would be next, what stands in the way, where a gap is."""

from __future__ import annotations

import numpy as np

from ..arrays import F8, I4, Net, State
from .jit import jit
from .routes import FAR, cheapest, earliest, insert, remove, room, schedule, separated, travel, unfair


@jit
def start_at(net: Net, state: State, trip: int, at: int) -> int:
    """Start of the visit at a position of a trip."""
    ready, place, start = net.trip_start[trip], net.trip_from[trip], 0
    for k in range(at + 1):
        order = state.route[trip, k]
        start = earliest(net, order, ready + travel(net, place, order))
        ready, place = start + net.duration[order], order
    return start


@jit
def _next_best(net: Net, state: State, order: int, team: int) -> tuple[float, int, int]:
    """Best trip of any other team: points, trip, position."""
    best, where, at = -1e18, -1, -1
    for k in range(net.by_order[order], net.by_order[order + 1]):
        if net.order_gain[k] <= best:
            break
        trip = net.order_trip[k]
        if net.trip_team[trip] == team or not room(net, state, order, trip) or not separated(net, state, order, trip):
            continue
        extra, position = cheapest(net, state, order, trip, FAR)
        gain = net.order_gain[k] - unfair(net, state, net.trip_bucket[trip], net.duration[order]) - net.travel_cost * extra
        if position >= 0 and gain > best:
            best, where, at = gain, trip, position
    return best, where, at


@jit
def runners_up(net: Net, state: State) -> tuple[I4, I4, F8]:
    """For each planned order the team that would be next (-1 if none), its start, and the points that would be lost."""
    n = net.duration.size
    teams, starts, less = np.full(n, -1, np.int32), np.zeros(n, np.int32), np.zeros(n)
    for order in range(n):
        trip = state.where[order]
        if trip < 0:
            continue
        at = 0
        while state.route[trip, at] != order:
            at += 1
        own = -net.travel_cost * schedule(net, trip, state.route[trip], state.length[trip])
        for k in range(net.by_order[order], net.by_order[order + 1]):
            if net.order_trip[k] == trip:
                own += net.order_gain[k]
        remove(net, state, order)
        if state.length[trip] > 0:
            own += net.travel_cost * schedule(net, trip, state.route[trip], state.length[trip])
        else:
            own += net.travel_cost * net.trip_direct[trip]
        own -= unfair(net, state, net.trip_bucket[trip], net.duration[order])
        gain, other, position = _next_best(net, state, order, net.trip_team[trip])
        if other >= 0:
            insert(net, state, order, other, position)
            teams[order], starts[order], less[order] = net.trip_team[other], start_at(net, state, other, position), own - gain
            remove(net, state, order)
        insert(net, state, order, trip, at)
    return teams, starts, less


@jit
def obstacle(net: Net, state: State, order: int) -> tuple[int, int, int]:
    """What keeps an unserved order, possible alone, out of the plan: code, the trip where least is missing, minutes missing.

    Codes: 0 nothing, 1 costs exceed points, 2 capacity, 3 separation, 4 the times are taken.
    """
    code, where, missing = 4, -1, 1 << 30
    for k in range(net.by_order[order], net.by_order[order + 1]):
        trip = net.order_trip[k]
        if state.visits[net.trip_window[trip]] >= net.window_room[net.trip_window[trip]]:
            continue
        extra, position = cheapest(net, state, order, trip, FAR)
        if position < 0:
            continue
        bucket = net.trip_bucket[trip]
        apart = separated(net, state, order, trip)
        short = state.load[bucket] + net.duration[order] - net.bucket_room[bucket]
        if short <= 0 and apart:
            if net.order_gain[k] - unfair(net, state, bucket, net.duration[order]) - net.travel_cost * extra > 1e-9:
                return 0, trip, 0
            if code != 1:
                code, where, missing = 1, trip, 0
        elif short > 0 and apart and code != 1 and (code != 2 or short < missing):
            code, where, missing = 2, trip, short
        elif short <= 0 and not apart and code == 4:
            code, where, missing = 3, trip, 0
    return code, where, missing


@jit
def gaps(net: Net, state: State, order: int, trips: I4) -> I4:
    """First start at which the order fits on each trip as it stands, -1 where it does not; capacity and separations count."""
    starts = np.full(trips.size, -1, np.int32)
    for k in range(trips.size):
        trip = trips[k]
        first = earliest(net, order, net.trip_start[trip])
        if first < 0 or first + net.duration[order] > net.trip_end[trip]:
            continue
        if not room(net, state, order, trip) or not separated(net, state, order, trip):
            continue
        _, at = cheapest(net, state, order, trip, FAR)
        if at >= 0:
            insert(net, state, order, trip, at)
            starts[k] = start_at(net, state, trip, at)
            remove(net, state, order)
    return starts
