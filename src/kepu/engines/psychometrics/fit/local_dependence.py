"""Answers that depend on each other beyond the trait."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..layout import Array
from ..posterior import aligned
from ..responses import MISSING, Responses
from ..scoring import Scores
from .items import moments

if TYPE_CHECKING:
    from ..scale import Scale


def q3(fit: Scale, responses: Responses, scores: Scores) -> Array:
    """Correlations (j, j) of what is left of the answers after the expected points (Yen 1984), over persons who answered both.

    Values far above the mean, which is near -1 / (items - 1), point to items that share more than the trait.
    """
    answers = aligned(fit, responses)
    kept = np.isfinite(scores.theta)
    asked = (answers.codes != MISSING) & kept[:, None]
    residual = np.zeros(answers.codes.shape)
    for g, items in enumerate(fit.items):
        own = (answers.group == g) & kept
        for j, item in enumerate(items):
            residual[own, j] = answers.codes[own, j] - moments(item, scores.theta[own])[0]
    residual *= asked
    both = asked.astype(float).T @ asked
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = residual.T @ asked / both
        square = (residual**2).T @ asked / both
        cross = residual.T @ residual / both
        return np.asarray((cross - mean * mean.T) / np.sqrt((square - mean**2) * (square - mean**2).T))
