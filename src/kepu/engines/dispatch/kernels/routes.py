"""Trips: travel, earliest starts, schedules, cheapest insertion, removal."""

from __future__ import annotations

import math

import numpy as np

from ..arrays import I4, Net, State
from .jit import jit

FAR = 1 << 30


@jit
def globe(net: Net, a: int, b: int) -> int:
    """Whole minutes over the great circle."""
    x = net.xyz[a, 0] - net.xyz[b, 0]
    y = net.xyz[a, 1] - net.xyz[b, 1]
    z = net.xyz[a, 2] - net.xyz[b, 2]
    half = min(1.0, 0.5 * math.sqrt(x * x + y * y + z * z))
    return math.ceil(2.0 * math.asin(half) * net.scale - 1e-9)


@jit
def travel(net: Net, a: int, b: int) -> int:
    """Whole minutes from place a to place b."""
    if net.mode == 0 or a == b:
        return 0
    if net.matrix.shape[0] > 1:
        return net.matrix[a, b]
    return globe(net, a, b)


@jit
def all_ways(net: Net) -> I4:
    """Minutes between all places on the globe, shape (places, places)."""
    size = net.xyz.shape[0]
    ways = np.zeros((size, size), np.int32)
    for a in range(size):
        for b in range(a):
            ways[a, b] = globe(net, a, b)
            ways[b, a] = ways[a, b]
    return ways


@jit
def earliest(net: Net, order: int, ready: int) -> int:
    """First minute from ``ready`` on at which the visit may start, -1 if none."""
    best = -1
    for k in range(net.starts_of[order], net.starts_of[order + 1]):
        if net.starts[k, 1] >= ready:
            start = max(ready, net.starts[k, 0])
            if best < 0 or start < best:
                best = start
    return best


@jit
def schedule(net: Net, trip: int, route: I4, length: int) -> int:
    """Minutes of travel of a route, -1 if it breaks a window or the end of the trip."""
    ready, place, way = net.trip_start[trip], net.trip_from[trip], 0
    for k in range(length):
        order = route[k]
        step = travel(net, place, order)
        way += step
        start = earliest(net, order, ready + step)
        if start < 0:
            return -1
        ready = start + net.duration[order]
        place = order
    step = travel(net, place, net.trip_to[trip])
    if ready + step > net.trip_end[trip]:
        return -1
    return way + step


@jit
def follows(net: Net, trip: int, route: I4, length: int, at: int, place: int, ready: int) -> bool:
    """Whether the visits from position ``at`` on still fit when one leaves ``place`` at ``ready``."""
    for k in range(at, length):
        order = route[k]
        start = earliest(net, order, ready + travel(net, place, order))
        if start < 0:
            return False
        ready = start + net.duration[order]
        place = order
    return ready + travel(net, place, net.trip_to[trip]) <= net.trip_end[trip]


@jit
def cheapest(net: Net, state: State, order: int, trip: int, below: int) -> tuple[int, int]:
    """Least extra minutes, under ``below``, and the position at which an order fits into a trip; position -1 if nowhere."""
    route, length = state.route[trip], state.length[trip]
    ready, place = net.trip_start[trip], net.trip_from[trip]
    best, at = below, -1
    for k in range(length + 1):
        after = route[k] if k < length else net.trip_to[trip]
        there = travel(net, place, order)
        start = earliest(net, order, ready + there)
        if start < 0:
            break
        extra = there + travel(net, order, after) - travel(net, place, after)
        if extra < best and follows(net, trip, route, length, k, order, start + net.duration[order]):
            best, at = extra, k
        if k < length:
            ready = earliest(net, route[k], ready + travel(net, place, route[k])) + net.duration[route[k]]
            place = route[k]
    return best, at


@jit
def room(net: Net, state: State, order: int, trip: int) -> bool:
    """Whether capacity and the window's number of visits still allow the order on a trip."""
    bucket, window = net.trip_bucket[trip], net.trip_window[trip]
    return state.load[bucket] + net.duration[order] <= net.bucket_room[bucket] and state.visits[window] < net.window_room[window]


@jit
def separated(net: Net, state: State, order: int, trip: int) -> bool:
    """Whether the trip's team is nowhere at the same place on the same topic within the separation."""
    group = net.group[order]
    if group < 0:
        return True
    for k in range(net.group_of[group], net.group_of[group + 1]):
        other = net.group_orders[k]
        at = state.where[other]
        if other == order or at < 0 or net.trip_team[at] != net.trip_team[trip]:
            continue
        if net.trip_days[at, 0] - net.trip_days[trip, 1] < net.separation and net.trip_days[trip, 0] - net.trip_days[at, 1] < net.separation:
            return False
    return True


@jit
def unfair(net: Net, state: State, bucket: int, minutes: int) -> float:
    """Fairness points lost by so many minutes more on a bucket."""
    load = net.bucket_locked[bucket] + state.load[bucket]
    return net.bucket_fair[bucket] * ((load + minutes) ** 2 - load**2)


@jit
def insert(net: Net, state: State, order: int, trip: int, at: int) -> None:
    """Put an order into a trip at a position."""
    for k in range(state.length[trip], at, -1):
        state.route[trip, k] = state.route[trip, k - 1]
    state.route[trip, at] = order
    state.length[trip] += 1
    state.where[order] = trip
    state.load[net.trip_bucket[trip]] += net.duration[order]
    state.visits[net.trip_window[trip]] += 1


