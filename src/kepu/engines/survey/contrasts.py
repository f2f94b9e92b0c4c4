"""Differences between groups, and changes between samples of two years that may share PSUs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from .codes import Floats
from .errors import SurveyError
from .intervals import quantile_t
from .linear import covariances
from .sample import Design
from .tables import Contrast, Estimates


def difference(a: Estimates, b: Estimates) -> Contrast:
    """a − b row by row, of two tables from one design; a table of one row stands against every row of the other.

    ``table["male"]`` picks a row: ``difference(table["male"], table["female"])``. The covariance between the two is part of the error.
    """
    size = max(len(a), len(b))
    if len(a) != len(b) and 1 not in (len(a), len(b)):
        raise SurveyError("domains-differ", "difference", f"{len(a)} domains against {len(b)}: pick rows that answer each other, or one against all.")
    left, right = np.arange(size) % len(a), np.arange(size) % len(b)
    keys = [(a.keys[i], b.keys[j]) for i, j in zip(left, right, strict=True)]
    if a.replicates is not None and b.replicates is not None:
        design = a.need_trace().design if a.trace else b.need_trace().design
        if design.replicates is None or a.replicates.shape[1] != b.replicates.shape[1]:
            raise SurveyError("replicates-differ", "difference", "The two tables come from other replicates: estimate both from one design.")
        apart = a.replicates[left] - b.replicates[right]
        variance = design.replicates.variance(a.estimate[left] - b.estimate[right], apart)
        covariance = (a.variance[left] + b.variance[right] - variance) / 2
    else:
        design = a.need_trace().design
        if b.need_trace().design is not design:
            raise SurveyError("designs-differ", "difference", "The two tables come from other designs: compare samples of two years by change().")
        covariance = covariances(design, a.influence, b.influence)[left, right]
    df = np.full(size, max(design.degrees_of_freedom, 1.0))
    return _contrast(b, a, right, left, covariance, keys, df)


def change(first: Estimates, second: Estimates, *, overlap: bool = True) -> Contrast:
    """second − first for each domain that both have, from samples of two years.

    PSUs with the same stratum and PSU label in both are taken as shared (``overlap=False``: never). Their covariance is
    estimated from the products of their linearised values, each centred at its year's stratum mean and made unbiased for n₁,
    n₂ and n_c PSUs (Tam 1984; Qualité & Tillé 2008). Where the designs' ``fpc`` tells how many PSUs there are, samples that share no more than chance
    would have them share are independent.
    Persons may be the same or not. Where variances come from replicates, the correlation of the linearised values is used with them.
    """
    shared = [key for key in first.keys if key in second.keys]
    if not shared:
        raise SurveyError(
            "domains-differ", "change", "The two years share no domain: give both the same columns and labels.", first=first.keys, second=second.keys
        )
    left = np.array([first.keys.index(key) for key in shared])
    right = np.array([second.keys.index(key) for key in shared])
    if first.statistic != second.statistic:
        raise SurveyError("statistics-differ", "change", f"A {first.statistic} does not compare with a {second.statistic}.")
    covariance, count = np.zeros(len(shared)), 0
    if overlap:
        covariance, count = _shared_covariance(first, second, left, right)
    # as many degrees of freedom as the two independent parts together (Satterthwaite)
    own, other = first.variance[left], second.variance[right]
    with np.errstate(invalid="ignore", divide="ignore"):
        df = np.where(own + other > 0, (own + other) ** 2 / (own**2 / first.df[left] + other**2 / second.df[right]), np.inf)
    return _contrast(first, second, left, right, covariance, shared, df, count)


def _shared_covariance(first: Estimates, second: Estimates, left: Any, right: Any) -> tuple[Floats, int]:
    a, b = first.need_trace().design, second.need_trace().design
    rows_a, rows_b = _common(a, b)
    if not len(rows_a):
        return np.zeros(len(left)), 0
    z_a, z_b = (_centred(table, places)[rows] for table, places, rows in ((first, left, rows_a), (second, right, rows_b)))
    stratum = a.parts.psu_stratum[rows_a]
    n_a, n_b = a.parts.size[stratum], b.parts.size[b.parts.psu_stratum[rows_b]]
    n_c = np.bincount(stratum, minlength=len(a.parts.size))[stratum]
    unbiased = np.maximum(1 - 1 / n_a - 1 / n_b + n_c / (n_a * n_b), 1e-9)
    # Of N PSUs samples drawn apart share n₁n₂/N in the mean; only what they share beyond that makes them vary together (Tam 1984).
    by_chance = np.sqrt(_sampled(a)[stratum] * _sampled(b)[b.parts.psu_stratum[rows_b]] * n_a * n_b) / n_c
    found = (z_a * z_b * ((1 - by_chance) / unbiased)[:, None]).sum(axis=0)
    if first.method == second.method == "taylor":
        return np.asarray(found), len(rows_a)
    from .linear import variances

    own, theirs = (variances(replace(design, fpc=None), table.influence) for design, table in ((a, first), (b, second)))
    scale = np.sqrt(own[left] * theirs[right])
    correlation = np.divide(found, scale, out=np.zeros_like(found), where=scale > 0)
    return np.asarray(correlation * first.se[left] * second.se[right]), len(rows_a)


def _sampled(design: Design) -> Floats:
    """Sampled share of the PSUs of each stratum."""
    parts = design.parts
    return np.asarray(1 - parts.factor * np.where(parts.size > 1, (parts.size - 1) / parts.size, 1.0))


def _centred(table: Estimates, places: Any) -> Floats:
    influence = table.influence[:, places]
    dense = np.asarray(influence if isinstance(influence, np.ndarray) else influence.toarray())
    parts = table.need_trace().design.parts
    totals = np.zeros((len(parts.size), dense.shape[1]))
    np.add.at(totals, parts.psu_stratum, dense)
    return np.asarray(dense - (totals / parts.size[:, None])[parts.psu_stratum])


def _common(a: Design, b: Design) -> tuple[Any, Any]:
    """Rows of the PSUs that both samples hold."""
    if a.psu is None or b.psu is None:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    place = {key: row for row, key in enumerate(b.parts.psus)}
    pairs = [(row, place[key]) for row, key in enumerate(a.parts.psus) if key in place]
    found = np.array(pairs, np.int64).reshape(-1, 2)
    return found[:, 0], found[:, 1]


def _contrast(a: Estimates, b: Estimates, left: Any, right: Any, covariance: Floats, keys: list[Any], df: Floats, overlap: int = 0) -> Contrast:
    """b − a."""
    from scipy.special import stdtr

    own, other = a.variance[left], b.variance[right]
    limit = np.sqrt(own * other)
    covariance = np.clip(covariance, -limit, limit)
    se = np.sqrt(np.maximum(own + other - 2 * covariance, 0))
    estimate = b.estimate[right] - a.estimate[left]
    half = quantile_t(a.confidence, df) * se
    with np.errstate(invalid="ignore", divide="ignore"):
        t = estimate / se
        correlation = np.where(limit > 0, covariance / limit, 0.0)
    p = 2 * stdtr(np.minimum(df, 1e9), -np.abs(t))
    return Contrast(a.names, keys, estimate, se, estimate - half, estimate + half, df, t, p, correlation, overlap)
