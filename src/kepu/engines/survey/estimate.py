"""Totals, means, ratios, proportions by domain, with Taylor or replicate variances."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from .codes import Codes, Floats, numbers, sums
from .errors import SurveyError, named
from .intervals import Interval, proportion_interval, quantile_t
from .linear import variances
from .replicates import Replicates, group_totals, own_totals
from .sample import By, Design, domains, where_rows
from .tables import Estimates, Trace

Method = Literal["taylor", "replicates"]


def estimate_total(design: Design, y: Any, *, by: By = None, where: Any = None, method: Method = "taylor", confidence: float = 0.95) -> Estimates:
    """Σ w y by domain. ``by`` is a column of labels (n,), several, or a mapping of names to columns; domains may cut across
    PSUs. ``where`` (n,) restricts to a subpopulation without touching the design."""
    return _linear(design, y, None, "total", by, where, method, confidence)


def estimate_mean(
    design: Design, y: Any, *, by: By = None, where: Any = None, method: Method = "taylor", confidence: float = 0.95, replicate_values: Any = None
) -> Estimates:
    """Σ w y / Σ w by domain; the interval is ± t · se with the domain's degrees of freedom.

    ``replicate_values`` (n, R) are the values under each replicate where these are estimates themselves, as from a model that was fitted anew.
    """
    return _linear(design, y, 1.0, "mean", by, where, method, confidence, replicate_values=replicate_values)


def estimate_ratio(
    design: Design, y: Any, x: Any, *, by: By = None, where: Any = None, method: Method = "taylor", confidence: float = 0.95
) -> Estimates:
    """Σ w y / Σ w x by domain."""
    return _linear(design, y, x, "ratio", by, where, method, confidence)


def estimate_proportion(
    design: Design,
    y: Any,
    *,
    by: By = None,
    where: Any = None,
    method: Method = "taylor",
    confidence: float = 0.95,
    interval: Interval = "logit",
    replicate_values: Any = None,
) -> Estimates:
    """Share of those with y = 1 by domain; see ``intervals.proportion_interval`` for the limits.

    With ``replicate_values`` (n, R), each replicate's own, y may be the probability of 1.
    """
    values = indicator(y, design.rows) if replicate_values is None else probability(y, design.rows)
    return _linear(design, values, 1.0, "proportion", by, where, method, confidence, interval, replicate_values)


def probability(y: Any, rows: int) -> Floats:
    """An array of numbers from 0 to 1, or ``SurveyError``."""
    values = numbers(y, "y", rows)
    other = np.flatnonzero((values < 0) | (values > 1))
    if len(other):
        raise SurveyError("not-a-probability", "y", f"Rows {named(other)} are not between 0 and 1.", rows=other.tolist())
    return values


def indicator(y: Any, rows: int) -> Floats:
    """An array of zeros and ones, or ``SurveyError``."""
    values = numbers(y, "y", rows)
    other = np.flatnonzero((values != 0) & (values != 1))
    if len(other):
        raise SurveyError(
            "not-binary", "y", f"A proportion needs 0 or 1; rows {named(other)} hold others: say which values count.", rows=other.tolist()
        )
    return values


def domain_codes(design: Design, by: By, where: Any) -> tuple[Codes, list[tuple[Any, ...]], tuple[str, ...]]:
    """Domain codes with −1 outside ``where``, and only domains in which somebody is left."""
    codes, keys, names = domains(design, by)
    mask = where_rows(design, where)
    if mask is None:
        return codes, keys, names
    left = np.unique(codes[mask])
    place = np.full(len(keys), -1, np.int64)
    place[left] = np.arange(len(left))
    return np.where(mask, place[codes], -1), [keys[code] for code in left], names


def need_replicates(design: Design) -> Replicates:
    if design.replicates is None:
        raise SurveyError("no-replicates", "design", "The design carries no replicates: give them to Design, or take method='taylor'.")
    return design.replicates


def degrees(design: Design, codes: Codes, size: int) -> Floats:
    """PSUs less strata with respondents in each domain, at least 1 (as R survey's degf of a subset).

    Where the design was given other degrees of freedom, the part of those that the domain's PSUs are of all, but no more than respondents less one.
    """
    kept = codes >= 0
    if size == 1 and kept.all():
        return np.array([max(design.degrees_of_freedom, 1.0)])
    parts = design.parts
    whole = parts.psu[kept] * size + codes[kept]
    pairs = np.flatnonzero(np.bincount(whole, minlength=0)) if len(parts.psus) * size <= 50_000_000 else np.unique(whole)
    domain = pairs % size
    psus = np.bincount(domain, minlength=size)
    if design.freedom is not None:
        respondents = np.bincount(codes[kept], minlength=size)
        return np.maximum(np.minimum(psus * design.freedom / len(parts.psus), respondents - 1), 1).astype(float)
    strata = np.unique(parts.psu_stratum[pairs // size] * size + domain) % size
    return np.maximum(psus - np.bincount(strata, minlength=size), 1).astype(float)


def _linear(
    design: Design,
    y: Any,
    x: Any,
    statistic: str,
    by: By,
    where: Any,
    method: Method,
    confidence: float,
    interval: Interval | None = None,
    replicate_values: Any = None,
) -> Estimates:
    values = numbers(y, "y", design.rows)
    if values.ndim != 1:
        raise SurveyError("wrong-length", "y", f"y has shape {values.shape}; give one column.")
    lower = None if x is None else np.ones(design.rows) if isinstance(x, float) else numbers(x, "x", design.rows)
    codes, keys, names = domain_codes(design, by, where)
    size, kept = len(keys), codes >= 0
    rows = codes if kept.all() else codes[kept]
    pick = (lambda array: array) if kept.all() else (lambda array: array[kept])
    weights = pick(design.weights)
    n, weighted_n = np.bincount(rows, minlength=size), sums(rows, weights, size)
    numerator = sums(rows, weights * pick(values), size)
    denominator = np.ones(size) if lower is None else weighted_n if isinstance(x, float) else sums(rows, weights * pick(lower), size)
    empty = np.flatnonzero(denominator == 0)
    if len(empty):
        raise SurveyError(
            "zero-denominator", keys[empty[0]], f"The denominator adds up to zero in {named(keys[code] for code in empty)}: leave them out."
        )
    estimate = numerator / denominator
    place = np.where(kept, codes, 0)
    unit = values if lower is None else (values - estimate[place] * lower) / denominator[place]
    trace = Trace(design, codes, size, design.weights * unit)
    found = lost = None
    df = degrees(design, codes, size)
    if method == "taylor":
        variance = variances(design, trace.influence)
    elif method == "replicates":
        replicates = need_replicates(design)
        if replicate_values is None:
            totals = group_totals(replicates, codes, size, [values] if lower is None else [values, None if isinstance(x, float) else lower])
        else:
            totals = own_totals(replicates, codes, size, replicate_values)
        with np.errstate(invalid="ignore", divide="ignore"):
            found = totals[:, 0] if lower is None else totals[:, 0] / totals[:, 1]
        variance, lost = replicates.variance(estimate, found), (~np.isfinite(found)).sum(axis=1)
        df = np.minimum(df, replicates.count - 1)
    else:
        raise SurveyError("unknown-method", method, f"{method} is no way to a variance: take taylor or replicates.")
    simple = _simple_variance(rows, weights, pick(unit), n, weighted_n, size)
    deff = np.divide(variance, simple, out=np.full(size, np.nan), where=simple > 0)
    se = np.sqrt(variance)
    if interval is None:
        half = quantile_t(confidence, df) * se
        low, high = estimate - half, estimate + half
    else:
        low, high = proportion_interval(estimate, variance, df, n.astype(float), confidence, interval)
    return Estimates(statistic, method, confidence, names, keys, estimate, se, low, high, df, deff, n, weighted_n, lost, found, trace)


def _simple_variance(rows: Codes, weights: Floats, unit: Floats, n: Codes, weighted_n: Floats, size: int) -> Floats:
    """Variance under simple random sampling with replacement of the same number of respondents."""
    first, second = sums(rows, weights * unit, size), sums(rows, weights * unit**2, size)
    with np.errstate(invalid="ignore", divide="ignore"):
        spread = (second / weighted_n - (first / weighted_n) ** 2) * n / (n - 1)
    return np.asarray(np.where(n > 1, spread / np.maximum(n, 1) * weighted_n**2, np.nan))
