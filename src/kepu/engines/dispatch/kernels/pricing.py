"""The Lagrangian subproblems: the best trip when every order and every minute of capacity has a price.

With prices ``a`` of orders and ``u`` of minutes, points of any plan are at most

    sum(a) + sum over buckets max over loads L of (u L - fairness(L)) + sum over trips of the best priced trip,

which is the relaxation of Fisher (1981) with the orders' once-only rule and the capacities relaxed. Separations and the
visits that trips of one window share are left out, which can only raise the bound.
"""

from __future__ import annotations

import numpy as np

from ..arrays import F8, I4, Net
from .jit import jit
from .routes import earliest, travel

NODES = 4000
DEEPEST = 32


@jit
def reserve(net: Net, bucket: int, price: float) -> tuple[float, float]:
    """Most of price x load less fairness over the loads that capacity allows, and that load."""
    fair, locked, most = net.bucket_fair[bucket], float(net.bucket_locked[bucket]), float(max(0, net.bucket_room[bucket]))
    load = most
    if fair > 0.0:
        load = min(most, max(0.0, price / (2.0 * fair) - locked))
    elif price <= 0.0:
        load = 0.0
    return price * load - fair * ((locked + load) ** 2 - locked**2), load


@jit
def _candidates(net: Net, trip: int, order_price: F8, minute_price: float, who: I4, worth: F8, density: F8) -> int:
    """Orders whose points exceed their price on this trip."""
    found = 0
    for k in range(net.by_trip[trip], net.by_trip[trip + 1]):
        order = net.trip_order[k]
        left = net.trip_gain[k] - order_price[order] - minute_price * net.duration[order]
        if left > 1e-9 and found < who.size:
            who[found], worth[found] = order, left
            density[found] = left / net.duration[order]
            found += 1
    return found


@jit
def _slot(net: Net, trip: int, order_price: F8, minute_price: float, chosen: I4) -> tuple[float, float, int]:
    """The best single visit, for windows that take one."""
    best, found, n = 0.0, 0, chosen
    for k in range(net.by_trip[trip], net.by_trip[trip + 1]):
        order = net.trip_order[k]
        left = net.trip_gain[k] - order_price[order] - minute_price * net.duration[order]
        if left > best:
            if net.mode != 0:
                way = travel(net, net.trip_from[trip], order) + travel(net, order, net.trip_to[trip]) - net.trip_direct[trip]
                left -= net.travel_cost * way
            if left > best:
                best, found, n[0] = left, 1, order
    return best, best, found


@jit
def _ceiling(who: I4, worth: F8, used: I4, count: int, minutes: int, visits: int, duration: I4) -> float:
    """Most that the unused candidates, by density, could add in so many minutes and visits without travel."""
    total = 0.0
    for k in range(count):
        if used[k] == 0:
            if visits <= 0 or minutes <= 0:
                break
            length = duration[who[k]]
            if length <= minutes:
                total += worth[k]
            else:
                total += worth[k] * minutes / length
            minutes -= length
    return total


@jit
def best_priced(
    net: Net, trip: int, order_price: F8, minute_price: float, who: I4, worth: F8, density: F8, chosen: I4, budget: int, effort: F8
) -> tuple[float, float, int]:
    """Bound on the trip's priced points, points of the trip found, and its number of visits (in ``chosen``).

    Both are equal unless the search ends at ``budget`` nodes.
    """
    visits = min(DEEPEST, net.window_room[net.trip_window[trip]])
    if visits < 1:
        return 0.0, 0.0, 0
    if visits == 1:
        return _slot(net, trip, order_price, minute_price, chosen)
    count = _candidates(net, trip, order_price, minute_price, who, worth, density)
    if count == 0:
        return 0.0, 0.0, 0
    rank = np.argsort(-density[:count], kind="mergesort")
    who[:count] = who[:count][rank]
    worth[:count] = worth[:count][rank]
    return best_sequence(net, trip, who, worth, count, visits, chosen, budget, effort)


@jit
def best_sequence(net: Net, trip: int, who: I4, worth: F8, count: int, visits: int, chosen: I4, budget: int, effort: F8) -> tuple[float, float, int]:
    """The best sequence of candidates (by falling points a minute) within so many visits.

    Depth-first, cut where even the ceiling cannot beat the best. Bound, points found, number of visits in ``chosen``.
    """
    cost, target, end = net.travel_cost, net.trip_to[trip], net.trip_end[trip]
    used = np.zeros(count, np.int32)
    path, turn = np.full(visits + 1, -1, np.int32), np.zeros(visits + 1, np.int32)
    ready, value, place = np.zeros(visits + 1, np.int32), np.zeros(visits + 1), np.zeros(visits + 1, np.int32)
    ready[0], place[0], value[0] = net.trip_start[trip], net.trip_from[trip], cost * net.trip_direct[trip]
    top = _ceiling(who, worth, used, count, end - ready[0], visits, net.duration)
    best, found, depth, nodes = 0.0, 0, 0, 0
    while depth >= 0:
        k = turn[depth]
        if k >= count or depth >= visits:
            depth -= 1
            if depth >= 0:
                used[path[depth]] = 0
            continue
        turn[depth] += 1
        order = who[k]
        if used[k] == 1:
            continue
        step = travel(net, place[depth], order)
        start = earliest(net, order, ready[depth] + step)
        back = travel(net, order, target)
        after = start + net.duration[order]
        if start < 0 or after + back > end:
            continue
        nodes += 1
        effort[0] += count
        if nodes > budget:
            return max(top, best), best, found
        now = value[depth] + worth[k] - cost * step
        path[depth], used[k] = k, 1
        if now - cost * back > best:
            best, found = now - cost * back, depth + 1
            for j in range(found):
                chosen[j] = who[path[j]]
        rest = end - after - back
        if now - cost * back + _ceiling(who, worth, used, count, rest, visits - depth - 1, net.duration) <= best + 1e-9:
            used[k] = 0
            continue
        depth += 1
        turn[depth], ready[depth], value[depth], place[depth] = 0, after, now, order
    return best, best, found


@jit
def price(
    net: Net,
    order_price: F8,
    minute_price: F8,
    first: int,
    last: int,
    budget: int,
    taken: I4,  # (n) how often each order is chosen, added to
    minutes: F8,  # (b) minutes chosen less minutes reserved, written
    routes: I4,  # (s, longest) the chosen trips, written
    lengths: I4,
    effort: F8,  # (1) steps of the search, added to
    stop: I4,  # (1) 1 when time is up
) -> float:
    """The part of the bound that buckets ``first`` to ``last`` make; infinite if stopped before the end."""
    widest = 1
    for trip in range(net.trip_start.size):
        widest = max(widest, net.by_trip[trip + 1] - net.by_trip[trip])
    who, worth, density = np.empty(widest, np.int32), np.empty(widest), np.empty(widest)
    chosen = np.empty(DEEPEST, np.int32)
    total = 0.0
    effort[0] += net.trip_order.size
    for bucket in range(first, last):
        if stop[0] != 0:
            return np.inf
        kept, load = reserve(net, bucket, minute_price[bucket])
        total += kept
        minutes[bucket] = -load
        for trip in range(net.bucket_trips[bucket], net.bucket_trips[bucket + 1]):
            bound, _, found = best_priced(net, trip, order_price, minute_price[bucket], who, worth, density, chosen, budget, effort)
            total += bound
            lengths[trip] = min(found, routes.shape[1])
            for k in range(lengths[trip]):
                order = chosen[k]
                routes[trip, k] = order
                taken[order] += 1
                minutes[bucket] += net.duration[order]
    return total
