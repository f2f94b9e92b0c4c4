"""Rescaled bootstrap for samples that take a large part of the PSUs, where drawing with replacement would overstate the variance."""

from __future__ import annotations

from typing import Any

import numpy as np

from .codes import Floats, positive
from .errors import SurveyError, named
from .replicates import Replicates, check_fay
from .sample import Design


def two_stage(
    strata: Any, psu: Any, weights: Any, replicates: int = 500, seed: int = 1, *, psu_fraction: Any, unit_fraction: Any = 0.0, fay: float = 0.0
) -> Replicates:
    """Two-stage rescaled bootstrap without replacement (Preston 2009, Survey Methodology 35, 227–234).

    ``psu_fraction`` (n,) is the sampled share of the PSUs of the row's stratum, ``unit_fraction`` (n,) or a scalar that of the units in its PSU.
    A PSU that is in every sample is a stratum of its own with the share 1, and only its second stage varies.
    In each replicate half of the PSUs of a stratum are kept (more where most are in the sample), and half of the units of each. Factors are
    rescaled so that the bootstrap variance of a total is the unbiased one under simple random sampling at both stages: (1 − f₁) times the
    variance between PSUs, and f₁ times that within. The draws depend on seed and labels; units are told apart by their row.
    With Fay's factor (Judkins 1990) factors go only 1 − ``fay`` as far from 1 and the variance is scaled up by as much, which is the same for totals.
    An estimate that is not linear, as after raking, is bent less by the way: half-samples overstate its variance.
    """
    base = positive(weights)
    check_fay(fay)
    rows = len(base)
    first, second = (_fraction(value, rows, name) for value, name in ((psu_fraction, "psu_fraction"), (unit_fraction, "unit_fraction")))
    parts = Design(base, strata, psu, lonely="centre").parts
    f1 = np.zeros(len(parts.psus))
    f1[parts.psu] = first
    lone = parts.psu_stratum[(parts.size[parts.psu_stratum] < 2) & (f1 < 1)]
    if len(lone):
        raise SurveyError(
            "one-psu-in-stratum",
            parts.strata[lone[0]],
            f"Strata with one PSU: {named(parts.strata[h] for h in lone)}. Replicates need two, or one that is in every sample (psu_fraction 1).",
        )
    rng = np.random.default_rng(seed)
    kept, factor = _psus(parts.psu_stratum, parts.size, f1, replicates, rng)
    found = factor[parts.psu]
    for place in range(len(parts.psus)):
        own = np.flatnonzero(parts.psu == place)
        found[own] += _units(len(own), f1[place], second[own].mean(), kept[place], rng)
    found = 1 + (1 - fay) * (found - 1)
    return Replicates(
        "two-stage", base, base, ((np.arange(rows), found),), np.full(replicates, 1 / ((replicates - 1) * (1 - fay) ** 2)), "mean",
        min(int(parts.size.sum()) - len(parts.size), replicates - 1),
    )  # fmt: skip


def degrees_of_freedom(strata: Any, psu: Any, weights: Any, values: Any, *, psu_fraction: Any, unit_fraction: Any = 0.0) -> float:
    """Degrees of freedom of the variance of a mean of ``values`` (n,) in such a sample, by Satterthwaite (1946).

    Each stratum's first stage has one fewer than PSUs, each PSU's second stage one fewer than units. Where most PSUs are in the sample most of the
    variance is of the second stage, and its many units count. At least PSUs less strata, as is usual, and one. Fractions as in `two_stage`.
    """
    base, own = positive(weights), np.asarray(values, float)
    parts = Design(base, strata, psu, lonely="centre").parts
    first, second = (_fraction(value, len(base), name) for value, name in ((psu_fraction, "psu_fraction"), (unit_fraction, "unit_fraction")))
    part = base * (own - np.average(own, weights=base))
    size = len(parts.psus)
    count, total, squares = (np.bincount(parts.psu, weights=of, minlength=size) for of in (np.ones(len(base)), part, part**2))
    f1, f2 = (np.bincount(parts.psu, weights=of, minlength=size) / count for of in (first, second))
    within = f1 * (1 - f2) * count / np.maximum(count - 1, 1) * (squares - total**2 / count)
    components, freedom = [*within], [*(count - 1)]
    for h, n in enumerate(parts.size):
        z = total[parts.psu_stratum == h]
        components.append((1 - f1[parts.psu_stratum == h].mean()) * n / max(n - 1, 1) * float(((z - z.mean()) ** 2).sum()))
        freedom.append(n - 1)
    found, own_freedom = np.array(components), np.array(freedom)
    counted = (own_freedom > 0) & (found > 0)
    usual = max(float(parts.size.sum() - len(parts.size)), 1.0)
    return max(usual, float(found[counted].sum() ** 2 / (found[counted] ** 2 / own_freedom[counted]).sum())) if counted.any() else usual


def _psus(stratum: Any, size: Floats, f1: Floats, replicates: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """√(n/n*) for PSUs that are kept in a replicate, 0 for the others; and the factors of the first stage: both (P, R)."""
    kept, factor = np.zeros((2, len(stratum), replicates))
    for h, n in enumerate(size.astype(int)):
        own = np.flatnonzero(stratum == h)
        f = float(f1[own][0])
        if f == 1:  # all PSUs are in the sample: the first stage adds nothing
            factor[own], kept[own] = 1.0, 1.0
            continue
        # As many as leave no factor below zero.
        half = max(n // 2, min(int(n / (2 - f)), n - 1))
        chosen = rng.random((n, replicates)).argsort(axis=0).argsort(axis=0) < half
        shrink = np.sqrt(half * (1 - f) / (n - half))
        factor[own] = 1 - shrink + shrink * n / half * chosen
        kept[own] = np.sqrt(n / half) * chosen
    return kept, factor


def _units(n: int, f1: float, f2: float, kept: Floats, rng: np.random.Generator) -> Floats:
    """What the second stage adds to the factors of the units (n, R) of one PSU."""
    half = n // 2
    if half == 0 or f1 == 0:
        return np.zeros((n, len(kept)))
    chosen = rng.random((n, len(kept))).argsort(axis=0).argsort(axis=0) < half
    shrink = np.sqrt(half * f1 * (1 - f2) / (n - half))
    return np.asarray(shrink * kept * (n / half * chosen - 1))


def _fraction(value: Any, rows: int, name: str) -> Floats:
    found = np.broadcast_to(np.asarray(value, float), (rows,))
    if not ((found >= 0) & (found <= 1)).all():
        raise SurveyError("out-of-range", name, f"{name} must lie between 0 and 1.")
    return found
