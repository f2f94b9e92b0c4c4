"""Item parameters drawn anew from their covariance, so that plausible values carry the uncertainty of the calibration (Yang, Hansen & Cai 2012)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .calibrate import Calibration
from .errors import PsychometricsError
from .scale import Scale

MOST_TRIES = 200


def redraw(fit: Calibration, draws: int, rng: np.random.Generator) -> list[Scale]:
    """Scales with parameters from N(estimates, covariance); a draw in which a slope changes its sign is drawn again.

    Raises ``PsychometricsError`` without a covariance, and where slopes are so uncertain that no draw keeps their signs.
    """
    if fit.covariance is None:
        raise PsychometricsError("This calibration has no covariance: calibrate with errors='sandwich' or 'oakes'.")
    root = np.linalg.cholesky(fit.covariance + 1e-12 * np.trace(fit.covariance) / len(fit.covariance) * np.eye(len(fit.covariance)))
    slopes = np.array([curve.at.start for curve in fit.layout.curves if curve.model != "nominal"])
    signs = np.sign(fit.layout.expand(fit.free)[slopes])
    found: list[Scale] = []
    for _ in range(draws):
        for _attempt in range(MOST_TRIES):
            every = fit.layout.expand(fit.free + root @ rng.standard_normal(len(fit.free)))
            if (np.sign(every[slopes]) == signs).all():
                break
        else:
            raise PsychometricsError("The slopes are too uncertain to be drawn anew: leave out items that hardly discriminate, or ask more persons.")
        items = tuple(
            tuple(replace(item, values=every[fit.layout.curves[c].at]) for item, c in zip(group, fit.layout.curve_of[g].tolist(), strict=True))
            for g, group in enumerate(fit.items)
        )
        latent = every[fit.layout.latent]
        found.append(Scale(items, fit.groups, latent[:, 0], np.exp(latent[:, 1]), fit.theta))
    return found
