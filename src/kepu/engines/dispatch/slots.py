"""The assignment part by linear programming: one visit a window, all of one length, no travel.

With good prices at hand, most of the possible (order, window) pairs are priced out: their reduced points are so far
below zero that no near-optimal plan uses them. HiGHS solves the linear relaxation over the rest. Its duals are prices,
hence a bound for the whole problem again, whatever was left out; its solution is integral, for the matrix is a network.
"""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray

from .arrays import F8, Net, empty_state
from .kernels.construct import by_worth, fill
from .packing import Packed, take
from .program import Pool, Program

START = 3
WIDEST = 1_000_000
TOLERANCE = 1e-6


def applies(net: Net) -> bool:
    """Whether the problem is one of slots, small enough for this: no travel, one visit a window, all of one length."""
    single = net.mode == 0 and int(net.window_room.max(initial=0)) <= 1
    return single and 0 < net.order_trip.size <= WIDEST and int(net.duration.min()) == int(net.duration.max())


def relax(net: Net, orders: F8, minutes: F8, limit: float) -> Packed | None:
    """Solve over the pairs near the best prices, and add what the duals ask for until nothing does; None if time ran out."""
    began = time.perf_counter()
    row = np.repeat(np.arange(net.duration.size, dtype=np.int32), np.diff(net.by_order))
    every = Pool(net.order_trip, net.duration[row], row[:, None], net.order_gain)
    bucket = net.trip_bucket[net.order_trip]
    slot = np.zeros(net.trip_start.size)
    reduced = net.order_gain - orders[row] - minutes[bucket] * net.duration[row]
    np.maximum.at(slot, net.order_trip, reduced)
    reduced -= slot[net.order_trip]
    most = min(reduced.size, START * net.duration.size)
    kept: NDArray[np.int64] = np.flatnonzero(reduced >= np.partition(reduced, -most)[-most])
    state, pool, values = empty_state(net), every.take(kept[:0]), np.zeros(0)
    program = Program(net, state)
    while kept.size:
        program.add(every.take(kept))
        pool = pool.join(every.take(kept))
        answer = program.relax(limit - (time.perf_counter() - began), vertex=True)
        if answer is None:
            return None
        values, orders, slot, minutes, _ = answer
        reduced = net.order_gain - orders[row] - minutes[bucket] * net.duration[row] - slot[net.order_trip]
        kept = np.flatnonzero(reduced > TOLERANCE)
        if kept.size > most:
            kept = kept[np.argsort(-reduced[kept], kind="stable")[:most]]
    take(net, state, pool, values, pool.trip.size)
    fill(net, state, by_worth(net))
    return Packed(state, orders, minutes, np.inf)
