"""The search: prices fall and plans rise in turns, side by side, until they meet or time is up."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from .arrays import State, copy_state, empty_state
from .compiling import Compiled
from .kernels.construct import by_worth, fill
from .kernels.routes import points
from .kernels.search import improve
from .plan import Progress
from .prices import Prices
from .settings import Settings

Callback = Callable[[Progress], object]
HOT, COOL = 3.0, 0.2
TEAMS = 4
TRIPLES = 2_000_000


@dataclass
class Clock:
    """Seconds since the start of a solve, against its limit."""

    limit: float
    start: float = field(default_factory=time.perf_counter)

    @property
    def seconds(self) -> float:
        """Since the start."""
        return time.perf_counter() - self.start

    @property
    def share(self) -> float:
        """Of the limit, at most 1."""
        return min(1.0, self.seconds / self.limit) if self.limit > 0 else 1.0


@dataclass
class Outcome:
    """The best state, its points, the bound on them (both without locked visits) and how the search ended."""

    state: State
    value: float
    bound: float
    status: str
    rounds: int


def search(compiled: Compiled, settings: Settings, clock: Clock, base: float, progress: Callback | None) -> Outcome:
    """``base`` are the points of locked visits, which gap and progress include. A callback that returns False stops."""
    net = compiled.net
    state = empty_state(net)
    fill(net, state, by_worth(net))
    value = points(net, state)
    prices = Prices(net)
    prices.advance(1, value)
    best = Outcome(copy_state(state), value, prices.bound, "iterations", 0)
    able = np.flatnonzero(np.diff(net.by_order) > 0).astype(np.int32)
    chunk = 4000
    steps = int(np.clip(TRIPLES / (net.order_trip.size + 1), 2, 50))
    with ThreadPoolExecutor(max(1, settings.threads - 1)) as pool:
        while not _finished(best, settings, clock, base):
            share = best.rounds / settings.iterations if settings.iterations else clock.share
            heat = HOT * (COOL / HOT) ** share
            down = pool.submit(prices.advance, steps, best.value)
            if able.size:
                seed = int(np.random.SeedSequence([settings.seed, best.rounds]).generate_state(1)[0])
                value = improve(net, state, value, prices.best_orders, able, seed, chunk, heat, 0.99 * heat, TEAMS)
            down.result()
            best.rounds += 1
            best.bound = min(best.bound, prices.bound)
            if value > best.value:
                best.state, best.value = copy_state(state), value
            if progress and progress(Progress("search", clock.seconds, base + best.value, base + best.bound, best.rounds)) is False:
                best.status = "stopped"
                break
    fill(net, best.state, by_worth(net))
    best.value = points(net, best.state)
    best.bound = max(best.bound, best.value)
    return best


def _finished(best: Outcome, settings: Settings, clock: Clock, base: float) -> bool:
    """Whether to end, writing down why."""
    gap = (best.bound - best.value) / (base + best.bound) if base + best.bound > 0 else 0.0
    if gap <= 1e-9:
        best.status = "optimal"
    elif gap <= settings.gap:
        best.status = "gap_reached"
    elif settings.iterations is not None and best.rounds >= settings.iterations:
        best.status = "iterations"
    elif clock.seconds >= settings.time_limit:
        best.status = "time_limit"
    else:
        return False
    return True
