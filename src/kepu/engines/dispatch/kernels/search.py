"""Large-neighbourhood search: take some visits of a few related teams out, put orders back better.

Shaw (1998) for relatedness, Ropke & Pisinger (2006) for ruin and recreate under annealing, Christiaens & Vanden Berghe
(2020) for small ruins and blinks. Related here are the teams that one order could have: their visits compete.
"""

from __future__ import annotations

import math

import numpy as np

from ..arrays import F8, I4, Net, State
from .jit import jit
from .routes import best_trip, gain_of, insert, remove, schedule, travel, unfair

LIST = 512


@jit
def gains_of(net: Net, state: State) -> F8:
    """Points of each planned order on its trip, before travel and fairness; shape (n)."""
    gains = np.zeros(net.duration.size)
    for order in range(gains.size):
        if state.where[order] >= 0:
            gains[order] = gain_of(net, order, state.where[order])
    return gains


@jit
def _saved(net: Net, state: State, order: int) -> int:
    """Minutes of travel that an order's visit causes."""
    trip = state.where[order]
    before, after, length = net.trip_from[trip], net.trip_to[trip], state.length[trip]
    for k in range(length):
        if state.route[trip, k] == order:
            if k > 0:
                before = state.route[trip, k - 1]
            if k < length - 1:
                after = state.route[trip, k + 1]
            break
    return travel(net, before, order) + travel(net, order, after) - travel(net, before, after)


@jit
def _touch(state: State, trip: int, memory: I4, marks: I4, book: I4) -> None:
    """Remember a trip before its first change; book[0] counts, book[1] is the present stamp."""
    if marks[trip] == book[1]:
        return
    marks[trip] = book[1]
    row = book[0]
    memory[row, 0], memory[row, 1] = trip, state.length[trip]
    memory[row, 2 : 2 + state.route.shape[1]] = state.route[trip]
    book[0] += 1


@jit
def _undo(net: Net, state: State, memory: I4, book: I4) -> None:
    """Put every touched trip back."""
    for row in range(book[0]):
        trip = memory[row, 0]
        while state.length[trip] > 0:
            remove(net, state, state.route[trip, state.length[trip] - 1])
    for row in range(book[0]):
        trip = memory[row, 0]
        for k in range(memory[row, 1]):
            insert(net, state, memory[row, 2 + k], trip, k)


@jit
def _take(net: Net, state: State, order: int, gains: F8, memory: I4, marks: I4, book: I4, out: I4, size: int) -> float:
    """Take an order out into the list; the change in points."""
    trip = state.where[order]
    bucket = net.trip_bucket[trip]
    _touch(state, trip, memory, marks, book)
    change = net.travel_cost * _saved(net, state, order) - gains[order]
    remove(net, state, order)
    out[size] = order
    return change + unfair(net, state, bucket, net.duration[order])


@jit
def _ruin(
    net: Net, state: State, centre: int, gains: F8, memory: I4, marks: I4, book: I4, out: I4, buckets: I4, most: int, side: I4, mine: int
) -> tuple[float, int, int]:
    """Free time at some teams that the centre could have: change in points, orders in the list, buckets touched."""
    change, hit, size = 0.0, 0, 0
    low, high = net.by_order[centre], net.by_order[centre + 1]
    for _ in range(1 + np.random.randint(most)):
        target = net.order_trip[low + np.random.randint(high - low)]
        bucket = net.trip_bucket[target]
        if side[bucket] != mine:
            continue
        first, last = net.bucket_trips[bucket], net.bucket_trips[bucket + 1]
        aside = 0.4 * np.random.random()
        inside = aside + (1.0 - aside) * np.random.random()
        buckets[hit] = bucket
        hit += 1
        for trip in range(first, last):
            share = inside if trip == target else aside
            for k in range(state.length[trip] - 1, -1, -1):
                if size < LIST // 2 and np.random.random() < share:
                    change += _take(net, state, state.route[trip, k], gains, memory, marks, book, out, size)
                    size += 1
            if net.mode == 2:
                while state.length[trip] > 0 and size < LIST // 2 and schedule(net, trip, state.route[trip], state.length[trip]) < 0:
                    change += _take(net, state, state.route[trip, 0], gains, memory, marks, book, out, size)
                    size += 1
    return change, size, hit


@jit
def _ruin_near(
    net: Net, state: State, centre: int, near: I4, gains: F8, memory: I4, marks: I4, book: I4, out: I4, buckets: I4, most: int, side: I4, mine: int
) -> tuple[float, int, int]:
    """Take out short strings of visits around the centre, one from each of a few trips that pass near it."""
    change, hit, size = 0.0, 0, 0
    wanted, longest = 1 + np.random.randint(most), 1 + np.random.randint(6)
    for j in range(-1, near.shape[1]):
        order = centre if j < 0 else near[centre, j]
        trip = state.where[order] if order >= 0 else -1
        if trip < 0 or hit == wanted:
            continue
        bucket = net.trip_bucket[trip]
        fresh = side[bucket] == mine
        for h in range(hit):
            fresh = fresh and buckets[h] != bucket
        if not fresh:
            continue
        buckets[hit] = bucket
        hit += 1
        at = 0
        while state.route[trip, at] != order:
            at += 1
        length = min(longest, state.length[trip])
        first = max(0, min(at - np.random.randint(length), state.length[trip] - length))
        for _ in range(length):
            if size < LIST // 2:
                change += _take(net, state, state.route[trip, first], gains, memory, marks, book, out, size)
                size += 1
        if net.mode == 2:
            while state.length[trip] > 0 and size < LIST // 2 and schedule(net, trip, state.route[trip], state.length[trip]) < 0:
                change += _take(net, state, state.route[trip, 0], gains, memory, marks, book, out, size)
                size += 1
    return change, size, hit


