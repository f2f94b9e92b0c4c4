"""Quantiles by domain, with Woodruff's interval or by replicates."""

from __future__ import annotations

from typing import Any

import numpy as np

from .codes import Codes, Floats, numbers, sums
from .errors import SurveyError
from .estimate import Method, degrees, domain_codes, need_replicates
from .intervals import quantile_t
from .linear import spread, variances
from .sample import By, Design
from .tables import Estimates


def estimate_quantile(
    design: Design, y: Any, p: float = 0.5, *, by: By = None, where: Any = None, method: Method = "taylor", confidence: float = 0.95
) -> Estimates:
    """The smallest value at which the weighted distribution reaches ``p``.

    ``taylor``: limits are the quantiles at F ± t · se(F), F the share at or below the estimate, and the error is half their
    distance over t (Woodruff 1952; R survey's ``interval.type="mean"``). ``replicates``: each replicate's own quantile.
    """
    if not 0 < p < 1:
        raise SurveyError("out-of-range", "p", f"p is {p}; give a value between 0 and 1.", value=p)
    values = numbers(y, "y", design.rows)
    codes, keys, names = domain_codes(design, by, where)
    size = len(keys)
    order, starts = _sorted(values, codes, size)
    estimate = _inverse(values[order], design.weights[order], starts, np.full(size, p))
    kept = codes >= 0
    rows, weights = codes[kept], design.weights[kept]
    n, weighted_n = np.bincount(rows, minlength=size), sums(rows, weights, size)
    df, found, lost = degrees(design, codes, size), None, None
    if method == "taylor":
        below = (values <= estimate[np.where(kept, codes, 0)]).astype(float)
        share = sums(rows, weights * below[kept], size) / weighted_n
        place = np.where(kept, codes, 0)
        unit = design.weights * (below - share[place]) / weighted_n[place]
        t = quantile_t(confidence, df)
        half = t * np.sqrt(variances(design, spread(design, codes, size, unit)))
        low, high = (_inverse(values[order], design.weights[order], starts, np.clip(share + side * half, 0, 1)) for side in (-1, 1))
        se = (high - low) / (2 * t)
    elif method == "replicates":
        replicates = need_replicates(design)
        df = np.minimum(df, replicates.count - 1)
        found = np.empty((size, replicates.count))
        for which, columns in replicates.blocks():
            found[:, which] = _columns_inverse(values[order], columns[order], starts, p)
        se, lost = np.sqrt(replicates.variance(estimate, found)), (~np.isfinite(found)).sum(axis=1)
        half = quantile_t(confidence, df) * se
        low, high = estimate - half, estimate + half
    else:
        raise SurveyError("unknown-method", method, f"{method} is no way to a variance: take taylor or replicates.")
    return Estimates("quantile", method, confidence, names, keys, estimate, se, low, high, df, np.full(size, np.nan), n, weighted_n, lost, found)


def _sorted(values: Floats, codes: Codes, size: int) -> tuple[Codes, Codes]:
    """Rows of all domains, each sorted by value, and where each domain starts (D + 1,)."""
    order = np.lexsort((values, codes))
    order = order[np.searchsorted(codes[order], 0) :]
    return order, np.searchsorted(codes[order], np.arange(size + 1))


def _inverse(values: Floats, weights: Floats, starts: Codes, p: Floats) -> Floats:
    cumulative = np.cumsum(weights)
    before = np.where(starts[:-1] > 0, cumulative[starts[:-1] - 1], 0.0)
    total = cumulative[starts[1:] - 1] - before
    aim = before + p * total - 1e-12 * total
    return np.asarray(values[np.clip(np.searchsorted(cumulative, aim), starts[:-1], starts[1:] - 1)])


def _columns_inverse(values: Floats, weights: Floats, starts: Codes, p: float) -> Floats:
    found = np.empty((len(starts) - 1, weights.shape[1]))
    for d in range(len(starts) - 1):
        rows = slice(starts[d], starts[d + 1])
        cumulative = np.cumsum(weights[rows], axis=0)
        aim = p * cumulative[-1] - 1e-12 * cumulative[-1]
        place = np.minimum((cumulative < aim).sum(axis=0), len(cumulative) - 1)
        found[d] = np.where(cumulative[-1] > 0, values[rows][place], np.nan)
    return found
