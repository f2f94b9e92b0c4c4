"""First plans: first come, first served; and most points first."""

from __future__ import annotations

import numpy as np

from ..arrays import I4, Net, State
from .jit import jit
from .routes import FAR, best_trip, insert


@jit
def fill(net: Net, state: State, sequence: I4) -> int:
    """Give each unserved order of a sequence its best place; how many were placed."""
    placed, everywhere, nobody = 0, np.zeros(net.bucket_room.size, np.int32), np.zeros((net.duration.size, 0), np.int32)
    for order in sequence:
        if state.where[order] >= 0:
            continue
        _, trip, at = best_trip(net, state, order, 0.0, FAR, everywhere, 0, nobody)
        if trip >= 0:
            insert(net, state, order, trip, at)
            placed += 1
    return placed


@jit
def by_worth(net: Net) -> I4:
    """Orders by points a minute, most first; those with few possible trips a little before others."""
    n = net.duration.size
    key = np.zeros(n)
    for order in range(n):
        choices = net.by_order[order + 1] - net.by_order[order]
        if choices > 0:
            key[order] = net.order_gain[net.by_order[order]] / net.duration[order] * (1.0 + 1.0 / choices)
    return np.argsort(-key, kind="mergesort").astype(np.int32)
