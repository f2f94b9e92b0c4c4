"""Post-stratification and raking: weights that add up to known counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..codes import Codes, Floats, coded, crossed, positive, sums
from ..errors import SurveyError, named
from .adjusted import Adjusted, adjusted, columns

Totals = Mapping[Any, float]
Margins = Mapping[str, tuple[Any, Totals]]


@dataclass(frozen=True)
class PostStratify:
    """The adjustment as a step for ``reweight``; made by ``PostStratify.of(cells, totals)``."""

    cells: Codes
    totals: Floats
    labels: Sequence[Any]

    @classmethod
    def of(cls, cells: Any, totals: Totals) -> PostStratify:
        codes, labels = coded(cells, "cells")
        return cls(codes, _known("cells", labels, totals), labels)

    def factors(self, totals: Floats) -> Floats:
        """A cell that a replicate has emptied stays empty in it."""
        return np.divide(self.totals[:, None], totals, out=np.ones_like(totals), where=totals > 0)

    def __call__(self, weights: Floats) -> Floats:
        return _by_cell(self, weights)


@dataclass(frozen=True)
class Rake:
    """Iterative proportional fitting (Deming & Stephan 1940) as a step for ``reweight``; made by ``Rake.of(margins)``.

    ``cells`` (n,) are the combinations of all margins that occur, ``member`` for each margin the category of each cell (K,).
    """

    cells: Codes
    names: tuple[str, ...]
    labels: tuple[Sequence[Any], ...]
    member: tuple[Codes, ...]
    totals: tuple[Floats, ...]
    bounds: tuple[float, float] | None
    tolerance: float
    max_iterations: int

    @classmethod
    def of(cls, margins: Margins, *, bounds: tuple[float, float] | None = None, tolerance: float = 1e-10, max_iterations: int = 1000) -> Rake:
        """``margins`` maps a name to the labels (n,) and the known total of each label."""
        if not margins:
            raise SurveyError("no-margins", "margins", "Raking needs at least one margin.")
        parts = [coded(column, name) for name, (column, _) in margins.items()]
        totals = [_known(name, labels, margins[name][1]) for name, (_, labels) in zip(margins, parts, strict=True)]
        _agree(dict(zip(margins, (float(part.sum()) for part in totals), strict=True)))
        cells, keys = crossed([(codes, list(range(len(labels)))) for codes, labels in parts])
        pairs = np.array(keys, np.int64)
        return cls(
            cells,
            tuple(margins),
            tuple(labels for _, labels in parts),
            tuple(pairs[:, j].copy() for j in range(len(parts))),
            tuple(totals),
            bounds,
            tolerance,
            max_iterations,
        )

    def factors(self, totals: Floats) -> Floats:
        return self.fit(totals)[0]

    def __call__(self, weights: Floats) -> Floats:
        return _by_cell(self, weights)

    def fit(self, totals: Floats) -> tuple[Floats, int, Floats]:
        """Factors (K, R) for sums by cell (K, R), iterations, and each column's largest relative deviation (R,)."""
        if self.bounds is not None:
            return self._bounded(totals)
        pick = [_indicator(member, len(total)) for member, total in zip(self.member, self.totals, strict=True)]
        aims = self._aims(totals, pick)
        found, factor, off = totals.copy(), np.ones_like(totals), np.full(totals.shape[1], np.inf)
        active, iterations = np.arange(totals.shape[1]), 0
        while iterations < self.max_iterations and len(active):
            iterations += 1
            part, own = found[:, active], factor[:, active]
            for matrix, member, aim in zip(pick, self.member, aims, strict=True):
                reached = matrix @ part
                ratio = np.divide(aim[:, active], reached, out=np.ones_like(reached), where=reached > 0)[member]
                part *= ratio
                own *= ratio
            found[:, active], factor[:, active] = part, own
            off[active] = _deviation(pick, part, [aim[:, active] for aim in aims])
            active = active[off[active] > self.tolerance]
        if len(active):
            self._refuse(found[:, active[0]], aims, active, totals.shape[1], off)
        return factor, iterations, off

    def _aims(self, totals: Floats, pick: list[Any]) -> list[Floats]:
        """Totals for each column; a category that a replicate has emptied hands its total to the others of its margin."""
        aims = []
        for matrix, total in zip(pick, self.totals, strict=True):
            there = (matrix @ totals) > 0
            left = np.where(there, total[:, None], 0.0)
            aims.append(left * (total.sum() / left.sum(axis=0)))
        return aims

    def _bounded(self, totals: Floats) -> tuple[Floats, int, Floats]:
        from .calibration import solve

        indicators = [np.eye(len(total))[member] for member, total in zip(self.member, self.totals, strict=True)]
        matrix, wanted = np.concatenate(indicators, axis=1), np.concatenate(self.totals)
        names = [f"{name} = {label}" for name, labels in zip(self.names, self.labels, strict=True) for label in labels]
        factor, most, off = np.ones_like(totals), 0, np.zeros(totals.shape[1])
        for r in range(totals.shape[1]):
            there = totals[:, r] > 0
            factor[there, r], iterations, off[r] = solve(
                totals[there, r], matrix[there], wanted, "raking", self.bounds, max(self.tolerance, 1e-9), self.max_iterations, names
            )
            most = max(most, iterations)
        return factor, most, off

    def _refuse(self, cells: Floats, aims: list[Floats], active: Codes, count: int, off: Floats) -> None:
        residuals = {}
        for name, labels, member, aim in zip(self.names, self.labels, self.member, aims, strict=True):
            reached = np.bincount(member, cells, minlength=len(labels))
            residuals[name] = {label: float(total - own) for label, total, own in zip(labels, aim[:, active[0]], reached, strict=True)}
        worst = max(((abs(value), name, label) for name, rows in residuals.items() for label, value in rows.items()), key=lambda row: row[0])
        where = "" if count == 1 else f" in {len(active)} of {count} replicates"
        raise SurveyError(
            "not-converged",
            worst[1],
            f"Raking did not settle in {self.max_iterations} iterations{where}; {worst[1]} = {worst[2]} is off by {worst[0]:.6g}. "
            "Combinations that nobody fills keep the margins apart: join categories or drop a margin.",
            residuals=residuals,
            largest_deviation=float(off.max()),
            replicates=len(active),
        )


