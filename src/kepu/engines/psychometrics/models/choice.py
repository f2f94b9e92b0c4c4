"""Divide-by-total models: logits s_k θ + c_k of the categories, the first 0.

Two-parameter logistic (Birnbaum 1968), generalised partial credit (Muraki 1992; partial credit, Masters 1982,
with slope 1) and nominal categories (Bock 1972).
"""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np

from .base import Array


class _Choice(ABC):
    name: str

    @abstractmethod
    def _lines(self, values: Array) -> tuple[Array, Array]:
        """Slopes and intercepts of the logits (i, k), both 0 for the first category."""

    @abstractmethod
    def _weights(self, categories: int) -> tuple[Array, Array]:
        """How parameters enter slopes and intercepts: two matrices (p, k)."""

    def _probabilities(self, values: Array, theta: Array) -> tuple[Array, Array, Array]:
        slopes, intercepts = self._lines(values)
        logits = slopes[:, :, None] * theta + intercepts[:, :, None]
        logits -= logits.max(axis=1, keepdims=True)
        log_p = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
        return log_p, np.exp(log_p), slopes

    def curves(self, values: Array, theta: Array) -> tuple[Array, Array]:
        """Log probabilities (i, k, q) and their derivatives by the parameters (i, p, k, q)."""
        log_p, p, _ = self._probabilities(values, theta)
        in_slope, in_intercept = self._weights(p.shape[1])
        # ∂ log P_k = w_k − Σ_m P_m w_m, with w_k = ∂ logit_k
        w = in_slope[:, :, None] * theta + in_intercept[:, :, None]
        mean = np.einsum("imq,pmq->ipq", p, w)
        return log_p, w[None] - mean[:, :, None, :]

    def by_trait(self, values: Array, theta: Array) -> tuple[Array, Array, Array]:
        """Probabilities (i, k, q) and their first and second derivatives by the trait."""
        _, p, slopes = self._probabilities(values, theta)
        s = slopes[:, :, None]
        mean = (p * s).sum(axis=1, keepdims=True)
        variance = (p * (s - mean) ** 2).sum(axis=1, keepdims=True)
        return p, p * (s - mean), p * ((s - mean) ** 2 - variance)


class TwoParameter(_Choice):
    """P(1) = 1 / (1 + exp(−(a θ + d))); difficulty b = −d / a."""

    name = "2pl"

    def parameters(self, categories: int) -> tuple[str, ...]:
        return ("a", "d")

    def start(self, shares: Array) -> Array:
        p = np.clip(shares[1], 1e-3, 1 - 1e-3)
        return np.array([1.0, 1.2 * np.log(p / (1 - p))])

    def _lines(self, values: Array) -> tuple[Array, Array]:
        zero = np.zeros(len(values))
        return np.stack([zero, values[:, 0]], axis=1), np.stack([zero, values[:, 1]], axis=1)

    def _weights(self, categories: int) -> tuple[Array, Array]:
        return np.array([[0.0, 1.0], [0.0, 0.0]]), np.array([[0.0, 0.0], [0.0, 1.0]])


class GeneralisedPartialCredit(_Choice):
    """Logit of category k: k a θ + d_k."""

    name = "gpcm"

    def parameters(self, categories: int) -> tuple[str, ...]:
        return ("a", *(f"d{k}" for k in range(1, categories)))

    def start(self, shares: Array) -> Array:
        kept = np.clip(shares, 1e-3, None)
        return np.concatenate([[2.0 / len(shares)], np.log(kept[1:] / kept[0])])

    def _lines(self, values: Array) -> tuple[Array, Array]:
        steps = np.arange(values.shape[1])
        return values[:, :1] * steps, np.concatenate([np.zeros((len(values), 1)), values[:, 1:]], axis=1)

    def _weights(self, categories: int) -> tuple[Array, Array]:
        in_slope = np.zeros((categories, categories))
        in_slope[0] = np.arange(categories)
        in_intercept = np.eye(categories)
        in_intercept[0, 0] = 0
        return in_slope, in_intercept


class Nominal(_Choice):
    """Logit of category k: s_k θ + c_k, both 0 for the first category."""

    name = "nominal"

    def parameters(self, categories: int) -> tuple[str, ...]:
        return (*(f"s{k}" for k in range(1, categories)), *(f"c{k}" for k in range(1, categories)))

    def start(self, shares: Array) -> Array:
        kept = np.clip(shares, 1e-3, None)
        return np.concatenate([np.arange(1, len(shares)) * (2.0 / len(shares)), np.log(kept[1:] / kept[0])])

    def _lines(self, values: Array) -> tuple[Array, Array]:
        zero = np.zeros((len(values), 1))
        slopes, intercepts = np.split(values, 2, axis=1)
        return np.concatenate([zero, slopes], axis=1), np.concatenate([zero, intercepts], axis=1)

    def _weights(self, categories: int) -> tuple[Array, Array]:
        unit = np.eye(categories)[1:]
        nothing = np.zeros_like(unit)
        return np.concatenate([unit, nothing]), np.concatenate([nothing, unit])
