"""How exactly a test measures, and how reliable its scores are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from .curves import log_curves
from .layout import Array
from .models import MODELS

if TYPE_CHECKING:
    from .scale import Item, Scale
    from .scoring import Scores


def item_information(items: Sequence[Item], theta: Array) -> Array:
    """Expected (Fisher) information of each item (j, q) at values of the trait (q,)."""
    found = np.empty((len(items), len(theta)))
    for j, item in enumerate(items):
        p, first, _ = MODELS[item.model].by_trait(item.values[None], theta)
        found[j] = (first[0] ** 2 / p[0]).sum(axis=0)
    return found


def test_information(items: Sequence[Item], theta: Array) -> Array:
    """Information of the test (q,); the standard error of ML at θ is its inverse square root."""
    return np.asarray(item_information(items, theta).sum(axis=0))


def expected_score(items: Sequence[Item], theta: Array) -> Array:
    """Expected number of points (q,), the categories of an item counting 0, 1, 2, …"""
    return np.asarray(expected_points(items, theta).sum(axis=0))


def expected_points(items: Sequence[Item], theta: Array) -> Array:
    """Expected number of points of each item (j, q)."""
    found = np.empty((len(items), len(theta)))
    for own, log_p in log_curves(items, theta):
        found[own] = np.einsum("k,ikq->iq", np.arange(log_p.shape[1]), np.exp(log_p))
    return found


def marginal_reliability(fit: Scale, group: int = 0) -> float:
    """Reliability expected from the model: the mean of I / (I + 1/σ²) over the latent distribution (Green et al. 1984)."""
    weight = np.exp(-0.5 * ((fit.theta - fit.mean[group]) / fit.sd[group]) ** 2)
    information = test_information(fit.items[group], fit.theta)
    return float((weight * information / (information + 1 / fit.sd[group] ** 2)).sum() / weight.sum())


def empirical_reliability(scores: Scores, weight: Array | None = None) -> float:
    """Reliability of scores in hand: variance of estimates to that plus the mean squared error."""
    kept = np.isfinite(scores.theta) & np.isfinite(scores.se)
    w = np.ones(kept.sum()) if weight is None else weight[kept]
    mean = np.average(scores.theta[kept], weights=w)
    variance, error = np.average((scores.theta[kept] - mean) ** 2, weights=w), np.average(scores.se[kept] ** 2, weights=w)
    if scores.method == "eap":
        return float(variance / (variance + error))
    return float((variance - error) / variance)


test_information.__test__ = False  # type: ignore[attr-defined]
