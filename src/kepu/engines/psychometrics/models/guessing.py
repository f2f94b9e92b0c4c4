"""The three-parameter logistic (Birnbaum 1968)."""

from __future__ import annotations

import numpy as np
from scipy.special import expit

from .base import TINY, Array


class ThreeParameter:
    """P(1) = g + (1 − g) / (1 + exp(−(a θ + d))), estimated as the logit of g."""

    name = "3pl"

    def parameters(self, categories: int) -> tuple[str, ...]:
        return ("a", "d", "logit_g")

    def start(self, shares: Array) -> Array:
        p = np.clip((shares[1] - 0.15) / 0.85, 0.02, 0.98)
        return np.array([1.2, 1.2 * np.log(p / (1 - p)), -1.7])

    def curves(self, values: Array, theta: Array) -> tuple[Array, Array]:
        """Log probabilities (i, k, q) and their derivatives by the parameters (i, p, k, q)."""
        line = values[:, :1] * theta + values[:, 1:2]
        s, fail, g = expit(line), expit(-line), expit(values[:, 2:3])
        no_guess = expit(-values[:, 2:3])
        right, wrong = np.maximum(g + no_guess * s, TINY), np.maximum(no_guess * fail, TINY)
        by_line = np.stack([-s, no_guess * s * fail / right], axis=1)
        by_guess = np.stack([np.broadcast_to(-g, s.shape), g * no_guess * fail / right], axis=1)
        log_p = np.stack([np.log(wrong), np.log(right)], axis=1)
        return log_p, np.stack([by_line * theta, by_line, by_guess], axis=1)

    def by_trait(self, values: Array, theta: Array) -> tuple[Array, Array, Array]:
        """Probabilities (i, k, q) and their first and second derivatives by the trait."""
        line = values[:, :1] * theta + values[:, 1:2]
        s, fail, g = expit(line), expit(-line), expit(values[:, 2:3])
        a, no_guess = values[:, :1], expit(-values[:, 2:3])
        first = no_guess * a * s * fail
        second = first * a * (1 - 2 * s)
        right, wrong = np.maximum(g + no_guess * s, TINY), np.maximum(no_guess * fail, TINY)
        return np.stack([wrong, right], axis=1), np.stack([-first, first], axis=1), np.stack([-second, second], axis=1)
