"""Item fit: S-X² by summed scores, infit and outfit mean squares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.stats import chi2

from ..errors import PsychometricsError
from ..layout import Array
from ..models import MODELS
from ..posterior import aligned
from ..responses import MISSING, Responses
from ..scoring import Scores

if TYPE_CHECKING:
    from ..calibrate import Calibration
    from ..scale import Item, Scale


@dataclass(frozen=True)
class ItemFit:
    """S-X² of one item with its degrees of freedom and p-value; p is NaN where no degree of freedom is left."""

    item: str
    statistic: float
    df: int
    p: float


@dataclass(frozen=True)
class MeanSquare:
    """Infit and outfit of one item (1 where the model holds) and their standardised values."""

    item: str
    infit: float
    outfit: float
    z_infit: float
    z_outfit: float


def s_x2(fit: Calibration, responses: Responses, *, least: float = 1.0, group: int = 0) -> list[ItemFit]:
    """Observed and expected answers by summed score (Orlando & Thissen 2000; Kang & Chen 2008 for more categories).

    Persons with complete answers count. Scores are joined from the ends, and categories within a score, until every expected
    count reaches ``least``. Raises ``PsychometricsError`` where no person answered everything.
    """
    answers = aligned(fit, responses)
    own = answers.take((answers.group == group) & (answers.codes != MISSING).all(axis=1))
    if not own.persons:
        raise PsychometricsError("S-X² needs persons who answered every item: compute it for the items of one booklet.")
    items = fit.items[group]
    weight = np.exp(-0.5 * ((fit.theta - fit.mean[group]) / fit.sd[group]) ** 2)
    curves = [np.exp(MODELS[item.model].curves(item.values[None], fit.theta)[0][0]) for item in items]
    every = score_distribution(curves)
    score = own.codes.astype(int).sum(axis=1)
    by_score = np.bincount(score, minlength=len(every)).astype(float)
    free = fit.layout.free
    found = []
    for j, item in enumerate(items):
        rest = score_distribution(curves[:j] + curves[j + 1 :])
        observed, expected = _cells(curves[j], rest, every, weight, own.codes[:, j], score, by_score)
        at = fit.layout.curves[fit.layout.curve_of[group, j]].at
        found.append(_chi_square(item.name, observed, expected, least, int((free[at] >= 0).sum())))
    return found


def score_distribution(curves: Sequence[Array]) -> Array:
    """P(summed score | θ) (s, q) by the recursion of Lord & Wingersky (1984); ``curves`` are (k, q) per item."""
    total = np.ones((1, curves[0].shape[1]))
    for curve in curves:
        longer = np.zeros((len(total) + len(curve) - 1, total.shape[1]))
        for k, p in enumerate(curve):
            longer[k : k + len(total)] += p * total
        total = longer
    return total


def _cells(curve: Array, rest: Array, every: Array, weight: Array, codes: Any, score: Any, by_score: Array) -> tuple[Array, Array]:
    """Observed and expected counts (s, k) at the scores between lowest and highest."""
    kinds, scores = len(curve), len(every)
    joint = np.zeros((scores, kinds))
    for k in range(kinds):
        joint[k : k + len(rest), k] = (rest * curve[k]) @ weight
    expected = by_score[:, None] * joint / (every @ weight)[:, None]
    observed = np.zeros((scores, kinds))
    np.add.at(observed, (score, codes.astype(int)), 1)
    return observed[1:-1], expected[1:-1]


def _chi_square(name: str, observed: Array, expected: Array, least: float, parameters: int) -> ItemFit:
    if expected.shape[1] == 2:
        observed, expected = _join_rows(observed, expected, least)
    statistic, cells = 0.0, 0
    for o, e in zip(observed, expected, strict=True):
        o, e = _join_cells(o, e, least)
        statistic += float((((o - e) ** 2) / np.maximum(e, 1e-12)).sum())
        cells += max(len(e) - 1, 0)
    df = cells - parameters
    return ItemFit(name, statistic, df, float(chi2.sf(statistic, df)) if df > 0 else float("nan"))


def _join_rows(observed: Array, expected: Array, least: float) -> tuple[Array, Array]:
    """Join scores from both ends towards the middle until each keeps enough in every cell."""
    o, e = [row.copy() for row in observed], [row.copy() for row in expected]
    first = 0
    while len(e) > 1 and e[first].min() < least:
        e[1], o[1] = e[1] + e[0], o[1] + o[0]
        del e[0], o[0]
    while len(e) > 1 and e[-1].min() < least:
        e[-2], o[-2] = e[-2] + e[-1], o[-2] + o[-1]
        del e[-1], o[-1]
    return np.array(o), np.array(e)


def _join_cells(o: Array, e: Array, least: float) -> tuple[Array, Array]:
    left, right = list(o), list(e)
    while len(right) > 1 and min(right) < least:
        k = int(np.argmin(right))
        to = k + 1 if k == 0 or (k + 1 < len(right) and right[k + 1] < right[k - 1]) else k - 1
        right[to], left[to] = right[to] + right[k], left[to] + left[k]
        del right[k], left[k]
    return np.array(left), np.array(right)


def mean_squares(fit: Scale, responses: Responses, scores: Scores) -> list[MeanSquare]:
    """Infit and outfit (Wright & Masters 1982) at these scores; z by the cube-root transformation of Wilson & Hilferty."""
    answers = aligned(fit, responses)
    kept = np.isfinite(scores.theta)
    found = []
    for j, item in enumerate(fit.items[0]):
        code = answers.codes[:, j]
        mean, variance, fourth = np.zeros((3, answers.persons))
        for g in range(len(fit.groups)):
            own = (answers.group == g) & kept
            mean[own], variance[own], fourth[own] = moments(fit.items[g][j], scores.theta[own])
        used = kept & (code != MISSING)
        residual, v, c = code[used] - mean[used], variance[used], fourth[used]
        outfit, infit = float(np.mean(residual**2 / v)), float((residual**2).sum() / v.sum())
        q_out = np.sqrt(max((c / v**2).sum() / len(v) ** 2 - 1 / len(v), 1e-12))
        q_in = np.sqrt(max((c - v**2).sum(), 1e-12)) / v.sum()
        found.append(MeanSquare(item.name, infit, outfit, _wilson_hilferty(infit, q_in), _wilson_hilferty(outfit, q_out)))
    return found


def moments(item: Item, theta: Array) -> tuple[Array, Array, Array]:
    """Mean, variance and fourth central moment of an item's points at θ."""
    p = np.exp(MODELS[item.model].curves(item.values[None], theta)[0][0])
    points = np.arange(len(p))[:, None]
    mean = (points * p).sum(axis=0)
    return mean, ((points - mean) ** 2 * p).sum(axis=0), ((points - mean) ** 4 * p).sum(axis=0)


def _wilson_hilferty(mean_square: float, sd: float) -> float:
    return float((mean_square ** (1 / 3) - 1) * (3 / sd) + sd / 3)