def poststratify(weights: Any, cells: Any, totals: Totals) -> Adjusted:
    """Weights that add up to ``totals`` in each cell (labels (n,))."""
    before = positive(weights)
    step = PostStratify.of(cells, totals)
    _same_rows(before, step.cells)
    return adjusted(before, step(before[:, None])[:, 0])


def rake(
    weights: Any, margins: Margins, *, bounds: tuple[float, float] | None = None, tolerance: float = 1e-10, max_iterations: int = 1000
) -> Adjusted:
    """Weights that add up to the totals of every margin, with as little change as raking makes.

    ``margins`` maps a name to labels (n,) and a mapping of label to total. ``bounds`` (L, U) holds the factors within L and
    U by truncated raking. Raises ``SurveyError``: a label without a total, a total without respondents, margins with unequal sums, no convergence.
    """
    before = positive(weights)
    step = Rake.of(margins, bounds=bounds, tolerance=tolerance, max_iterations=max_iterations)
    _same_rows(before, step.cells)
    totals = sums(step.cells, before, len(step.member[0]))[:, None]
    factor, iterations, off = step.fit(totals)
    return adjusted(before, before * factor[step.cells, 0], iterations, float(off[0]))


def _by_cell(step: PostStratify | Rake, weights: Floats) -> Floats:
    array = columns(weights)
    totals = _indicator(step.cells, int(step.cells.max()) + 1) @ array
    return np.asarray(array * step.factors(totals)[step.cells])


def _indicator(member: Codes, size: int) -> Any:
    from scipy.sparse import csr_array

    return csr_array((np.ones(len(member)), (member, np.arange(len(member)))), shape=(size, len(member)))


def _deviation(pick: list[Any], cells: Floats, aims: list[Floats]) -> Floats:
    worst = np.zeros(cells.shape[1])
    for matrix, aim in zip(pick, aims, strict=True):
        off = np.abs(matrix @ cells - aim)
        worst = np.maximum(worst, np.divide(off, aim, out=off, where=aim > 0).max(axis=0))
    return worst


def _known(name: str, labels: Sequence[Any], totals: Totals) -> Floats:
    unknown = [label for label in labels if label not in totals]
    if unknown:
        raise SurveyError(
            "label-without-total", name, f"{name}: no total is given for {named(unknown)}: add it, or recode these respondents.", labels=unknown
        )
    empty = [label for label, total in totals.items() if label not in labels and total > 0]
    if empty:
        raise SurveyError(
            "empty-cell", name, f"{name}: nobody answered in {named(empty)}, whose total is above zero: join it with a neighbour.", labels=empty
        )
    found = np.array([float(totals[label]) for label in labels])
    wrong = [label for label, total in zip(labels, found, strict=True) if not (np.isfinite(total) and total > 0)]
    if wrong:
        raise SurveyError(
            "not-positive", name, f"{name}: the total of {named(wrong)} is zero, negative or missing though people answered there.", labels=wrong
        )
    return found


def _agree(people: dict[str, float]) -> None:
    low, high = min(people, key=lambda name: people[name]), max(people, key=lambda name: people[name])
    if people[high] - people[low] > 1e-6 * people[high]:
        raise SurveyError(
            "margins-contradict",
            high,
            f"The margins add up to different populations: {high} to {people[high]:.10g}, {low} to {people[low]:.10g}. Scale them to one total.",
            sums=people,
        )


def _same_rows(weights: Floats, cells: Codes) -> None:
    if len(weights) != len(cells):
        raise SurveyError("wrong-length", "cells", f"{len(cells)} labels for {len(weights)} weights.")