@jit
def remove(net: Net, state: State, order: int) -> None:
    """Take an order out of its trip."""
    trip = state.where[order]
    at = 0
    while state.route[trip, at] != order:
        at += 1
    for k in range(at, state.length[trip] - 1):
        state.route[trip, k] = state.route[trip, k + 1]
    state.length[trip] -= 1
    state.route[trip, state.length[trip]] = -1
    state.where[order] = -1
    state.load[net.trip_bucket[trip]] -= net.duration[order]
    state.visits[net.trip_window[trip]] -= 1


@jit
def route_points(net: Net, trip: int, route: I4, length: int) -> float:
    """Points of visits on a trip less the travel that they add, before fairness; the route must fit."""
    total = 0.0
    for at in range(length):
        order = route[at]
        for k in range(net.by_order[order], net.by_order[order + 1]):
            if net.order_trip[k] == trip:
                total += net.order_gain[k]
                break
    if length > 0:
        total -= net.travel_cost * (schedule(net, trip, route, length) - net.trip_direct[trip])
    return total


@jit
def trip_points(net: Net, state: State, trip: int) -> float:
    """Points of one trip's visits less its travel, before fairness."""
    return route_points(net, trip, state.route[trip], state.length[trip])


@jit
def points(net: Net, state: State) -> float:
    """Points of the planned visits, locked ones left out."""
    total = 0.0
    for trip in range(net.trip_start.size):
        total += trip_points(net, state, trip)
    for bucket in range(net.bucket_room.size):
        load = net.bucket_locked[bucket] + state.load[bucket]
        total -= net.bucket_fair[bucket] * (load**2 - float(net.bucket_locked[bucket]) ** 2)
    return total


@jit
def gain_of(net: Net, order: int, trip: int) -> float:
    """Points of an order on a trip before travel and fairness, 0 where it is not possible."""
    for k in range(net.by_order[order], net.by_order[order + 1]):
        if net.order_trip[k] == trip:
            return net.order_gain[k]
    return 0.0


@jit
def _fits(net: Net, state: State, order: int, trip: int, gain: float, best: float) -> tuple[float, int]:
    """Points at which an order can be added to a trip if they are more than the best, and the position; position -1 if not."""
    below = min(FAR, (gain - best) / net.travel_cost + 1.0) if net.travel_cost > 0.0 else FAR
    extra, position = cheapest(net, state, order, trip, int(below))
    gain -= net.travel_cost * extra
    return (gain, position) if position >= 0 and gain > best else (best, -1)


@jit
def _near_trip(net: Net, state: State, order: int, skip: float, tries: int, side: I4, mine: int, near: I4) -> tuple[float, int, int]:
    """The best among so many trips that pass by the nearest orders, as `best_trip`."""
    best, where, at = 0.0, -1, -1
    for j in range(near.shape[1]):
        trip = state.where[near[order, j]] if near[order, j] >= 0 else -1
        fresh = trip >= 0
        for i in range(j):
            fresh = fresh and (near[order, i] < 0 or state.where[near[order, i]] != trip)
        if not fresh or side[net.trip_bucket[trip]] != mine or not room(net, state, order, trip):
            continue
        gain = gain_of(net, order, trip)
        if gain > 0.0:
            gain -= unfair(net, state, net.trip_bucket[trip], net.duration[order])
        if gain <= best or (skip > 0.0 and np.random.random() < skip) or not separated(net, state, order, trip):
            continue
        value, position = _fits(net, state, order, trip, gain, best)
        if position >= 0:
            best, where, at = value, trip, position
        tries -= 1
        if tries == 0:
            break
    return best, where, at


@jit
def best_trip(net: Net, state: State, order: int, skip: float, tries: int, side: I4, mine: int, near: I4) -> tuple[float, int, int]:
    """Most points at which an order can be added, the trip and the position; trip -1 if nowhere or never worth it.

    Only buckets on this ``side`` are looked at, and at most so many trips tried, half of them among those that pass by the orders ``near``,
    the rest by their points. Each trip is passed over with chance ``skip`` (the blinks of Christiaens & Vanden Berghe, 2020).
    """
    best, where, at = _near_trip(net, state, order, skip, tries // 2, side, mine, near)
    k, end, length = net.by_order[order], net.by_order[order + 1], net.duration[order]
    while k < end and net.order_gain[k] > best and tries > 0:
        trip, here = net.order_trip[k], k
        bucket = net.trip_bucket[trip]
        if side[bucket] != mine or state.load[bucket] + length > net.bucket_room[bucket]:
            k = net.order_next[k]
            continue
        k += 1
        if state.visits[net.trip_window[trip]] >= net.window_room[net.trip_window[trip]] or (skip > 0.0 and np.random.random() < skip):
            continue
        gain = net.order_gain[here] - unfair(net, state, bucket, length)
        if gain <= best:
            k = net.order_next[here]
            continue
        if not separated(net, state, order, trip):
            continue
        tries -= 1
        value, position = _fits(net, state, order, trip, gain, best)
        if position >= 0:
            best, where, at = value, trip, position
    return best, where, at
