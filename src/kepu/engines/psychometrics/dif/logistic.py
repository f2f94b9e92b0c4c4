"""Logistic regression of an answer on score, group and both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import expit
from scipy.stats import chi2

from ..errors import NotConvergedError, PsychometricsError
from ..layout import Array
from ..responses import Responses
from .purify import Purified, matching, purify, two_groups


@dataclass(frozen=True)
class Logistic:
    """Likelihood-ratio tests of both kinds of DIF together (p), of the uniform and of the non-uniform kind.

    ``effect`` is the rise of Nagelkerke's R²: below 0.035 negligible, from 0.070 large (Jodoin & Gierl 2001).
    """

    item: str
    chi_square: float
    p: float
    uniform_p: float
    nonuniform_p: float
    effect: float


def logistic(responses: Responses, *, focal: str, level: float = 0.05) -> Purified[Logistic]:
    """Test right-or-wrong items (Swaminathan & Rogers 1990), with purification.

    Raises ``PsychometricsError`` for items with more than two categories, ``NotConvergedError`` where answers are separated.
    """
    wide = [name for name, labels in zip(responses.items, responses.labels, strict=True) if len(labels) != 2]
    if wide:
        raise PsychometricsError(f"Logistic DIF takes items with two categories, not {', '.join(wide[:5])}: use likelihood_ratio.")
    group = two_groups(responses, focal)

    def test(flagged: Sequence[int]) -> list[Logistic]:
        return [_item(responses, j, group, *matching(responses, j, flagged)) for j in range(len(responses.items))]

    return purify(test, len(responses.items), level=level)


def _item(responses: Responses, j: int, focal: Any, score: Any, complete: Any) -> Logistic:
    y = (responses.codes[complete, j] == 1).astype(float)
    x, g, w = score[complete].astype(float), focal[complete].astype(float), responses.weight[complete]
    x = (x - x.mean()) / max(x.std(), 1e-12)
    design = np.stack([np.ones(len(y)), x, g, x * g], axis=1)
    null, score_only, uniform, full = (_fit(responses.items[j], design[:, :k], y, w) for k in (1, 2, 3, 4))
    both, first, second = 2 * (full - score_only), 2 * (uniform - score_only), 2 * (full - uniform)
    effect = _nagelkerke(null, full, w.sum()) - _nagelkerke(null, score_only, w.sum())
    tests = (float(chi2.sf(both, 2)), float(chi2.sf(first, 1)), float(chi2.sf(second, 1)))
    return Logistic(responses.items[j], both, *tests, effect)


def _fit(name: str, design: Array, y: Array, w: Array) -> float:
    """Log-likelihood at the maximum, by Newton's method."""
    beta = np.zeros(design.shape[1])
    for _ in range(50):
        p = expit(design @ beta)
        gradient = design.T @ (w * (y - p))
        step = np.linalg.solve((design * (w * p * (1 - p))[:, None]).T @ design + 1e-10 * np.eye(len(beta)), gradient)
        beta += step
        if np.abs(gradient @ step) < 1e-10:
            line = design @ beta
            return float((w * (y * line - np.logaddexp(0, line))).sum())
    raise NotConvergedError(f"Logistic regression of {name} does not settle: some score or group answers all alike. Join scores or leave it out.")


def _nagelkerke(null: float, model: float, persons: float) -> float:
    return float((1 - np.exp(2 * (null - model) / persons)) / (1 - np.exp(2 * null / persons)))
