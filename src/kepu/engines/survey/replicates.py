"""Replicate weights: bootstrap of Rao and Wu, jackknife, balanced half-samples; kept as factors, not as columns.

A bootstrap factor is the same for all persons of a PSU, and an adjustment by cells the same for all persons of a cell. So a
replicate weight is a product of a few small tables looked up by code, and n × R numbers are never laid out unless a
caller's own function makes them necessary.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, Protocol, runtime_checkable

import numpy as np

from .codes import Codes, Floats, coded, crossed, positive, sums
from .errors import SurveyError, named

BLOCK = 8_000_000  # numbers laid out at once where weights must be
DENSE = 4_000_000  # PSUs × groups up to which sums are laid out in full


@runtime_checkable
class Cellwise(Protocol):
    """An adjustment that multiplies by a factor of the cell: all it needs are the weights' sums by cell."""

    cells: Codes

    def factors(self, totals: Floats) -> Floats:
        """Factors (K, R) from the sums of weights (K, R)."""


@dataclass(frozen=True)
class Replicates:
    """``weights`` (n,) of the full sample; replicate r of row i is ``base[i] · Π factors[code_i, r]``.

    The variance is Σ scale_r (θ_r − c)², with c the full-sample estimate or the mean of the θ_r (``centre``).
    """

    kind: str
    weights: Floats
    base: Floats
    parts: tuple[tuple[Codes, Floats], ...]
    scale: Floats
    centre: Literal["full", "mean"]
    degrees_of_freedom: int
    function: Callable[[Floats], Floats] | None = None
    rows: Codes | None = None

    @property
    def count(self) -> int:
        return len(self.scale)

    def columns(self, which: slice = slice(None)) -> Floats:
        """Replicate weights (n, r) laid out."""
        first, *rest = self.parts
        found = first[1][:, which][first[0]] * self.base[:, None]
        for codes, factors in rest:
            found *= factors[:, which][codes]
        if self.function is not None:
            found = np.asarray(self.function(found), float)
        return found if self.rows is None else found[self.rows]

    def take(self, rows: Any) -> Replicates:
        """The same replicates for some rows (a mask or row numbers), as for respondents once non-response is adjusted for."""
        chosen = np.arange(len(self.weights))[np.asarray(rows)]
        if self.function is not None:
            return replace(self, weights=self.weights[chosen], rows=chosen if self.rows is None else self.rows[chosen])
        parts = tuple((codes[chosen], factors) for codes, factors in self.parts)
        return replace(self, weights=self.weights[chosen], base=self.base[chosen], parts=parts)

    def blocks(self) -> Iterator[tuple[slice, Floats]]:
        """All replicate weights, some columns at a time."""
        width = max(1, min(self.count, BLOCK // max(len(self.base), 1)))
        for first in range(0, self.count, width):
            which = slice(first, min(first + width, self.count))
            yield which, self.columns(which)

    def variance(self, full: Floats, found: Floats) -> Floats:
        """Variances (D,) of full-sample estimates (D,) from replicate estimates (D, R); see ``usable`` for replicates without a figure."""
        return np.asarray((self._deviations(full, found) ** 2) @ self.scale * self.usable(found))

    def covariance(self, full: Floats, found: Floats) -> Floats:
        """Covariance (D, D)."""
        apart = self._deviations(full, found) * np.sqrt(self.usable(found))[:, None]
        return np.asarray((apart * self.scale) @ apart.T)

    def usable(self, found: Floats) -> Floats:
        """What to multiply each variance (D,) by for replicates in which the domain is empty: the bootstrap's others stand for
        them as long as they are nine in ten; a jackknife or half-sample without its figure has no variance (nan)."""
        left = np.isfinite(found) @ self.scale / self.scale.sum()
        return np.where(np.isfinite(found).all(axis=1), 1.0, np.where((left >= 0.9) & (self.centre == "mean"), 1 / np.maximum(left, 0.1), np.nan))

    def _deviations(self, full: Floats, found: Floats) -> Floats:
        lost = ~np.isfinite(found)
        centre = np.where(lost, 0, found).sum(axis=1) / np.maximum((~lost).sum(axis=1), 1) if self.centre == "mean" else full
        return np.where(lost, 0.0, found - centre[:, None])


def rao_wu(strata: Any, psu: Any, weights: Any, replicates: int = 500, seed: int = 1, *, fpc: Any = None) -> Replicates:
    """Rescaled bootstrap (Rao & Wu 1988; Rao, Wu & Yue 1992): n_h − 1 of n_h PSUs drawn with replacement in each stratum.

    Without ``fpc`` the factor of a PSU drawn m times is m n_h / (n_h − 1). With ``fpc`` (PSUs in the stratum's population, or
    the sampled share where ≤ 1) it is 1 − λ + λ m n_h / (n_h − 1), λ = √(1 − f_h). The draws depend on seed and labels, not on the order of rows.
    """
    base, codes, stratum_of, size, fraction = _units(strata, psu, weights, fpc)
    _at_least(replicates, 2)
    factors = np.empty((len(stratum_of), replicates))
    rng = np.random.default_rng(seed)
    for h, n in enumerate(size):
        rows = np.flatnonzero(stratum_of == h)
        times = rng.multinomial(n - 1, np.full(n, 1 / n), size=replicates).T
        shrink = np.sqrt(1 - fraction[h])
        factors[rows] = 1 - shrink + shrink * times * (n / (n - 1))
    return Replicates(
        "rao-wu", base, base, ((codes, factors),), np.full(replicates, 1 / (replicates - 1)), "mean", min(int(size.sum()) - len(size), replicates - 1)
    )


def jkn(strata: Any, psu: Any, weights: Any, *, fpc: Any = None) -> Replicates:
    """Stratified delete-one jackknife: one replicate a PSU, the others of its stratum times n_h / (n_h − 1), scale (n_h − 1) / n_h (1 − f_h)."""
    base, codes, stratum_of, size, fraction = _units(strata, psu, weights, fpc)
    if len(stratum_of) > 4000:
        raise SurveyError("too-many-replicates", "jkn", f"The jackknife would make {len(stratum_of)} replicates, one a PSU: take rao_wu instead.")
    own = stratum_of[:, None] == stratum_of[None, :]
    factors = np.where(own, (size / (size - 1))[stratum_of][:, None], 1.0)
    np.fill_diagonal(factors, 0.0)
    scale = ((size - 1) / size * (1 - fraction))[stratum_of]
    return Replicates("jkn", base, base, ((codes, factors),), scale, "full", int(size.sum()) - len(size))


def brr(strata: Any, psu: Any, weights: Any, *, fay: float = 0.0) -> Replicates:
    """Balanced half-samples for two PSUs a stratum (McCarthy 1969), with Fay's factor: weights times 2 − ``fay`` and ``fay`` (Judkins 1990)."""
    base, codes, stratum_of, size, _ = _units(strata, psu, weights, None)
    check_fay(fay)
    wrong = np.flatnonzero(size != 2)
    if len(wrong):
        labels = coded(strata, "strata", len(base))[1]
        raise SurveyError(
            "not-two-psus",
            labels[wrong[0]],
            f"Half-samples need two PSUs a stratum; strata {named(labels[h] for h in wrong)} have others: pair them or take jkn.",
        )
    signs = hadamard(len(size) + 1)[1 : len(size) + 1]
    second = np.zeros(len(stratum_of), bool)
    second[np.flatnonzero(np.diff(stratum_of) == 0) + 1] = True
    factors = 1 + (1 - fay) * np.where(second[:, None], -1, 1) * signs[stratum_of]
    count = signs.shape[1]
    return Replicates("brr", base, base, ((codes, factors),), np.full(count, 1 / (count * (1 - fay) ** 2)), "full", len(size))


def check_fay(fay: float) -> None:
    """Raise ``SurveyError`` where Fay's factor leaves nothing to vary, or more than all."""
    if not 0 <= fay < 1:
        raise SurveyError("out-of-range", "fay", f"fay is {fay}; give a value from 0 to below 1.", value=fay)


def hadamard(least: int) -> Floats:
    """A Hadamard matrix of the smallest order ≥ ``least`` that Sylvester's doubling of Paley's first construction reaches."""
    order = max(least, 1)
    while True:
        found = _hadamard(order)
        if found is not None:
            return found
        order += 1


def _hadamard(order: int) -> Floats | None:
    if order in (1, 2):
        return np.ones((1, 1)) if order == 1 else np.array([[1.0, 1.0], [1.0, -1.0]])
    if order % 4:
        return None
    p = order - 1
    if p > 2 and p % 4 == 3 and all(p % d for d in range(2, int(p**0.5) + 1)):
        squares = {(value * value) % p for value in range(1, p)}
        chi = np.array([0.0] + [1.0 if value in squares else -1.0 for value in range(1, p)])
        skew = np.zeros((order, order))
        skew[0, 1:], skew[1:, 0] = 1, -1
        skew[1:, 1:] = chi[(np.arange(p)[None, :] - np.arange(p)[:, None]) % p]
        whole = skew + np.eye(order)
        return np.asarray(whole * whole[0][None, :])
    half = _hadamard(order // 2)
    return None if half is None else np.asarray(np.block([[half, half], [half, -half]]))


def reweight(replicates: Replicates, function: Callable[[Floats], Floats] | Cellwise) -> Replicates:
    """Send the full sample and each replicate through the same adjustment of weights.

    ``function`` takes weights (n, r) and gives weights (n, r); it is called again, some columns at a time, whenever an estimate
    is made. A ``Cellwise`` adjustment (``Rake``, ``PostStratify``, ``ClassAdjustment`` of ``weights``) is worked out once, on sums by cell.
    """
    if isinstance(function, Cellwise) and replicates.function is None:
        return _cellwise(replicates, function)
    apply = function if callable(function) else None
    if apply is None:
        raise SurveyError("not-a-function", type(function).__name__, "reweight needs a function of weights (n, r), or a cell-wise adjustment.")
    if replicates.rows is not None:
        raise SurveyError("rows-left-out", "replicates", "Adjust the weights before rows are taken: reweight first, then take.")
    before = replicates.function
    chain = apply if before is None else lambda weights: apply(before(weights))
    full = np.asarray(apply(replicates.weights[:, None]), float)[:, 0]
    return replace(replicates, weights=full, function=chain)


def _cellwise(replicates: Replicates, adjustment: Cellwise) -> Replicates:
    cells = adjustment.cells
    size = int(cells.max()) + 1
    full = sums(cells, replicates.weights, size)[:, None]
    totals = group_totals(replicates, cells, size, [None])[:, 0]
    factors = adjustment.factors(np.concatenate([full, totals], axis=1))
    parts = (*replicates.parts, (cells, np.ascontiguousarray(factors[:, 1:])))
    return replace(replicates, weights=replicates.weights * factors[cells, 0], parts=_joined(parts))


def _joined(parts: tuple[tuple[Codes, Floats], ...]) -> tuple[tuple[Codes, Floats], ...]:
    """At most two tables of factors: the PSUs' and one of all cells together."""
    if len(parts) < 3:
        return parts
    first, (a, left), (b, right) = parts
    codes, keys = crossed([(a, list(range(len(left)))), (b, list(range(len(right))))])
    pairs = np.array(keys, np.int64)
    return first, (codes, left[pairs[:, 0]] * right[pairs[:, 1]])


def group_totals(replicates: Replicates, groups: Codes, size: int, values: Sequence[Floats | None]) -> Floats:
    """Σ w_r x by group in every replicate: (``size``, k, R) for k columns ``values`` (n,), None for ones; rows with a negative group are left out."""
    if replicates.function is not None:
        return _by_columns(replicates, groups, size, values)
    rows: Any = slice(None) if groups.min(initial=0) >= 0 else np.flatnonzero(groups >= 0)
    (psu, factors), *rest = replicates.parts
    base, groups, psu = replicates.base[rows], groups[rows], psu[rows]
    amounts = [base if column is None else base * column[rows] for column in values]
    if not rest:
        return np.stack([_product(psu, groups, amount, factors, size) for amount in amounts], axis=1)
    cell, others = rest[0]
    codes, keys = crossed([(groups, list(range(size))), (psu, list(range(len(factors)))), (cell[rows], list(range(len(others))))])
    from .kernels import products

    return products(np.array(keys, np.int64), np.stack([sums(codes, amount, len(keys)) for amount in amounts], axis=1), factors, others, size)


def _product(psu: Codes, groups: Codes, amounts: Floats, factors: Floats, size: int) -> Floats:
    """Sums by PSU and group (P, D), transposed, times ``factors`` (P, R); sparse where groups follow PSUs and most sums are zero."""
    from scipy.sparse import csc_array

    height = len(factors)
    if height * size > DENSE:
        return np.asarray(csc_array((amounts, (psu, groups)), shape=(height, size)).T @ factors)
    table = sums(psu * size + groups, amounts, height * size).reshape(height, size)
    if np.count_nonzero(table) * 8 > table.size:
        return table.T @ factors
    return np.asarray(csc_array(table).T @ factors)


def _by_columns(replicates: Replicates, groups: Codes, size: int, values: Sequence[Floats | None]) -> Floats:
    from scipy.sparse import csr_array

    kept = np.flatnonzero(groups >= 0)
    found = np.empty((size, len(values), replicates.count))
    picks = []
    for column in values:
        data = np.ones(len(kept)) if column is None else column[kept]
        picks.append(csr_array((data, (groups[kept], kept)), shape=(size, len(groups))))
    for which, weights in replicates.blocks():
        for k, pick in enumerate(picks):
            found[:, k, which] = pick @ weights
    return found


def own_totals(replicates: Replicates, groups: Codes, size: int, values: Any) -> Floats:
    """Σ w_r y_r and Σ w_r by group (``size``, 2, R), where each replicate has values (n, R) of its own; rows with a negative group are left out."""
    from scipy.sparse import csr_array

    own = np.asarray(values)
    if own.shape != (len(groups), replicates.count):
        raise SurveyError("wrong-length", "replicate_values", f"replicate_values have shape {own.shape}; give {(len(groups), replicates.count)}.")
    if not np.isfinite(own).all():
        raise SurveyError("not-finite", "replicate_values", "replicate_values are missing or infinite in some rows.")
    kept = np.flatnonzero(groups >= 0)
    pick = csr_array((np.ones(len(kept)), (groups[kept], kept)), shape=(size, len(groups)))
    found = np.empty((size, 2, replicates.count))
    for which, weights in replicates.blocks():
        found[:, 0, which] = pick @ (weights * own[:, which])
        found[:, 1, which] = pick @ weights
    return found


def _units(strata: Any, psu: Any, weights: Any, fpc: Any) -> tuple[Floats, Codes, Codes, Codes, Floats]:
    from .sample import Design

    parts = Design(weights, strata, psu, fpc).parts
    small = np.flatnonzero(parts.size < 2)
    if len(small):
        raise SurveyError(
            "one-psu-in-stratum", parts.strata[small[0]], f"Replicates need two PSUs in every stratum: {named(parts.strata[h] for h in small)}."
        )
    size = parts.size.astype(np.int64)
    return positive(weights), parts.psu, parts.psu_stratum, size, np.asarray(1 - parts.factor * (parts.size - 1) / parts.size)


def _at_least(value: int, least: int) -> None:
    if value < least:
        raise SurveyError("out-of-range", "replicates", f"{value} replicates are too few: take at least {least}.", value=value)
