"""What an item model must tell."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

TINY = 1e-300


class ItemModel(Protocol):
    """Curves of several items with the same number of categories.

    Shapes: items i, parameters p, categories k, values of the trait q.
    """

    name: str

    def parameters(self, categories: int) -> tuple[str, ...]:
        """Names of the parameters, the slope first."""

    def start(self, shares: Array) -> Array:
        """Start values (p,) for an item whose answers have these shares (k,)."""

    def curves(self, values: Array, theta: Array) -> tuple[Array, Array]:
        """Log probabilities (i, k, q) and their derivatives by the parameters (i, p, k, q)."""

    def by_trait(self, values: Array, theta: Array) -> tuple[Array, Array, Array]:
        """Probabilities (i, k, q) and their first and second derivatives by the trait."""


def logit(share: Array) -> Array:
    """The logit of a share kept away from 0 and 1."""
    inside = np.clip(share, 1e-4, 1 - 1e-4)
    return np.asarray(np.log(inside / (1 - inside)))
