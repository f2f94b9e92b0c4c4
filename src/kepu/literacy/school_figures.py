"""Figures of groups of pupils: means with intervals that know of classes, and which small groups are not shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

LEAST = 10
BANDS = ((0, 55), (55, 70), (70, 85), (85, 101))
SCALE = (0.0, 100.0)
K = TypeVar("K")


@dataclass(frozen=True)
class Mean:
    """A mean with its 95 % interval, in the unit of the values; the interval is None where it cannot be told."""

    value: float
    low: float | None
    high: float | None
    persons: int
    classes: int


def mean_of(values: Sequence[float], classes: Sequence[Any]) -> Mean | None:
    """The mean over pupils. With two classes or more the interval takes classes as the units that were drawn (ultimate clusters, Kalton 1979),
    because pupils of one class are alike; within one class it takes pupils."""
    import numpy as np
    from scipy.stats import t

    x = np.asarray(values, float)
    n = len(x)
    if not n:
        return None
    mean = float(x.mean())
    _names, place = np.unique(np.asarray([str(each) for each in classes]), return_inverse=True)
    k = int(place.max()) + 1
    if k > 1:
        totals = np.bincount(place, x - mean)
        error, freedom = float(np.sqrt(k / (k - 1) * (totals**2).sum())) / n, k - 1
    elif n > 1:
        error, freedom = float(x.std(ddof=1)) / n**0.5, n - 1
    else:
        return Mean(mean, None, None, n, k)
    reach = float(t.ppf(0.975, freedom)) * error
    return Mean(mean, mean - reach, mean + reach, n, k)


def within_scale(mean: Mean | None) -> Mean | None:
    """The same with an interval that ends where points do: few classes make it wider than the scale."""
    if mean is None or mean.low is None or mean.high is None:
        return mean
    return replace(mean, low=max(mean.low, SCALE[0]), high=min(mean.high, SCALE[1]))


def likeness(values: Sequence[float], classes: Sequence[Any]) -> float | None:
    """Intraclass correlation from the one-way analysis of variance, at least 0; None with fewer than two classes or no spread."""
    import numpy as np

    x = np.asarray(values, float)
    _names, place = np.unique(np.asarray([str(each) for each in classes]), return_inverse=True)
    k = int(place.max()) + 1 if len(x) else 0
    n = len(x)
    if k < 2 or n <= k:
        return None
    sizes = np.bincount(place)
    means = np.bincount(place, x) / sizes
    between = float((sizes * (means - x.mean()) ** 2).sum()) / (k - 1)
    within = float(((x - means[place]) ** 2).sum()) / (n - k)
    size = (n - float((sizes**2).sum()) / n) / (k - 1)
    spread = between + (size - 1) * within
    return max(0.0, (between - within) / spread) if spread > 0 else None


def hidden(counts: Mapping[K, int]) -> set[K]:
    """Groups that are not shown: those of fewer than ten, and, where the hidden together are fewer than ten too, the next smallest, or the total
    would give them away."""
    small = {key for key, count in counts.items() if 0 < count < LEAST}
    others = sorted((key for key, count in counts.items() if count >= LEAST), key=lambda key: counts[key])
    while small and others and sum(counts[key] for key in small) < LEAST:
        small.add(others.pop(0))
    return small


def bands(values: Sequence[float]) -> list[float]:
    """Share of pupils (percent) in each band of points."""
    n = len(values)
    return [100 * sum(low <= value < high for value in values) / n if n else 0.0 for low, high in BANDS]
