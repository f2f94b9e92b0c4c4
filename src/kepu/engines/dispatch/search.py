"""The search: prices fall and plans rise in turns, side by side, until they meet or time is up.

A round is a fixed amount of work, so that a seed and a number of rounds fix the plan. Where whole trips can be packed by
a dive (`packing`), both threads lower the prices first; then one dives and the other turns the prices into those of the
relaxation. Elsewhere, and where the relaxation is too large for that, one lowers them in a round of three while the other
searches. Then both search from the best plan, each among its own half of the teams, drawn anew each round. Where trips are too long
for columns, one thread is the routing library's (`routing`): a slice of the time after the other it goes on from the best plan of both.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.spatial import cKDTree

from .arrays import I4, Net, State, copy_state, empty_state
from .compiling import Compiled
from .geography import MATRIX, NONE
from .kernels.construct import by_worth, fill
from .kernels.routes import points
from .kernels.search import improve
from .packing import Packed, converge, dives, ignore, pack, possible
from .plan import Progress
from .prices import Prices
from .routing import Router
from .settings import Settings
from .slots import applies, relax

Callback = Callable[[Progress], object]
CHUNK, WORK, POSITIONS = 4000, 1.5e7, 200
MOST_STEPS, MOST_CHUNKS, RELAX_AFTER, PACK_AFTER, PACK_BY, LIGHT = 20, 8, 60, 50, 0.12, 1e6
RATE = 15_000.0
COOL, WARM, SELDOM = 0.5, 5.0, 3
TEAMS = 2
SLICE, TURNS, ENOUGH = 0.1, 500, 0.01
LOCAL, BLINK, TRIES = 0.5, 0.02, 8
NEIGHBOURS = 24
PATIENCE = 0.5  # seconds until what goes on is told


@dataclass
class Clock:
    """Seconds since the start of a solve, against its limit."""

    limit: float
    start: float = field(default_factory=time.perf_counter)
    stop: I4 = field(default_factory=lambda: np.zeros(1, np.int32))

    @property
    def seconds(self) -> float:
        """Since the start."""
        return time.perf_counter() - self.start

    @property
    def share(self) -> float:
        """Of the limit, at most 1."""
        return min(1.0, self.seconds / self.limit) if self.limit > 0 else 1.0

    @property
    def left(self) -> float:
        """Seconds, 0 when time is up."""
        return 0.0 if self.stop[0] else max(0.0, self.limit - self.seconds)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Tell the kernels through ``stop`` when time is up, for they look at no clock."""
        timer = threading.Timer(self.left, self.stop.fill, [1])
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()


@dataclass
class Outcome:
    """The best state, its points, the bound on them (both without locked visits) and how the search ended."""

    state: State
    value: float
    bound: float
    status: str
    rounds: int


