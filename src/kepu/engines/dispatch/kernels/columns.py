"""Sequences of a trip that are nearly the best at given prices: columns for packing whole trips."""

from __future__ import annotations

import numpy as np

from ..arrays import F8, I4, Net
from .jit import jit
from .pricing import DEEPEST
from .routes import earliest, route_points, schedule, travel


@jit
def _worthwhile(net: Net, trip: int, order_price: F8, minute_price: float, slack: float) -> tuple[I4, F8]:
    """Orders that might be on a sequence within ``slack`` of the best, by falling priced points a minute."""
    low, high = net.by_trip[trip], net.by_trip[trip + 1]
    who, worth, density, found = np.empty(high - low, np.int32), np.empty(high - low), np.empty(high - low), 0
    for k in range(low, high):
        order = net.trip_order[k]
        left = net.trip_gain[k] - order_price[order] - minute_price * net.duration[order]
        if left > -slack:
            who[found], worth[found], density[found] = order, left, left / net.duration[order]
            found += 1
    rank = np.argsort(-density[:found], kind="mergesort")
    return who[:found][rank], worth[:found][rank]


@jit
def _ceiling(worth: F8, length: I4, used: I4, minutes: int, visits: int) -> float:
    """Most that unused orders could add in so many minutes and visits without travel."""
    total = 0.0
    for k in range(worth.size):
        if worth[k] <= 0.0 or visits <= 0 or minutes <= 0:
            break
        if used[k] == 0:
            total += worth[k] if length[k] <= minutes else worth[k] * minutes / length[k]
            minutes -= length[k]
            visits -= 1
    return total


@jit
def _ways(net: Net, trip: int, who: I4) -> tuple[I4, I4, I4]:
    """Minutes from the trip's origin, between orders, and to its target."""
    n = who.size
    out, between, back = np.empty(n, np.int32), np.zeros((n, n), np.int32), np.empty(n, np.int32)
    for i in range(n):
        out[i], back[i] = travel(net, net.trip_from[trip], who[i]), travel(net, who[i], net.trip_to[trip])
        for j in range(n):
            between[i, j] = travel(net, who[i], who[j])
    return out, between, back


@jit
def sequences(
    net: Net, trip: int, order_price: F8, minute_price: float, slack: float, budget: int, pool: I4, points: F8, size: int
) -> tuple[int, bool]:
    """Add the sequences of one trip whose points above all prices come within ``slack`` of the best so far.

    ``pool`` (·, 2 + visits) takes trip, minutes and orders (-1 behind the end), ``points`` their points before prices, both
    from row ``size`` on. The size afterwards, and whether ``budget`` steps and the room of the pool were enough to see all.
    """
    visits = min(DEEPEST, net.window_room[net.trip_window[trip]], pool.shape[1] - 2)
    who, worth = _worthwhile(net, trip, order_price, minute_price, slack)
    n = who.size
    if visits < 1 or n == 0:
        return size, True
    length = net.duration[who]
    out, between, back = _ways(net, trip, who)
    used, path, turn = np.zeros(n, np.int32), np.full(visits + 1, -1, np.int32), np.zeros(visits + 1, np.int32)
    ready, load, value, paid = np.zeros(visits + 1, np.int32), np.zeros(visits + 1, np.int32), np.zeros(visits + 1), np.zeros(visits + 1)
    end, cost = net.trip_end[trip], net.travel_cost
    ready[0], value[0] = net.trip_start[trip], cost * net.trip_direct[trip]
    best, depth, nodes, seen = 0.0, 0, 0, True
    while depth >= 0:
        i = turn[depth]
        if i >= n or depth >= visits:
            depth -= 1
            if depth >= 0:
                used[path[depth]] = 0
            continue
        turn[depth] += 1
        if used[i] == 1:
            continue
        step = out[i] if depth == 0 else between[path[depth - 1], i]
        start = earliest(net, who[i], ready[depth] + step)
        after = start + length[i]
        if start < 0 or after + back[i] > end:
            continue
        nodes += 1
        if nodes > budget or size >= points.size:
            return size, False
        now = value[depth] + worth[i] - cost * step
        whole = now - cost * back[i]
        path[depth], used[i] = i, 1
        load[depth + 1] = load[depth] + length[i]
        paid[depth + 1] = paid[depth] + order_price[who[i]] + minute_price * length[i]
        best = max(best, whole)
        if whole >= best - slack:
            pool[size, 0], pool[size, 1] = trip, load[depth + 1]
            for k in range(pool.shape[1] - 2):
                pool[size, 2 + k] = who[path[k]] if k <= depth else -1
            points[size] = whole + paid[depth + 1]
            size += 1
            seen = seen and (depth + 1 < visits or visits == net.window_room[net.trip_window[trip]])
        if whole + _ceiling(worth, length, used, end - after - back[i], visits - depth - 1) < best - slack:
            used[i] = 0
            continue
        depth += 1
        turn[depth], ready[depth], value[depth] = 0, after, now
    return size, seen


@jit
def collect(
    net: Net,
    order_price: F8,  # (n)
    minute_price: F8,  # (b)
    slack: float,
    budget: int,
    closed: I4,  # (s) 1 where a trip is not to be looked at
    pool: I4,  # as in `sequences`
    points: F8,
    stop: I4,  # (1) 1 when time is up
) -> tuple[int, bool]:
    """Sequences of all open trips near their best at these prices: how many, and whether none was left out."""
    size, whole = 0, True
    for trip in range(net.trip_start.size):
        if stop[0] != 0:
            return size, False
        if closed[trip] == 0:
            price = minute_price[net.trip_bucket[trip]]
            size, all_seen = sequences(net, trip, order_price, price, slack, budget, pool, points, size)
            whole = whole and all_seen
            if size >= points.size:
                return size, False
    return size, whole


@jit
def recall(net: Net, routes: I4, lengths: I4, pool: I4, points: F8) -> int:
    """The distinct trips among several plans, ``routes`` (h, s, longest) and ``lengths`` (h, s), into a pool as in `sequences`: how many.

    Trips of more visits than the pool takes, or that do not fit, are left out; so is what the pool has no room for.
    """
    size, visits = 0, pool.shape[1] - 2
    for trip in range(routes.shape[1]):
        for h in range(routes.shape[0]):
            length = lengths[h, trip]
            if length < 1 or length > visits or size >= points.size:
                continue
            again = False
            for earlier in range(h):
                if lengths[earlier, trip] == length and (routes[earlier, trip, :length] == routes[h, trip, :length]).all():
                    again = True
                    break
            if again or schedule(net, trip, routes[h, trip], length) < 0:
                continue
            pool[size, 0], pool[size, 1], pool[size, 2:] = trip, 0, -1
            for k in range(length):
                pool[size, 2 + k] = routes[h, trip, k]
                pool[size, 1] += net.duration[routes[h, trip, k]]
            points[size] = route_points(net, trip, routes[h, trip], length)
            size += 1
    return size
