"""Prior distributions of item parameters, for models that answers alone do not pin down."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaln, expit

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Priors:
    """Beta(α, β) of the guessing of 3PL items, and log-normal (mean, sd) of slopes.

    Beta(5, 17) has its mode at 0.2, the chance of guessing among five options.
    """

    guessing: tuple[float, float] | None = (5.0, 17.0)
    slope: tuple[float, float] | None = None

    def of(self, kinds: list[str], values: Array) -> tuple[float, Array, Array]:
        """Log density at the values, gradient and negative second derivatives; ``kinds`` names each value's parameter."""
        gradient, curvature, total = np.zeros(len(values)), np.zeros(len(values)), 0.0
        guess = np.array([kind == "logit_g" for kind in kinds], bool)
        slope = np.array([kind == "a" for kind in kinds], bool)
        if self.guessing and guess.any():
            (a, b), g = self.guessing, expit(values[guess])
            # the density of g itself, as BILOG and R mirt have it
            total += float(((a - 1) * np.log(g) + (b - 1) * np.log1p(-g) - betaln(a, b)).sum())
            gradient[guess] = (a - 1) * (1 - g) - (b - 1) * g
            curvature[guess] = (a + b - 2) * g * (1 - g)
        if self.slope and slope.any():
            (mean, sd), a = self.slope, values[slope]
            if (a <= 0).any():
                return -np.inf, gradient, curvature
            z = (np.log(a) - mean) / sd
            total += float((-np.log(a * sd) - 0.5 * np.log(2 * np.pi) - 0.5 * z**2).sum())
            gradient[slope] = -(1 + z / sd) / a
            curvature[slope] = np.maximum((1 / sd**2 - 1 - z / sd) / a**2, 0.0)
        return total, gradient, curvature
