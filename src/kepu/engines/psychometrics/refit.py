"""Item parameters under other person weights."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from .calibrate import Calibration
from .errors import PsychometricsError
from .layout import Array
from .responses import Responses
from .scale import Scale
from .uncertainty import person_scores

LEAST = 0.05
"""Of its estimate, which a slope keeps at least."""


def refit(fit: Calibration, responses: Responses, weights: Array) -> Iterator[Scale]:
    """The scale under each column of person weights (n, R), by one step of Newton's method from the estimates.

    With a bootstrap's replicate weights this is the estimating-function bootstrap (Hu & Kalbfleisch 2000; for surveys Rao & Tausi 2004):
    parameters vary as the sample does, clusters and adjusted weights included. Columns may have any sum.
    Raises ``PsychometricsError`` unless ``fit`` was calibrated on ``responses`` with ``errors="oakes"``, whose inverse information is the step.
    """
    if fit.covariance is None:
        raise PsychometricsError("This calibration has no information: calibrate with errors='oakes'.")
    weights = np.asarray(weights, float)
    if weights.ndim != 2 or len(weights) != responses.persons:
        raise PsychometricsError(f"Weights have shape {weights.shape}: give one row for each of the {responses.persons} persons.")
    scaled = weights * (responses.weight.sum() / weights.sum(axis=0))
    gradient, first = np.zeros((fit.layout.size, weights.shape[1])), 0
    for scores, own in person_scores(fit, responses):
        rows = slice(first, first + len(own))
        gradient += scores.T @ (scaled[rows] - own[:, None])
        first += len(own)
    slopes = np.array([curve.at.start for curve in fit.layout.curves if curve.model != "nominal"], int)
    least = LEAST * fit.layout.expand(fit.free)[slopes]
    for step in (fit.covariance @ gradient).T:
        every = fit.layout.expand(fit.free + step)
        every[slopes] = np.where(least > 0, np.maximum(every[slopes], least), np.minimum(every[slopes], least))
        yield fit.at(every)
