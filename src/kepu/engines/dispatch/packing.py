"""Plans from whole trips: by integer programming where few trips are possible, and by diving into the relaxation otherwise.

The trips that the last prices chose nearly span the solution of the linear relaxation (Barahona & Anbil, 2000), and the
relaxation over those is small; an interior-point method solves it in a second. The dive takes the columns that it is
surest of, closes their trips, looks for columns anew among what is left, and goes on until nothing is (Joncour, Michel,
Sadykov, Sverdlov & Vanderbeck, 2010).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import gcd
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from .arrays import F8, I4, Net, State, copy_state, empty_state
from .geography import MATRIX, NONE
from .kernels.columns import collect, recall
from .kernels.construct import by_worth, fill
from .kernels.routes import insert, separated
from .prices import Prices
from .program import Answer, Pool, Program

BUDGET, VISITS = 20_000, 8
SLACK, NARROW, PER_TRIP, TAKEN, ALL = 4.0, 2.0, 30, 1e9, 1e8
SURE, SHARE, LEAST, QUICKENS, KEEP = 0.98, 0.15, 0.05, 0.5, 0.3
EXACT, FINEST, MOST = 6000, 20_000, 0.95
CONVERGED, TURN, NEAR = 2e-5, 0.35, 1.0


class Limit(Protocol):
    """A clock: seconds in all and left, and an array (1) that turns from 0 to 1 when none are."""

    limit: float
    stop: I4

    @property
    def left(self) -> float:
        """Seconds."""


Told = Callable[[float], object]


def ignore(points: float) -> None:
    """For those who need not know."""


class Packed(NamedTuple):
    """A plan; prices of orders and minutes (None where none were found); a bound on every plan, infinite where none is proven."""

    state: State
    orders: F8 | None
    minutes: F8 | None
    bound: float


def pack(net: Net, known: State, every: Pool | None, last: Sequence[tuple[I4, I4]], limit: Limit, told: Told = ignore) -> Packed:
    """A plan from whole trips: from ``every`` one there is, or beginning with those that good prices chose ``last``, as routes and lengths.

    When time runs out, what there is so far. ``told`` hears the points of the first relaxation, above which every bound by prices stays.
    """
    if every is not None:
        return _exact(net, known, every, limit)
    return _dive(net, recalled(net, last), limit, told)


def possible(net: Net, limit: Limit) -> Pool | None:
    """Every column there is; None where they are too many, or time ran out."""
    if net.order_trip.size > EXACT:
        return None
    state = empty_state(net)
    nothing = np.zeros(net.trip_start.size, np.int32)
    table, worth = _table(net, 4 * EXACT)
    size, whole = collect(net, np.zeros(net.duration.size), np.zeros(net.bucket_room.size), ALL, 50 * EXACT, nothing, table, worth, limit.stop)
    if not whole or size >= worth.size:
        return None
    pool = _distinct(net, state, _pool(table, worth, size))
    return pool if pool.trip.size <= EXACT else None


def dives(net: Net) -> bool:
    """Whether columns can hold all visits of a window, without which the relaxation leaves out what matters."""
    visits = (net.trip_end - net.trip_start) // max(1, int(net.duration.min(initial=1)))
    return int(np.minimum(visits, net.window_room[net.trip_window]).max(initial=0)) <= VISITS


def _exact(net: Net, known: State, every: Pool, limit: Limit) -> Packed:
    """The best plan of all columns, separations and shared windows left to be checked as it is put together."""
    if limit.left <= 0:
        return Packed(copy_state(known), None, None, np.inf)
    state = empty_state(net)
    step = gcd(0, *net.duration.tolist())
    fine = int(net.bucket_room.clip(0).sum()) // max(1, step) <= FINEST
    program = Program(net, state, step if fine else 0)
    program.add(every)
    mine = {(trip, frozenset(state_orders(known, trip))) for trip in np.flatnonzero(known.length).tolist()}
    start = [k for k in range(every.trip.size) if (int(every.trip[k]), frozenset(chosen(every, k))) in mine]
    answer = program.whole(np.array(start, np.int64), MOST * limit.left)
    if answer is None:
        return Packed(copy_state(known), None, None, np.inf)
    take(net, state, every, answer[0], every.trip.size)
    fill(net, state, by_worth(net))
    proven = fine and net.mode != MATRIX
    return Packed(state, None, None, answer[1] + 1e-6 + 2e-7 * abs(answer[1]) if proven else np.inf)


def _dive(net: Net, columns: Pool, limit: Limit, told: Told) -> Packed:
    """Down through the relaxation, the first of the given columns; the prices are those of the first."""
    state, first, slack = empty_state(net), None, NARROW if net.mode == NONE else SLACK
    pool = _distinct(net, state, columns)
    begun = limit.left
    while limit.left > 0:
        answer = _relax(net, state, pool, MOST * limit.left)
        if answer is None:
            break
        if first is None:
            first = answer
            told(answer.bound)
        before, begun = begun, limit.left
        # What is left of the time for diving must be enough for the remaining relaxations, which get quicker as trips close.
        share = min(1.0, max(SHARE, QUICKENS * (before - begun) / max(1e-9, begun - KEEP * limit.limit)))
        most = max(int(np.count_nonzero(answer.values > SURE)), int(share * np.count_nonzero(state.length == 0)), 5)
        if not take(net, state, pool, answer.values, most):
            break
        pool = _distinct(net, state, pool.join(_columns(net, state, answer.orders, answer.minutes, slack, limit)))
    fill(net, state, by_worth(net))
    return Packed(state, first and first.orders, first and first.minutes, np.inf)


def converge(net: Net, prices: Prices, limit: Limit) -> bool:
    """Turn prices into those of the relaxation over the trips that they chose, and anew over those that these ask for, until the relaxation
    meets the bound (Lübbecke & Desrosiers, 2005). Whether it did: not when time ran out or a turn takes much of what is left.
    """
    state = empty_state(net)
    orders, minutes = prices.best_orders, prices.best_minutes
    pool = recalled(net, tuple(prices.last))
    while True:
        begun = limit.left
        pool = _distinct(net, state, pool.join(_columns(net, state, orders, minutes, NEAR, limit)))
        answer = _relax(net, state, pool, TURN * limit.left)
        if answer is None:
            return False
        orders, minutes = answer.orders, answer.minutes
        prices.adopt(orders, minutes)
        if prices.bound - answer.bound <= CONVERGED * abs(answer.bound):
            return True
        if limit.stop[0] or begun - limit.left > TURN * limit.left:
            return False
        pool = pool.join(recalled(net, [(prices.routes, prices.lengths)]))


def _relax(net: Net, state: State, pool: Pool, seconds: float) -> Answer | None:
    """The relaxation over what a state leaves free; None without columns or where time ran out."""
    if not pool.trip.size:
        return None
    program = Program(net, state)
    program.add(pool)
    return program.relax(seconds, vertex=False)


def take(net: Net, state: State, pool: Pool, values: F8, most: int) -> int:
    """Put so many of the columns with the largest values into the state, as far as they fit; how many did."""
    taken = 0
    for k in np.argsort(-values, kind="stable")[:most]:
        if values[k] < LEAST:
            break
        trip, visits = pool.trip[k], chosen(pool, k)
        bucket, window = net.trip_bucket[trip], net.trip_window[trip]
        fits = state.load[bucket] + pool.minutes[k] <= net.bucket_room[bucket] and state.visits[window] + len(visits) <= net.window_room[window]
        if state.length[trip] or not fits or (state.where[visits] >= 0).any():
            continue
        if all(separated(net, state, order, trip) for order in visits) and _apart(net, visits):
            for at, order in enumerate(visits):
                insert(net, state, order, trip, at)
            taken += 1
    return taken


def _apart(net: Net, visits: list[int]) -> bool:
    """Whether no two orders of one trip are of one place and topic."""
    groups = [int(net.group[order]) for order in visits if net.group[order] >= 0]
    return len(set(groups)) == len(groups)


def chosen(pool: Pool, k: int) -> list[int]:
    """The orders of a column in sequence."""
    return [int(order) for order in pool.orders[k] if order >= 0]


def state_orders(state: State, trip: int) -> list[int]:
    """The orders on a trip of a plan in sequence."""
    return [int(order) for order in state.route[trip, : state.length[trip]]]


def _columns(net: Net, state: State, orders: F8, minutes: F8, slack: float, limit: Limit) -> Pool:
    """Columns of empty trips over unserved orders near their best at these prices."""
    closed = (state.length > 0).astype(np.int32)
    prices = np.where(state.where >= 0, TAKEN, orders)
    table, worth = _table(net, 2 * PER_TRIP * int(np.count_nonzero(closed == 0)) + 2000)
    size = worth.size
    while size >= worth.size and slack > 0.01 and not limit.stop[0]:
        size, _ = collect(net, prices, minutes, slack, BUDGET, closed, table, worth, limit.stop)
        slack *= 0.6
    return _pool(table, worth, size)


def recalled(net: Net, last: Sequence[tuple[I4, I4]]) -> Pool:
    """The trips that prices chose, as columns."""
    table, worth = _table(net, len(last) * net.trip_start.size)
    size = recall(net, np.array([routes for routes, _ in last]), np.array([lengths for _, lengths in last]), table, worth) if last else 0
    return _pool(table, worth, size)


def _table(net: Net, rows: int) -> tuple[I4, F8]:
    longest = int(max(1, min(VISITS, net.window_room.max(initial=1))))
    return np.empty((rows, 2 + longest), np.int32), np.empty(rows)


def _pool(table: I4, worth: F8, size: int) -> Pool:
    return Pool(table[:size, 0], table[:size, 1], table[:size, 2:], worth[:size])


def _distinct(net: Net, state: State, pool: Pool) -> Pool:
    """Of columns with the same trip and orders the best; only what the state still has room for."""
    bucket, window, inside = net.trip_bucket[pool.trip], net.trip_window[pool.trip], pool.orders >= 0
    room = (pool.minutes <= (net.bucket_room - state.load)[bucket]) & (inside.sum(axis=1) <= (net.window_room - state.visits)[window])
    gone = (inside & (state.where[pool.orders] >= 0)).any(axis=1) | (state.length[pool.trip] > 0)
    pool = pool.take(np.flatnonzero(room & ~gone & (pool.points > 0)))
    sets = np.sort(pool.orders, axis=1)
    rank: NDArray[np.int64] = np.lexsort((-pool.points, *sets.T, pool.trip))
    ordered = np.column_stack([pool.trip, sets])[rank]
    first = np.ones(rank.size, bool)
    first[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    return pool.take(rank[first])
