"""The assignment part by linear programming: one visit a window, no travel.

With good prices at hand, most of the possible (order, window) pairs are priced out: their reduced points are so far
below zero that no near-optimal plan uses them. HiGHS solves the linear relaxation over the rest. Its duals are prices,
hence a bound for the whole problem again, whatever was left out; its solution is integral when all visits take
equally long (the matrix is then a network), and otherwise a good place to start the search from.
"""

from __future__ import annotations

import time
from typing import NamedTuple

import highspy
import numpy as np
from numpy.typing import NDArray

from .arrays import F8, I4, Net, State, empty_state
from .kernels.construct import by_worth, fill
from .kernels.routes import insert

PIECES = 8
START = 3
WIDEST = 1_000_000
TOLERANCE = 1e-6


class Relaxed(NamedTuple):
    """Prices of orders (n) and minutes (b) from the duals, and the plan that the solution rounds to."""

    orders: F8
    minutes: F8
    state: State


def applies(net: Net) -> bool:
    """Whether the problem is one of slots, small enough for this: no travel, and no window takes more than one visit."""
    return net.mode == 0 and 0 < net.order_trip.size <= WIDEST and int(net.window_room.max(initial=0)) <= 1


def relax(net: Net, orders: F8, minutes: F8, limit: float) -> Relaxed | None:
    """Solve over the pairs near the best prices, and add what the duals ask for until nothing does; None if time ran out."""
    began = time.perf_counter()
    row = np.repeat(np.arange(net.duration.size, dtype=np.int32), np.diff(net.by_order))
    bucket = net.trip_bucket[net.order_trip]
    slot = np.zeros(net.trip_start.size)
    reduced = net.order_gain - orders[row] - minutes[bucket] * net.duration[row]
    np.maximum.at(slot, net.order_trip, reduced)
    reduced -= slot[net.order_trip]
    most = min(reduced.size, START * net.duration.size)
    kept = np.flatnonzero(reduced >= np.partition(reduced, -most)[-most])
    master = _Master(net, row, bucket)
    values = np.zeros(0)
    while kept.size:
        master.add(kept)
        answer = master.solve(limit - (time.perf_counter() - began))
        if answer is None:
            return None
        values, orders, slot, minutes = answer
        reduced = net.order_gain - orders[row] - minutes[bucket] * net.duration[row] - slot[net.order_trip]
        kept = np.flatnonzero(reduced > TOLERANCE)
        if kept.size > most:
            kept = kept[np.argsort(-reduced[kept], kind="stable")[:most]]
    return Relaxed(orders, minutes, _rounded(net, row[master.pairs], net.order_trip[master.pairs], values))


class _Master:
    """The linear program over some pairs; rows are orders, trips and buckets, fairness enters as rising steps of load."""

    def __init__(self, net: Net, row: I4, bucket: I4) -> None:
        self.net, self.row, self.bucket = net, row, bucket
        self.pairs = np.zeros(0, np.int64)
        n, s, b = net.duration.size, net.trip_start.size, net.bucket_room.size
        self.sizes = n, s, b
        room = np.maximum(0, net.bucket_room).astype(np.float64)
        owner = np.repeat(np.arange(b), PIECES)
        middle = net.bucket_locked[owner] + room[owner] * (np.tile(np.arange(PIECES), b) + 0.5) / PIECES
        self.solver = highspy.Highs()
        self.solver.silent()
        self.solver.setOptionValue("threads", 1)
        limits = np.concatenate([np.ones(n + s), np.zeros(b)])
        free, none = np.full(limits.size, -np.inf), np.zeros(0)
        self.solver.addRows(limits.size, free, limits, 0, np.zeros(limits.size, np.int32), np.zeros(0, np.int32), none)
        starts = np.arange(owner.size, dtype=np.int32)
        cost = 2.0 * net.bucket_fair[owner] * middle
        rows = (n + s + owner).astype(np.int32)
        self.solver.addCols(owner.size, cost, np.zeros(owner.size), room[owner] / PIECES, owner.size, starts, rows, -np.ones(owner.size))

    def add(self, kept: NDArray[np.int64]) -> None:
        """More pairs as columns."""
        net, (n, s, _) = self.net, self.sizes
        row, trip, bucket, k = self.row[kept], net.order_trip[kept], self.bucket[kept], kept.size
        index = np.column_stack([row, n + trip, n + s + bucket]).ravel().astype(np.int32)
        value = np.column_stack([np.ones(k), np.ones(k), net.duration[row]]).ravel()
        starts = np.arange(0, 3 * k, 3, dtype=np.int32)
        self.solver.addCols(k, -net.order_gain[kept], np.zeros(k), np.full(k, np.inf), 3 * k, starts, index, value)
        self.pairs = np.concatenate([self.pairs, kept])

    def solve(self, limit: float) -> tuple[F8, F8, F8, F8] | None:
        """Values of the pairs and duals of orders, trips and buckets."""
        self.solver.setOptionValue("time_limit", self.solver.getRunTime() + max(0.05, limit))
        self.solver.run()
        if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        solution, (n, s, b) = self.solver.getSolution(), self.sizes
        duals = np.maximum(0.0, -np.array(solution.row_dual))
        return np.array(solution.col_value)[PIECES * b :], duals[:n], duals[n : n + s], duals[n + s :]


def _rounded(net: Net, row: I4, trip: I4, values: F8) -> State:
    """Pairs from the largest value down, as far as they fit, and then whatever else fits."""
    state = empty_state(net)
    for k in np.argsort(-values, kind="stable"):
        if values[k] < 1e-6:
            break
        order, place = row[k], trip[k]
        bucket, window = net.trip_bucket[place], net.trip_window[place]
        free = state.where[order] < 0 and state.visits[window] < net.window_room[window]
        if free and state.load[bucket] + net.duration[order] <= net.bucket_room[bucket]:
            insert(net, state, order, place, 0)
    fill(net, state, by_worth(net))
    return state
