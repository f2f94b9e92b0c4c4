"""Mantel–Haenszel: the odds of a right answer at equal scores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import chi2, norm

from ..errors import PsychometricsError
from ..responses import Responses
from .purify import Purified, matching, purify, two_groups


@dataclass(frozen=True)
class MantelHaenszel:
    """``odds_ratio`` above 1: harder for the focal group. ``delta`` is -2.35 ln of it, ``size`` its class by ETS: A negligible,
    B moderate, C large."""

    item: str
    chi_square: float
    p: float
    odds_ratio: float
    delta: float
    delta_se: float
    size: str


def mantel_haenszel(responses: Responses, *, focal: str, level: float = 0.05) -> Purified[MantelHaenszel]:
    """Test right-or-wrong items (Holland & Thayer 1988), with purification.

    Raises ``PsychometricsError`` for items with more than two categories, or without two groups.
    """
    wide = [name for name, labels in zip(responses.items, responses.labels, strict=True) if len(labels) != 2]
    if wide:
        raise PsychometricsError(f"Mantel–Haenszel takes items with two categories, not {', '.join(wide[:5])}: use likelihood_ratio.")
    group = two_groups(responses, focal)

    def test(flagged: Sequence[int]) -> list[MantelHaenszel]:
        return [_item(responses, j, group, *matching(responses, j, flagged)) for j in range(len(responses.items))]

    return purify(test, len(responses.items), level=level)


def _item(responses: Responses, j: int, focal: Any, score: Any, complete: Any) -> MantelHaenszel:
    right = responses.codes[:, j] == 1
    size = int(score.max()) + 1
    a, b, c, d = (
        np.bincount(score[complete & who & how], minlength=size).astype(float)
        for who, how in ((~focal, right), (~focal, ~right), (focal, right), (focal, ~right))
    )
    n = a + b + c + d
    kept = (a + b > 0) & (c + d > 0) & (a + c > 0) & (b + d > 0)
    a, b, c, d, n = (x[kept] for x in (a, b, c, d, n))
    if not len(n):
        raise PsychometricsError(f"No score of {responses.items[j]} has persons of both groups: the groups cannot be compared.")
    expected = (a + b) * (a + c) / n
    variance = ((a + b) * (c + d) * (a + c) * (b + d) / (n**2 * (n - 1))).sum()
    statistic = float(max(abs((a - expected).sum()) - 0.5, 0.0) ** 2 / variance)
    r, s = a * d / n, b * c / n
    odds = float(r.sum() / s.sum()) if s.sum() else float("inf")
    # Robins, Breslow & Greenland (1986)
    p, q = (a + d) / n, (b + c) / n
    log_variance = (p * r).sum() / (2 * r.sum() ** 2) + (p * s + q * r).sum() / (2 * r.sum() * s.sum()) + (q * s).sum() / (2 * s.sum() ** 2)
    delta, se = -2.35 * float(np.log(odds)), 2.35 * float(np.sqrt(log_variance))
    return MantelHaenszel(responses.items[j], statistic, float(chi2.sf(statistic, 1)), odds, delta, se, _size(delta, se))


def _size(delta: float, se: float) -> str:
    if abs(delta) < 1 or abs(delta) / se < norm.ppf(0.975):
        return "A"
    return "C" if abs(delta) >= 1.5 and (abs(delta) - 1) / se > norm.ppf(0.95) else "B"