class Search:
    """One search over one compiled problem; ``base`` are the points of locked visits, which gap and progress include."""

    def __init__(self, compiled: Compiled, settings: Settings, clock: Clock, base: float) -> None:
        self.net, self.settings, self.clock, self.base = compiled.net, settings, clock, base
        self.able = np.flatnonzero(np.diff(self.net.by_order) > 0).astype(np.int32)
        self.relaxing = applies(self.net)
        self.warmed = -1.0
        self.every = None if self.relaxing else possible(self.net, clock)
        self.diving = not self.relaxing and self.every is None and dives(self.net)
        self.packing = bool(self.able.size) and (self.diving or self.every is not None)
        self.router = Router.of(self.net) if self.able.size and not (self.relaxing or self.packing) else None
        self.routed: Future[None] | None = None
        self.offers: deque[State] = deque()
        self.packed: Future[Packed] | None = None
        self.proving: Future[bool] | None = None
        self.proven = False
        self.near = neighbours(self.net)
        self.state = empty_state(self.net)
        fill(self.net, self.state, by_worth(self.net))
        self.value = points(self.net, self.state)
        self.chunk = self._chunk()
        self.prices = Prices(compiled.lower, clock.stop)
        self.prices.advance(1, self.value)
        self.best = Outcome(copy_state(self.state), self.value, self.prices.bound, "iterations", 0)

    def run(self, progress: Callback | None) -> Outcome:
        """Rounds until the end; a callback that returns False stops."""
        best = self.best
        with self.clock.running(), ThreadPoolExecutor(min(2, self.settings.threads)) as pool:
            while not self._finished():
                self._round(pool)
                best.rounds += 1
                self._keep()
                seen = Progress("search", self.clock.seconds, self.base + best.value, self.base + best.bound, best.rounds)
                if progress and progress(seen) is False:
                    best.status = "stopped"
                    self.clock.stop[:] = 1
                    break
            self._end_packing(at_once=True)
            self._end_routing(at_once=True)
            self._keep()
        fill(self.net, best.state, by_worth(self.net))
        best.value = points(self.net, best.state)
        best.bound = max(best.bound, best.value)
        return best

    def rehearse(self) -> None:
        """Go through every kernel once, whatever the problem needs."""
        side, camp = _sides(self.net, self.state, 0, 1)
        self._improve(side, camp, 0, 1, 1.0)
        self._adopt(pack(self.net, self.state, None, tuple(self.prices.last), self.clock))

    def _round(self, pool: ThreadPoolExecutor) -> None:
        self._start_packing(pool)
        # A plan from the dive replaces the one before it, so until then all goes into its prices.
        if self.diving and (self.packing or self.packed is not None) and not (self.proven or self.prices.settled):
            if self.proving:
                tasks: tuple[Future[Any] | None, ...] = (self.packed, self.proving)
                wait([task for task in tasks if task], PATIENCE, FIRST_COMPLETED)
            else:
                self.prices.each = map if self.packed else pool.map
                self._price()
                self.prices.each = map
            self._end_packing()
            return
        if self.router and self.routed is None:
            self.routed = pool.submit(self._route, self.router)
        rest = 8 if self.prices.settled else SELDOM
        beside = bool(self.packed or self.proving or self.routed)
        if self.routed:
            rest = max(rest, int(SELDOM * self.prices.effort / WORK))
        pricing = not (self.packed or self.proving or self.proven) and (self.relaxing or self.best.rounds % rest == rest - 1)
        if pricing and self.routed:
            self._price()
            self._end_routing()
            return
        side, camp = _sides(self.net, self.state, self._draw(0), 1 if pricing or beside else 2)
        heat, chunk = self._heat(), self.chunk
        if pricing:
            chunk = int(chunk * np.clip(self.prices.effort / WORK, 1, MOST_CHUNKS))
        first = pool.submit(self._improve, side, camp, 0, chunk, heat)
        second = None if beside else pool.submit(self._price) if pricing else pool.submit(self._improve, side, camp, 1, chunk, heat)
        self.value += first.result()
        gained = second.result() if second else None
        if isinstance(gained, float):
            self.value += gained
        else:
            self.value = points(self.net, self.state)
        if isinstance(gained, Packed):
            self._adopt(gained)
        self._end_packing()
        self._end_routing()

    def _end_packing(self, at_once: bool = False) -> None:
        """Adopt a packed plan and proven prices once they are there; at the end and where rounds are counted, wait for them."""
        at_once = at_once or self._in_turns()
        if self.proving and (at_once or self.proving.done()):
            self.proven, self.proving = self.proving.result(), None
        if self.packed and (at_once or self.packed.done()):
            self._adopt(self.packed.result())
            self.packed = None

    def _route(self, router: Router) -> None:
        """Let the library go on from the best plan, slice by slice, and offer what it finds; one slice where it takes turns with the search."""
        state, value = self.best.state, self.best.value
        while self.clock.left > ENOUGH * self.settings.time_limit:
            if self.best.value > value:
                state, value = self.best.state, self.best.value
            seconds = min(SLICE * self.settings.time_limit, self.clock.left - ENOUGH * self.settings.time_limit)
            found = router.improve(state, self.clock, seconds, self._draw(3), TURNS if self.settings.iterations else None)
            self.offers.append(copy_state(found))
            if (reached := points(self.net, found)) > value:
                state, value = found, reached
            if self._in_turns():
                return

    def _end_routing(self, at_once: bool = False) -> None:
        """Adopt what the library offered."""
        if self.routed and (at_once or self._in_turns()):
            self.routed.result()
            self.routed = None
        while self.offers:
            self._go_on_from(self.offers.popleft())

    def _in_turns(self) -> bool:
        """Whether what runs beside the search is waited for: where rounds are counted, and where there is one thread."""
        return self.settings.iterations is not None or self.settings.threads == 1

    def _keep(self) -> None:
        """Remember the best plan and bound."""
        best = self.best
        best.bound = min(best.bound, self.prices.bound)
        if self.value > best.value:
            best.state, best.value = copy_state(self.state), self.value

    def _start_packing(self, pool: ThreadPoolExecutor) -> None:
        """Pack once, when the prices are good enough or a good part of the time is over."""
        hurry = self.settings.iterations is None and self.clock.share > PACK_BY
        good = self.every is not None or self.prices.settled or (self.prices.steps >= PACK_AFTER and self.prices.effort > LIGHT)
        if self.packing and self.best.rounds and (good or hurry):
            self.packing = False
            known, last = copy_state(self.state), tuple(self.prices.last)
            # What comes in at no fixed round would make plans differ where rounds are counted.
            told = self.prices.aim if self.settings.iterations is None else ignore
            self.packed = pool.submit(pack, self.net, known, self.every, last, self.clock, told)
            if self.diving and not self.prices.settled:
                self.proving = pool.submit(converge, self.net, self.prices, self.clock)

    def _adopt(self, found: Packed) -> None:
        """Go on from a packed plan if it is better, from its prices if they are, and keep its bound."""
        self._go_on_from(found.state)
        # While prices are being proven, nobody else may touch them; those will be as good.
        if found.orders is not None and found.minutes is not None and self.proving is None:
            self.prices.adopt(found.orders, found.minutes)
        self.best.bound = min(self.best.bound, found.bound)

    def _go_on_from(self, state: State) -> None:
        """Search on from a plan if it is better than all so far."""
        value = points(self.net, state)
        if value > max(self.value, self.best.value):
            self.state, self.value = state, value
            self.warmed = self._share()

    def _improve(self, side: I4, camp: I4, mine: int, chunk: int, heat: float) -> float:
        """Search on one side; the points gained."""
        able = self.able[camp[self.able] == mine]
        if not able.size:
            return 0.0
        seed = self._draw(1 + mine)
        net, worth = self.net, self.prices.best_orders
        stop = self.clock.stop
        return improve(
            net, self.state, 0.0, worth, self.near, able, side, camp, mine, seed, chunk, heat, 0.99 * heat, TEAMS, BLINK, TRIES, LOCAL, stop
        )

    def _price(self) -> Packed | None:
        """Lower the prices; for slots, once by linear programming, which gives a plan too."""
        if self.relaxing and self.prices.steps >= RELAX_AFTER:
            self.relaxing = False
            return relax(self.net, self.prices.best_orders, self.prices.best_minutes, self.clock.left)
        spent = 0.0
        for _ in range(MOST_STEPS):
            self.prices.advance(1, self.best.value)
            spent += self.prices.effort
            if spent >= WORK:
                break
        return None

    def _chunk(self) -> int:
        """Rounds of ruin and recreate in one round of the search: fewer where each has more positions to try."""
        visits = np.count_nonzero(self.state.where >= 0) / max(1, self.net.trip_start.size)
        positions = self.net.order_trip.size / max(1, self.able.size) * (1 + visits) ** 2 / 2
        return int(CHUNK * np.clip(POSITIONS / max(1.0, positions), 0.02, 1.0))

    def _heat(self) -> float:
        """Temperature by the share of the search that is over, and by how many rounds each order will get in all; anew after packing.

        Counted in ways of two minutes, so that it suits whatever a minute costs.
        """
        share, rounds = self._share(), RATE * self.settings.time_limit * self.chunk / CHUNK
        if self.settings.iterations:
            rounds = float(self.settings.iterations * self.chunk)
        hot = 2.0 if self.net.mode == NONE else float(np.clip(4.0 * np.sqrt(rounds / max(1, self.able.size)), 2.0, 100.0))
        if 0.0 <= self.warmed < 1.0:
            hot, share = min(hot, WARM), (share - self.warmed) / (1.0 - self.warmed)
        unit = 1.0 if self.net.mode == NONE or self.net.travel_cost <= 0.0 else 2.0 * self.net.travel_cost
        return unit * hot * (COOL / hot) ** share

    def _share(self) -> float:
        """Of the search that is over."""
        return self.best.rounds / self.settings.iterations if self.settings.iterations else self.clock.share

    def _draw(self, stream: int) -> int:
        return int(np.random.SeedSequence([self.settings.seed, self.best.rounds, stream]).generate_state(1)[0])

    def _finished(self) -> bool:
        """Whether to end, writing down why."""
        best, whole = self.best, self.base + self.best.bound
        gap = (best.bound - best.value) / whole if whole > 0 else 0.0
        if gap <= 1e-6:
            best.status = "optimal"
        elif gap <= self.settings.gap:
            best.status = "gap_reached"
        elif self.settings.iterations is not None and best.rounds >= self.settings.iterations:
            best.status = "iterations"
        elif self.clock.seconds >= self.settings.time_limit:
            best.status = "time_limit"
        else:
            return False
        return True


def neighbours(net: Net) -> I4:
    """The nearest orders of each order, shape (n, at most 24), no columns where travel is left out."""
    n = net.duration.size
    count = min(NEIGHBOURS, n - 1)
    if net.mode == NONE or count < 1:
        return np.zeros((n, 0), np.int32)
    if net.mode == MATRIX:
        return np.argsort(net.matrix[:n, :n] + net.matrix[:n, :n].T, axis=1, kind="stable")[:, 1 : count + 1].astype(np.int32)
    _, found = cKDTree(net.xyz[:n]).query(net.xyz[:n], k=count + 1)
    return np.ascontiguousarray(found[:, 1:], dtype=np.int32)


def _sides(net: Net, state: State, seed: int, count: int) -> tuple[I4, I4]:
    """Halve the buckets (b) and the orders (n): a planned order goes with its team, another by lot."""
    draw = np.random.default_rng(seed)
    side = draw.integers(0, count, net.bucket_room.size, dtype=np.int32)
    camp = draw.integers(0, count, state.where.size, dtype=np.int32)
    planned = state.where >= 0
    camp[planned] = side[net.trip_bucket[state.where[planned]]]
    return side, camp
