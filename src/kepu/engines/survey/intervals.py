"""Confidence intervals for proportions from a design-based variance (Korn & Graubard 1998; Franco et al. 2019)."""

from __future__ import annotations

from typing import Literal

import numpy as np

from .codes import Floats
from .errors import SurveyError

Interval = Literal["logit", "beta", "wilson", "wald"]


def quantile_t(confidence: float, df: Floats) -> Floats:
    """Two-sided t quantile; infinite degrees of freedom give the normal one."""
    from scipy.special import ndtri, stdtrit

    if not 0 < confidence < 1:
        raise SurveyError("out-of-range", "confidence", f"confidence is {confidence}; give a value between 0 and 1.", value=confidence)
    level = 0.5 + confidence / 2
    return np.asarray(np.where(np.isinf(df), ndtri(level), stdtrit(np.where(np.isinf(df), 1.0, df), level)))


def proportion_interval(p: Floats, variance: Floats, df: Floats, n: Floats, confidence: float, method: Interval) -> tuple[Floats, Floats]:
    """Limits (D,) for proportions with variances, design degrees of freedom and respondents.

    ``beta`` is Korn and Graubard's, ``wilson`` the score interval at the same effective size. Where all or none have the
    trait the variance is zero and says nothing: the exact binomial interval for n respondents stands in, whatever the method.
    """
    if method not in ("logit", "beta", "wilson", "wald"):
        raise SurveyError("unknown-interval", method, f"{method} is no interval: take logit, beta, wilson or wald.")
    t = quantile_t(confidence, df)
    inner = (p > 0) & (p < 1) & (variance > 0)
    q = np.where(inner, p * (1 - p), 1.0)
    safe = np.where(inner, variance, 1.0)
    if method == "logit":
        centre, half = np.log(np.where(inner, p, 0.5) / np.where(inner, 1 - p, 0.5)), t * np.sqrt(safe) / q
        low, high = 1 / (1 + np.exp(-(centre - half))), 1 / (1 + np.exp(-(centre + half)))
    elif method == "wald":
        low, high = p - t * np.sqrt(safe), p + t * np.sqrt(safe)
    else:
        effective = q / safe * (quantile_t(confidence, np.maximum(n - 1, 1)) / t) ** 2 if method == "beta" else q / safe
        low, high = _exact(p, effective, confidence) if method == "beta" else _wilson(p, effective, t)
    exact_low, exact_high = _exact(p, n, confidence)
    certain = ~inner & np.isin(p, (0.0, 1.0))
    low, high = np.where(certain, exact_low, np.where(inner, low, p)), np.where(certain, exact_high, np.where(inner, high, p))
    lost = ~np.isfinite(p) | ~np.isfinite(variance)
    return np.where(lost, np.nan, low), np.where(lost, np.nan, high)


def _exact(p: Floats, n: Floats, confidence: float) -> tuple[Floats, Floats]:
    """Clopper and Pearson's limits at a possibly broken number of trials."""
    from scipy.special import betaincinv

    tail = (1 - confidence) / 2
    x = p * n
    low = np.where(p > 0, betaincinv(np.maximum(x, 1e-300), np.maximum(n - x + 1, 1e-300), tail), 0.0)
    high = np.where(p < 1, betaincinv(x + 1, np.maximum(n - x, 1e-300), 1 - tail), 1.0)
    return low, high


def _wilson(p: Floats, n: Floats, t: Floats) -> tuple[Floats, Floats]:
    share = t**2 / n
    centre, half = (p + share / 2) / (1 + share), t / (1 + share) * np.sqrt(p * (1 - p) / n + share / (4 * n))
    return centre - half, centre + half
