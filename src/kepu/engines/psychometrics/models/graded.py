"""The graded response model (Samejima 1969)."""

from __future__ import annotations

import numpy as np
from scipy.special import expit

from .base import TINY, Array, logit


class Graded:
    """P(at least k) = 1 / (1 + exp(−(a θ + d_k))), with d_1 > d_2 > …"""

    name = "graded"

    def parameters(self, categories: int) -> tuple[str, ...]:
        return ("a", *(f"d{k}" for k in range(1, categories)))

    def start(self, shares: Array) -> Array:
        at_least = 1 - np.cumsum(shares)[:-1]
        return np.concatenate([[1.0], 1.2 * logit(at_least)])

    def _steps(self, values: Array, theta: Array) -> Array:
        """P(at least k) for k = 0 … K (i, k + 1, q): 1 at first and 0 at last."""
        inner = expit(values[:, :1, None] * theta + values[:, 1:, None])
        items, _, nodes = inner.shape
        return np.concatenate([np.ones((items, 1, nodes)), inner, np.zeros((items, 1, nodes))], axis=1)

    def curves(self, values: Array, theta: Array) -> tuple[Array, Array]:
        """Log probabilities (i, k, q) and their derivatives by the parameters (i, p, k, q)."""
        steps = self._steps(values, theta)
        line = values[:, :1, None] * theta + values[:, 1:, None]
        p = np.maximum(self._differences(steps, line, values), TINY)
        density = steps * (1 - steps)
        items, categories, nodes = p.shape
        found = np.zeros((items, categories, categories, nodes))
        found[:, 0] = theta * (density[:, :-1] - density[:, 1:]) / p
        for k in range(1, categories):
            found[:, k, k] = density[:, k] / p[:, k]
            found[:, k, k - 1] = -density[:, k] / p[:, k - 1]
        return np.log(p), found

    def _differences(self, steps: Array, line: Array, values: Array) -> Array:
        """P(exactly k): σ(x) − σ(y) = σ(x) σ(−y) (1 − exp(y − x)), which loses no digits in the tails."""
        low = np.concatenate([expit(-line), np.ones_like(steps[:, :1])], axis=1)
        gap = np.zeros((len(values), low.shape[1], 1))
        gap[:, 1:-1, 0] = np.exp(np.minimum(np.diff(values[:, 1:], axis=1), 700.0))
        return np.asarray(steps[:, :-1] * low * (1 - gap))

    def by_trait(self, values: Array, theta: Array) -> tuple[Array, Array, Array]:
        """Probabilities (i, k, q) and their first and second derivatives by the trait."""
        steps = self._steps(values, theta)
        line = values[:, :1, None] * theta + values[:, 1:, None]
        a = values[:, :1, None]
        density = a * steps * (1 - steps)
        bend = a * density * (1 - 2 * steps)
        p = np.maximum(self._differences(steps, line, values), TINY)
        return p, density[:, :-1] - density[:, 1:], bend[:, :-1] - bend[:, 1:]