@jit
def _gather(net: Net, state: State, buckets: I4, hit: int, out: I4, size: int, seen: I4, stamp: int, camp: I4, mine: int) -> int:
    """Add some unserved orders that could use the freed time."""
    for k in range(size):
        seen[out[k]] = stamp
    wanted = size + 4 + np.random.randint(12)
    for _ in range(64):
        bucket = buckets[np.random.randint(hit)]
        trip = net.bucket_trips[bucket] + np.random.randint(net.bucket_trips[bucket + 1] - net.bucket_trips[bucket])
        low, count = net.by_trip[trip], net.by_trip[trip + 1] - net.by_trip[trip]
        if count > 0:
            order = net.trip_order[low + np.random.randint(count)]
            if camp[order] == mine and state.where[order] < 0 and seen[order] != stamp and size < wanted:
                seen[order] = stamp
                out[size] = order
                size += 1
    return size


@jit
def _rank(net: Net, worth: F8, out: I4, size: int) -> I4:
    """A sequence for putting back: by priced worth, by points a minute, or by length; each with noise."""
    key = np.empty(size)
    way, noise = np.random.randint(4), 0.05 + 0.35 * np.random.random()
    for k in range(size):
        order = out[k]
        best = net.order_gain[net.by_order[order]]
        if way == 0:
            key[k] = worth[order]
        elif way == 3:
            key[k] = net.duration[order]
        else:
            key[k] = best / net.duration[order]
        key[k] *= 1.0 + noise * (np.random.random() - 0.5)
    return np.argsort(-key).astype(np.int32)


@jit
def improve(
    net: Net,
    state: State,  # the current plan, changed
    value: float,  # points of the current plan
    worth: F8,  # (n) prices of orders: their points over the price of their minutes
    near: I4,  # (n, neighbours) nearest orders, -1 where there are fewer; no columns without travel
    able: I4,  # orders of this side that are possible at all
    side: I4,  # (b) which of two searches at once may change a bucket
    camp: I4,  # (n) and which may move an order
    mine: int,
    seed: int,
    rounds: int,
    heat: float,  # temperature at the start and at the end, points
    cool: float,
    most: int,  # teams ruined at once
    blink: float,  # chance that a trip is passed over
    tries: int,  # trips tried for an order at most
    local: float,  # share of rounds that ruin what lies near rather than what competes
    stop: I4,  # (1) 1 when time is up
) -> float:
    """So many rounds of ruin and recreate, fewer if stopped: points of the plan afterwards.

    Two calls with different sides may run at once on one state: what one changes the other does not read, but for
    separations, where only a team's own visits count.
    """
    np.random.seed(seed)
    trips, longest = state.route.shape
    marks, seen = np.full(trips, -1, np.int32), np.full(net.duration.size, -1, np.int32)
    memory, book = np.empty((min(trips, 4 * LIST), longest + 2), np.int32), np.zeros(2, np.int32)
    out, buckets, gains = np.empty(LIST + 1, np.int32), np.empty(most + 3, np.int32), gains_of(net, state)
    for turn in range(rounds):
        if stop[0] != 0:
            break
        book[0], book[1] = 0, turn
        centre = able[np.random.randint(able.size)]
        for _ in range(6):
            if state.where[centre] < 0:
                break
            centre = able[np.random.randint(able.size)]
        if near.shape[1] > 0 and np.random.random() < local:
            change, size, hit = _ruin_near(net, state, centre, near, gains, memory, marks, book, out, buckets, most + 2, side, mine)
        else:
            change, size, hit = _ruin(net, state, centre, gains, memory, marks, book, out, buckets, most, side, mine)
        if hit == 0:
            continue
        size = _gather(net, state, buckets, hit, out, size, seen, turn, camp, mine)
        rank = _rank(net, worth, out, size)
        for k in rank:
            order = out[k]
            gain, trip, at = best_trip(net, state, order, blink, tries, side, mine, near)
            if trip >= 0 and book[0] < memory.shape[0]:
                _touch(state, trip, memory, marks, book)
                insert(net, state, order, trip, at)
                gains[order] = gain_of(net, order, trip)
                change += gain
        warmth = heat * (cool / heat) ** (turn / rounds)
        if change >= 0.0 or change > warmth * math.log(np.random.random()):
            value += change
        else:
            _undo(net, state, memory, book)
            for row in range(book[0]):
                trip = memory[row, 0]
                for k in range(state.length[trip]):
                    gains[state.route[trip, k]] = gain_of(net, state.route[trip, k], trip)
    return value
