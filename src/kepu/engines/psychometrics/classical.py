"""Classical item analysis: difficulty, discrimination, distractors, alpha."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .errors import ResponseError
from .layout import Array
from .responses import MISSING, Responses


@dataclass(frozen=True)
class Option:
    """One answer to an item: who chose it, and how they did on the other items.

    ``rest`` is the mean share of points on the other items, ``correlation`` that of choosing it with the rest; a distractor that the
    able choose has a positive one.
    """

    label: int
    count: float
    share: float
    rest: float
    correlation: float


@dataclass(frozen=True)
class ItemAnalysis:
    """``difficulty`` is the mean share of points, ``discrimination`` the correlation with the rest, ``gap`` the difference in
    difficulty between the best and the poorest 27 % (Kelley 1939)."""

    item: str
    answered: int
    difficulty: float
    discrimination: float
    gap: float
    alpha_without: float
    options: tuple[Option, ...]


@dataclass(frozen=True)
class TestAnalysis:
    """Mean and sd of the summed score over persons who answered all, Cronbach's alpha, and the standard error of measurement."""

    persons: int
    mean: float
    sd: float
    alpha: float
    sem: float
    items: tuple[ItemAnalysis, ...]

    __test__ = False


def analyse(responses: Responses, key: Sequence[int] | None = None) -> TestAnalysis:
    """Analyse answers, weighted by person weights.

    With ``key`` the answers are chosen options and an item gives a point for the option in the key; without it they are points.
    Alpha and the score take persons who answered all items. Raises ``ResponseError`` for a key that is not among the options.
    """
    points = scored(responses, key)
    most = np.nanmax(points, axis=0)
    weight = responses.weight
    complete = ~np.isnan(points).any(axis=1)
    alpha, without = _alpha(points[complete], weight[complete])
    items = tuple(_item(responses, j, points[:, j] / most[j], _rest(points / most, j), weight, without[j]) for j in range(points.shape[1]))
    total = points[complete].sum(axis=1)
    mean, sd = _mean_sd(total, weight[complete])
    return TestAnalysis(int(complete.sum()), mean, sd, alpha, sd * float(np.sqrt(max(1 - alpha, 0.0))), items)


def scored(responses: Responses, key: Sequence[int] | None = None) -> Array:
    """Points (n, j), NaN where missing: category codes, or 1 for the option in the key."""
    if key is None:
        return responses.scores()
    strangers = [item for item, labels, right in zip(responses.items, responses.labels, key, strict=True) if right not in labels]
    if strangers:
        raise ResponseError(f"The key of {', '.join(strangers[:5])} is an option that no one chose: check the key.", items=tuple(strangers))
    places = np.array([labels.index(right) for labels, right in zip(responses.labels, key, strict=True)])
    return np.where(responses.codes == MISSING, np.nan, responses.codes == places)


def _rest(shares: Array, j: int) -> Array:
    others = np.delete(shares, j, axis=1)
    count = (~np.isnan(others)).sum(axis=1)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.where(count > 0, np.nansum(others, axis=1) / np.maximum(count, 1), np.nan))


def _item(responses: Responses, j: int, share: Array, rest: Array, weight: Array, alpha_without: float) -> ItemAnalysis:
    used = ~np.isnan(share) & ~np.isnan(rest)
    w, x, r = weight[used], share[used], rest[used]
    low, high = np.quantile(r, [0.27, 0.73]) if len(r) else (np.nan, np.nan)
    gap = _mean_sd(x[r >= high], w[r >= high])[0] - _mean_sd(x[r <= low], w[r <= low])[0]
    options = []
    for code, label in enumerate(responses.labels[j]):
        chosen = (responses.codes[used, j] == code).astype(float)
        count = float((w * chosen).sum())
        mean = float((w * chosen * r).sum() / count) if count else float("nan")
        options.append(Option(label, count, count / w.sum(), mean, _correlation(chosen, r, w)))
    return ItemAnalysis(responses.items[j], int(used.sum()), _mean_sd(x, w)[0], _correlation(x, r, w), gap, alpha_without, tuple(options))


def _alpha(points: Array, weight: Array) -> tuple[float, list[float]]:
    items = points.shape[1]
    if len(points) < 2 or items < 2:
        return float("nan"), [float("nan")] * items
    covariance = np.cov(points, rowvar=False, aweights=weight)

    def alpha(matrix: Array) -> float:
        k = len(matrix)
        return float(k / (k - 1) * (1 - np.trace(matrix) / matrix.sum())) if k > 1 else float("nan")

    return alpha(covariance), [alpha(np.delete(np.delete(covariance, j, 0), j, 1)) for j in range(items)]


def _mean_sd(x: Array, w: Array) -> tuple[float, float]:
    if not w.sum():
        return float("nan"), float("nan")
    mean = float(np.average(x, weights=w))
    return mean, float(np.sqrt(np.average((x - mean) ** 2, weights=w) * len(x) / max(len(x) - 1, 1)))


def _correlation(x: Array, y: Array, w: Array) -> float:
    x, y = x - np.average(x, weights=w), y - np.average(y, weights=w)
    norm = np.sqrt((w * x**2).sum() * (w * y**2).sum())
    return float((w * x * y).sum() / norm) if norm > 0 else float("nan")
