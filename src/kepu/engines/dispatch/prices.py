"""Prices of orders and minutes, from which a bound on every plan follows.

The Lagrangian dual of `kernels.pricing` is driven down by a deflected subgradient method with Polyak steps towards
the best plan known (Camerini, Fratta & Maffioli, 1975; Fisher, 1981). It starts from one price a minute for all teams:
the points a minute of the last order that the whole capacity could take.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from .arrays import F8, I4, Net
from .kernels.pricing import price

BUDGET, GENEROUS, LITTLE_MORE, TRY_AT = 4000, 20_000, 1.5, 20
PATIENT, WORK = (2, 8), 3e7
LAST, AIMED = 50, 0.3

Each = Callable[..., Iterable[Any]]


class Prices:
    """Prices, the least bound they have proven so far, and the trips chosen at it.

    ``orders`` (n) and ``minutes`` (b) are points; ``bound`` leaves locked visits out; ``effort`` is what one evaluation
    takes, in elementary steps. ``last`` are the trips chosen lately, as routes and lengths: a mixture of them nearly
    solves the linear relaxation (Barahona & Anbil, 2000). ``each`` maps over two halves of the teams, side by
    side if it can. ``stop`` (1) turns from 0 to 1 when time is up.
    """

    def __init__(self, net: Net, stop: I4) -> None:
        self.net, self.stop = net, stop
        self.orders, self.minutes = first_prices(net)
        self.budget = BUDGET
        self.best_orders, self.best_minutes, self.bound = self.orders, self.minutes, np.inf
        longest = int(max(1, net.window_room.max(initial=1)))
        self.routes: I4 = np.zeros((net.trip_start.size, longest), np.int32)
        self.lengths: I4 = np.zeros(net.trip_start.size, np.int32)
        self.last: deque[tuple[I4, I4]] = deque(maxlen=LAST)
        self._scale = float(net.duration.mean()) if net.duration.size else 1.0
        self.each: Each = map
        self._level = -np.inf
        self._step, self._stall, self.steps, self.effort = 0.1, 0, 0, 1.0
        self._way: tuple[F8, F8] = np.zeros_like(self.orders), np.zeros_like(self.minutes)

    def evaluate(self) -> tuple[float, F8, F8]:
        """The bound at the present prices and its subgradient in orders and in minutes."""
        middle, last = self.minutes.size // 2, self.minutes.size
        halves = [(0, middle), (middle, last)] if middle else [(0, last)]
        parts = list(self.each(self._part, halves))
        self.effort = max(1.0, sum(effort for _, _, _, effort in parts))
        taken, minutes = sum(part[1] for part in parts), sum(part[2] for part in parts)
        return sum(part[0] for part in parts) + float(self.orders.sum()), (1.0 - taken).astype(np.float64), -minutes / self._scale

    def _part(self, buckets: tuple[int, int]) -> tuple[float, I4, F8, float]:
        """The part of the bound that some buckets make, orders and minutes taken there, and the effort."""
        taken, minutes, effort = np.zeros(self.orders.size, np.int32), np.zeros(self.minutes.size), np.zeros(1)
        part = price(self.net, self.orders, self.minutes, *buckets, self.budget, taken, minutes, self.routes, self.lengths, effort, self.stop)
        return part, taken, minutes, float(effort[0])

    def aim(self, level: float) -> None:
        """Aim at ``level`` from now on, below which no prices can prove a bound: the relaxation over some of the trips."""
        self._level, self._step, self._stall = level, AIMED, 0

    def advance(self, steps: int, target: float) -> None:
        """So many steps down, aiming at the points of a known plan, or at what `aim` knows."""
        target = max(target, min(self._level, self.bound))
        for _ in range(steps):
            if self.steps == TRY_AT:
                self._try_generous()
            value, orders, minutes = self.evaluate()
            if self.stop[0]:
                break
            self.steps += 1
            self.last.append((self.routes.copy(), self.lengths.copy()))
            self._note(value, target)
            if self._stall > np.clip(WORK / self.effort, *PATIENT):
                self._retreat()
                continue
            self._move(value - target, orders, minutes)

    def _try_generous(self) -> None:
        """Search trips more thoroughly from now on if that takes little longer, as it does where trips are short."""
        before, self.budget = self.effort, GENEROUS
        self.evaluate()
        if self.effort > LITTLE_MORE * before:
            self.budget = BUDGET

    def adopt(self, orders: F8, minutes: F8) -> None:
        """Go on from prices found elsewhere, if they prove a better bound."""
        before = self.orders, self.minutes
        self.orders, self.minutes = orders, minutes
        value, _, _ = self.evaluate()
        if value < self.bound:
            self.bound, self.best_orders, self.best_minutes = value, orders, minutes
        else:
            self.orders, self.minutes = before

    @property
    def settled(self) -> bool:
        """Whether further steps are too short to matter."""
        return self._step < 5e-3

    def _note(self, value: float, target: float) -> None:
        self._stall = 0 if value < self.bound - 1e-3 * abs(value - target) else self._stall + 1
        if value < self.bound:
            self.bound, self.best_orders, self.best_minutes = value, self.orders, self.minutes

    def _retreat(self) -> None:
        self.orders, self.minutes = self.best_orders, self.best_minutes
        self._way = np.zeros_like(self.orders), np.zeros_like(self.minutes)
        self._step, self._stall = 0.7 * self._step, 0

    def _move(self, distance: float, orders: F8, minutes: F8) -> None:
        orders = np.where((self.orders <= 0) & (orders > 0), 0.0, orders) + 0.6 * self._way[0]
        minutes = np.where((self.minutes <= 0) & (minutes > 0), 0.0, minutes) + 0.6 * self._way[1]
        self._way = orders, minutes
        length = float(orders @ orders + minutes @ minutes)
        if length > 0:
            step = self._step * max(distance, 1e-9) / length
            self.orders = np.maximum(0.0, self.orders - step * orders)
            self.minutes = np.maximum(0.0, self.minutes - step * minutes / self._scale)


def first_prices(net: Net) -> tuple[F8, F8]:
    """One price a minute for all, and for each order what its points exceed it by."""
    points = best_points(net)
    room = np.maximum(net.bucket_room, 0)
    density = points / np.maximum(net.duration, 1)
    falling = np.argsort(-density, kind="stable")
    last = int(np.searchsorted(np.cumsum(net.duration[falling]), room.sum()))
    level = float(density[falling[last]]) if last < falling.size else 0.0
    return np.maximum(0.0, points - level * net.duration), np.full(room.size, level)


def best_points(net: Net) -> F8:
    """Points of each order on its best trip, 0 where it has none; shape (n)."""
    points = np.zeros(net.duration.size)
    some = np.diff(net.by_order) > 0
    points[some] = net.order_gain[net.by_order[:-1][some]]
    return points
