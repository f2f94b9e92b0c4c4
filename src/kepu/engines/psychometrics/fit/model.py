"""Fit of the whole model by the moments of one and two items."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.optimize import brentq
from scipy.stats import chi2, ncx2

from ..errors import PsychometricsError
from ..layout import Array
from ..posterior import aligned
from ..responses import MISSING, Responses
from ..tables import Point, evaluate

if TYPE_CHECKING:
    from ..calibrate import Calibration


@dataclass(frozen=True)
class ModelFit:
    """M2 with degrees of freedom and p-value, RMSEA with its 90 % interval, and SRMSR."""

    m2: float
    df: int
    p: float
    rmsea: float
    rmsea_interval: tuple[float, float]
    srmsr: float


def m2(fit: Calibration, responses: Responses) -> ModelFit:
    """M2 (Maydeu-Olivares & Joe 2006); with more than two categories M2* on the items' points (Cai & Hansen 2013).

    Persons with complete answers count. Raises ``PsychometricsError`` with several groups, without such persons, or where the
    parameters leave no degree of freedom.
    """
    if len(fit.groups) > 1:
        raise PsychometricsError("M2 is for one group: calibrate and test each group by itself.")
    answers = aligned(fit, responses)
    codes = answers.codes[(answers.codes != MISSING).all(axis=1)].astype(float)
    items = codes.shape[1]
    df = items * (items + 1) // 2 - fit.layout.size
    if not len(codes) or df < 1:
        raise PsychometricsError("M2 needs persons who answered every item, and more pairs of items than parameters.")
    point = evaluate(fit.layout, fit.theta, fit.free)
    mean, second, chance = _moments(point)
    upper = np.triu_indices(items, 1)
    pairs = mean[upper[0]] * mean[upper[1]]
    expected = np.concatenate([mean, pairs]) @ chance
    cross = codes.T @ codes / len(codes)
    left = np.concatenate([codes.mean(axis=0), cross[upper]]) - expected
    covariance = _covariance(mean, second, chance, upper)
    slopes = _slopes(point, mean, chance, upper)
    # project the residuals off the directions that the parameters can reach
    weighted = np.linalg.solve(covariance, np.column_stack([slopes, left]))
    inner = slopes.T @ weighted
    statistic = float(len(codes) * (left @ weighted[:, -1] - inner[:, -1] @ np.linalg.solve(inner[:, :-1], inner[:, -1])))
    interval = (_rmsea_at(statistic, df, len(codes), 0.95), _rmsea_at(statistic, df, len(codes), 0.05))
    rmsea = float(np.sqrt(max(statistic - df, 0.0) / (df * (len(codes) - 1))))
    return ModelFit(statistic, df, float(chi2.sf(statistic, df)), rmsea, interval, _srmsr(cross, codes, mean, second, chance, upper))


def _moments(point: Point) -> tuple[Array, Array, Array]:
    """Mean (j, q) and mean square (j, q) of the items' points at the nodes, and the latent distribution (q,)."""
    p = np.exp(point.tables.answers[0])
    k = np.arange(p.shape[1])
    # categories an item does not have carry log P = 0 in the tables
    p *= (k < np.array([point.layout.curves[c].categories for c in point.layout.curve_of[0]])[:, None])[:, :, None]
    return np.einsum("k,jkq->jq", k, p), np.einsum("k,jkq->jq", k**2, p), np.exp(point.tables.prior[0])


def _covariance(mean: Array, second: Array, chance: Array, upper: tuple[Any, ...]) -> Array:
    """Covariance of the moments of one person: that given θ, where items are independent, and that between θ."""
    items, (first, other) = len(mean), upper
    every = np.concatenate([mean, mean[first] * mean[other]])
    centred = every - (every @ chance)[:, None]
    total = (centred * chance) @ centred.T
    variance = second - mean**2
    singles = np.arange(items)
    total[singles, singles] += variance @ chance
    place = np.full((items, items), -1)
    place[first, other] = place[other, first] = items + np.arange(len(first))
    for i in range(items):
        others = np.delete(singles, i)
        rows = place[i, others]
        with_single = (mean[others] * variance[i]) @ chance
        total[i, rows] += with_single
        total[rows, i] += with_single
        total[np.ix_(rows, rows)] += (mean[others] * (variance[i] * chance)) @ mean[others].T
    # a pair with itself shares both items: Var(x_i x_j) less the two parts counted above
    both = variance[first] * variance[other]
    pair = items + np.arange(len(first))
    total[pair, pair] += both @ chance
    return np.asarray(total)


def _slopes(point: Point, mean: Array, chance: Array, upper: tuple[Any, ...]) -> Array:
    """Derivatives of the moments by the estimated parameters (s, p)."""
    layout, (first, other), items = point.layout, upper, len(mean)
    every = np.zeros((items + len(first), len(layout.names)))
    for batch, slopes in zip(layout.batches, point.derivatives, strict=True):
        for c, at, slope in zip(batch.curves, batch.at, slopes, strict=True):
            j = layout.curves[c].item
            kinds = slope.shape[1]
            by = np.einsum("k,kq,pkq->pq", np.arange(kinds), np.exp(point.tables.answers[0, j, :kinds]), slope) * chance
            every[np.ix_([j], at)] += by.sum(axis=1)
            for mine, partner in ((first, other), (other, first)):
                rows = np.flatnonzero(mine == j)
                every[np.ix_(items + rows, at)] += mean[partner[rows]] @ by.T
    latent = point.latent_scores(0) * chance
    every[:, layout.latent[0]] = np.concatenate([mean, mean[first] * mean[other]]) @ latent.T
    return np.stack([layout.gather(row) for row in every])


def _rmsea_at(statistic: float, df: int, persons: int, level: float) -> float:
    if chi2.cdf(statistic, df) <= level:
        return 0.0
    high = max(2 * statistic, 10.0)
    while ncx2.cdf(statistic, df, high) > level:
        high *= 2
    return float(np.sqrt(brentq(lambda shift: ncx2.cdf(statistic, df, shift) - level, 1e-10, high) / ((persons - 1) * df)))


def _srmsr(cross: Array, codes: Array, mean: Array, second: Array, chance: Array, upper: tuple[Any, ...]) -> float:
    m, s = mean @ chance, second @ chance
    model = ((mean * chance) @ mean.T - np.outer(m, m)) / np.sqrt(np.outer(s - m**2, s - m**2))
    return float(np.sqrt(np.mean((np.corrcoef(codes.T) - model)[upper] ** 2)))
