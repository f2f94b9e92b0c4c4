"""Booklets by mixed-integer programming: blueprint, target information, enemies, anchors (van der Linden 2005)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from .errors import PsychometricsError
from .information import item_information
from .layout import Array
from .scale import Item


class AssemblyError(PsychometricsError):
    """No booklets meet the demands; ``conflicts`` names those that cannot be met together."""

    def __init__(self, message: str, conflicts: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.conflicts = conflicts


@dataclass(frozen=True)
class Blueprint:
    """What each booklet must be.

    ``length`` items; ``areas`` gives least and most items of each content area. With ``target`` (θ → information) the largest deviation
    from it is made smallest, relative to the target; with ``maximise`` (values of θ) the least information among these is made largest.
    """

    length: int
    areas: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    target: Mapping[float, float] = field(default_factory=dict)
    maximise: Sequence[float] = ()


@dataclass(frozen=True)
class Booklets:
    """Names of the items of each booklet, its information at the values of θ asked for (b, q), and the goal reached.

    ``objective`` is the largest relative deviation from the target, or the least information. ``gap`` is how much better, relatively,
    another choice could still be: 0 where this one is proven best.
    """

    items: tuple[tuple[str, ...], ...]
    theta: Array
    information: Array
    objective: float
    gap: float


def assemble(
    items: Sequence[Item],
    blueprint: Blueprint,
    *,
    booklets: int = 1,
    areas: Sequence[str] | None = None,
    enemies: Iterable[Iterable[str]] = (),
    anchors: Sequence[str] = (),
    most_uses: int = 1,
    near: float = 0.01,
    seconds: float = 30.0,
) -> Booklets:
    """Choose the items of booklets that are as alike as can be.

    ``anchors`` stand in every booklet, any other item in at most ``most_uses``; of each set of ``enemies`` a booklet has at most one.
    Deviations from the target below ``near`` are as good as none.
    Raises ``AssemblyError`` that names the demands in conflict, or when nothing was found within ``seconds``.
    """
    theta = np.array([*blueprint.target] or [*blueprint.maximise])
    if not len(theta):
        raise AssemblyError("A blueprint needs a target for the information, or values of θ at which to maximise it.")
    model = _Model(items, blueprint, booklets, list(areas or ["all"] * len(items)), theta)
    model.demand(enemies, anchors, most_uses)
    solution = model.solve(near, seconds)
    chosen = solution.x[: booklets * len(items)].reshape(booklets, -1) > 0.5
    names = tuple(tuple(item.name for item, used in zip(items, row, strict=True) if used) for row in chosen)
    information = chosen @ model.information
    deviation = np.abs(information / np.array(list(blueprint.target.values())) - 1).max() if blueprint.target else information.min()
    return Booklets(names, theta, information, float(deviation), float(solution.mip_gap or 0.0))


class _Model:
    """Variables: item i in booklet b, and the goal last."""

    def __init__(self, items: Sequence[Item], blueprint: Blueprint, booklets: int, areas: list[str], theta: Array) -> None:
        self.items, self.blueprint, self.booklets, self.areas = items, blueprint, booklets, areas
        self.place = {item.name: j for j, item in enumerate(items)}
        self.information = item_information(items, theta)
        self.size = booklets * len(items) + 1
        self.rows: list[tuple[list[int], list[float], float, float, str]] = []

    def demand(self, enemies: Iterable[Iterable[str]], anchors: Sequence[str], most_uses: int) -> None:
        """Write down all constraints, each with its name."""
        sets = [list(names) for names in enemies]
        strangers = [name for name in [*anchors, *(name for names in sets for name in names)] if name not in self.place]
        if strangers:
            raise AssemblyError(f"Anchors or enemies that are no items: {', '.join(strangers[:5])}.")
        blueprint, count = self.blueprint, len(self.items)
        for b in range(self.booklets):
            at = b * count
            self._row(list(range(at, at + count)), blueprint.length, blueprint.length, f"length {blueprint.length}")
            for area, (least, most) in blueprint.areas.items():
                members = [at + j for j in range(count) if self.areas[j] == area]
                self._row(members, least, most, f"{least} to {most} items of {area}")
            for names in sets:
                self._row([at + self.place[name] for name in names], 0, 1, f"enemies {', '.join(names)}")
            for name in anchors:
                self._row([at + self.place[name]], 1, 1, f"anchor {name}")
            self._goal(at)
        for j, item in enumerate(self.items):
            if item.name not in anchors:
                self._row([b * count + j for b in range(self.booklets)], 0, most_uses, f"at most {most_uses} uses of an item")

    def solve(self, near: float, seconds: float) -> Any:
        """The best booklets, or ``AssemblyError``."""
        cost = np.zeros(self.size)
        cost[-1] = 1.0 if self.blueprint.target else -1.0
        integer = np.ones(self.size)
        integer[-1] = 0
        low, high = np.zeros(self.size), np.ones(self.size)
        low[-1], high[-1] = near if self.blueprint.target else 0.0, np.inf
        options = {"time_limit": seconds, "mip_rel_gap": 1e-3}
        found = milp(cost, constraints=self._constraints(0), integrality=integer, bounds=Bounds(low, high), options=options)
        if found.x is not None:
            return found
        if found.status == 1:
            raise AssemblyError(f"No booklets found within {seconds:g} seconds: allow more time or ask for fewer booklets.")
        conflicts = self._conflicts(seconds)
        raise AssemblyError(f"No booklets meet all demands; in conflict: {'; '.join(conflicts)}. Loosen one or add items.", conflicts)

    def _row(self, columns: list[int], low: float, high: float, name: str, values: list[float] | None = None) -> None:
        self.rows.append((columns, values or [1.0] * len(columns), low, high, name))

    def _goal(self, at: int) -> None:
        count, goal = len(self.items), self.size - 1
        columns = [*range(at, at + count), goal]
        for q, theta in enumerate(self.blueprint.target or self.blueprint.maximise):
            information = self.information[:, q].tolist()
            if self.blueprint.target:
                target = self.blueprint.target[theta]
                self._row(columns, -np.inf, target, "target", [*information, -target])
                self._row(columns, target, np.inf, "target", [*information, target])
            else:
                self._row(columns, 0, np.inf, "information", [*information, -1.0])

    def _constraints(self, slack: int) -> LinearConstraint:
        columns = np.concatenate([np.array(row[0], int) for row in self.rows])
        values = np.concatenate([np.array(row[1], float) for row in self.rows])
        rows = np.repeat(np.arange(len(self.rows)), [len(row[0]) for row in self.rows])
        if slack:
            extra = np.arange(len(self.rows))
            columns = np.concatenate([columns, self.size + extra, self.size + len(extra) + extra])
            values = np.concatenate([values, np.ones(len(extra)), -np.ones(len(extra))])
            rows = np.concatenate([rows, extra, extra])
        matrix = csr_array((values, (rows, columns)), shape=(len(self.rows), self.size + slack))
        return LinearConstraint(matrix, [row[2] for row in self.rows], [row[3] for row in self.rows])

    def _conflicts(self, seconds: float) -> tuple[str, ...]:
        """Demands that are broken when breaking them as little as possible."""
        slack = 2 * len(self.rows)
        cost = np.concatenate([np.zeros(self.size), np.ones(slack)])
        integer = np.concatenate([np.ones(self.size - 1), np.zeros(1 + slack)])
        high = np.concatenate([np.ones(self.size - 1), np.full(1 + slack, np.inf)])
        bounds = Bounds(np.zeros(self.size + slack), high)
        found = milp(cost, constraints=self._constraints(slack), integrality=integer, bounds=bounds, options={"time_limit": seconds})
        if found.x is None:
            return ("the demands together",)
        used = found.x[self.size :].reshape(2, -1).sum(axis=0) > 1e-6
        return tuple(dict.fromkeys(row[4] for row, broken in zip(self.rows, used, strict=True) if broken))
