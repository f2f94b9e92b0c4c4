"""How the heuristic grows: processor seconds of a fixed number of passes while district, orders and teams grow together.

Orders per team, orders per square kilometre and the teams' reach stay the same, so that an order has about as many
possible trips in a large district as in a small one. A pass gives each order one round of ruin and recreate on average.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from dispatch_cases import district

from kepu.engines.dispatch import Weights, warm_up
from kepu.engines.dispatch.arrays import empty_state
from kepu.engines.dispatch.compiling import compile_problem
from kepu.engines.dispatch.kernels.construct import by_worth, fill
from kepu.engines.dispatch.kernels.routes import points
from kepu.engines.dispatch.kernels.search import improve
from kepu.engines.dispatch.search import neighbours

SIZES = (500, 1000, 2000, 4000, 8000, 16_000)
PASSES, REACH_KM = 20, 3.0


def measure(orders: int) -> dict[str, float]:
    """Processor seconds at one size: reading the problem, construction, and all passes; each also per n log2 n (nanoseconds)."""
    problem = district(orders, orders // 10, area=orders / 2000)
    problem = replace(problem, teams=[replace(team, max_distance_km=REACH_KM) for team in problem.teams])
    began = time.process_time()
    compiled = compile_problem(problem, Weights())
    net, read = compiled.net, time.process_time()
    state = empty_state(net)
    fill(net, state, by_worth(net))
    near, built = neighbours(net), time.process_time()
    able = np.flatnonzero(np.diff(net.by_order) > 0).astype(np.int32)
    side, camp, stop = np.zeros(net.bucket_room.size, np.int32), np.zeros(orders, np.int32), np.zeros(1, np.int32)
    worth = np.zeros(orders)
    improve(net, state, 0.0, worth, near, able, side, camp, 0, 1, PASSES * orders, 20.0, 0.5, 2, 0.02, 16, 0.5, stop)
    done, scale = time.process_time(), orders * math.log2(orders) / 1e9
    return {
        "orders": orders,
        "triples_per_order": net.order_trip.size / orders,
        "read": read - began,
        "construct": built - read,
        "passes": done - built,
        "passes_per_nlogn": (done - built) / scale,
        "all_per_nlogn": (done - began) / scale,
        "points": points(net, state),
    }


def growth() -> Iterator[dict[str, float]]:
    """A row for each size."""
    warm_up()
    measure(200)
    for orders in SIZES:
        yield measure(orders)
