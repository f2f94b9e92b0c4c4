"""Plausible values and a sample in one interval (Rubin 1987)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from .codes import Codes, Floats, numbers
from .errors import SurveyError
from .estimate import Method, estimate_proportion
from .intervals import Interval, proportion_interval, quantile_t
from .sample import By, Design


@dataclass(frozen=True)
class Combined:
    """Arrays (D,): ``estimate``, ``se`` and limits; ``within`` is the variance of the sample, ``between`` what the draws add
    (already times 1 + 1/M), ``calibration`` the part of it that redrawn item parameters add (nested draws only); ``missing``
    is the share of the variance that comes from the draws."""

    estimate: Floats
    se: Floats
    low: Floats
    high: Floats
    df: Floats
    within: Floats
    between: Floats
    calibration: Floats
    missing: Floats
    draws: int
    names: tuple[str, ...] = ()
    keys: list[tuple[Any, ...]] | None = None
    n: Codes | None = None
    weighted_n: Floats | None = None

    @property
    def variance(self) -> Floats:
        return self.se**2


def combine(estimates: Any, variances: Any, *, complete_df: Any = None, confidence: float = 0.95) -> Combined:
    """Combine M estimates (M, D) with variances (M, D): Rubin 1987, with Barnard and Rubin's 1999 degrees of freedom where
    ``complete_df`` (scalar or (D,)) says how many the complete data would have.

    Three axes (K, M, D) are nested draws: K draws of the item parameters, M plausible values under each (Rubin 2003).
    """
    q, u = numbers(estimates, "estimates"), numbers(variances, "variances")
    if q.shape != u.shape or q.ndim not in (1, 2, 3):
        raise SurveyError("wrong-length", "variances", f"estimates {q.shape} and variances {u.shape} must have one shape: (M,), (M, D) or (K, M, D).")
    if q.ndim == 1:
        q, u = q[:, None], u[:, None]
    if (u < 0).any():
        raise SurveyError("not-positive", "variances", "A variance is negative.")
    if q.shape[0] < 2 or (q.ndim == 3 and q.shape[1] < 2):
        raise SurveyError("too-few-draws", "estimates", "One draw does not show how much draws differ: give at least two.", draws=q.shape[0])
    within = u.reshape(-1, q.shape[-1]).mean(axis=0)
    estimate = q.reshape(-1, q.shape[-1]).mean(axis=0)
    if q.ndim == 2:
        count = q.shape[0]
        between, outer = (1 + 1 / count) * q.var(axis=0, ddof=1), np.zeros(q.shape[-1])
        pieces = [(between, count - 1)]
    else:
        sets, count = q.shape[:2]
        inner = (1 - 1 / count) * q.var(axis=1, ddof=1).mean(axis=0)
        outer = (1 + 1 / sets) * q.mean(axis=1).var(axis=0, ddof=1)
        between = inner + outer
        pieces = [(inner, sets * (count - 1)), (outer, sets - 1)]
    total = within + between
    df = _degrees(total, within, pieces, complete_df)
    se = np.sqrt(total)
    half = quantile_t(confidence, df) * se
    with np.errstate(invalid="ignore", divide="ignore"):
        missing = np.where(total > 0, between / total, 0.0)
    return Combined(estimate, se, estimate - half, estimate + half, df, within, between, outer, missing, int(np.prod(q.shape[:-1])))


def _degrees(total: Floats, within: Floats, pieces: list[tuple[Floats, int]], complete_df: Any) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        old = 1 / sum((piece / total) ** 2 / df for piece, df in pieces)
        old = np.where(np.isfinite(old), old, np.inf)
        if complete_df is None:
            return np.asarray(old)
        complete = np.broadcast_to(np.asarray(complete_df, float), total.shape)
        share = np.where(total > 0, within / total, 1.0)
        observed = np.where(np.isinf(complete), np.inf, (complete + 1) / (complete + 3) * complete * share)
        return np.asarray(np.maximum(1 / (1 / old + 1 / observed), 1e-3))


def proportion_with_plausible_values(
    design: Design,
    pv_indicator: Any,
    *,
    by: By = None,
    where: Any = None,
    method: Method = "taylor",
    confidence: float = 0.95,
    interval: Interval = "logit",
) -> Combined:
    """The share above a threshold with the uncertainty of the measurement and of the sample in one interval.

    ``pv_indicator`` (n, M) holds 0 or 1 for each plausible value of each person. Draw each column under item parameters drawn
    anew from their covariance, and the calibration's uncertainty is in it too; (n, K, M), M values under each of K
    drawn parameter sets, tells the two apart. The sampling variance of each column comes from ``method``.
    """
    values = numbers(pv_indicator, "pv_indicator", design.rows)
    if values.ndim not in (2, 3):
        raise SurveyError("wrong-length", "pv_indicator", f"pv_indicator has shape {values.shape}; give (n, M) or (n, K, M).")
    flat = values.reshape(design.rows, -1)
    tables = [estimate_proportion(design, flat[:, m], by=by, where=where, method=method, confidence=confidence) for m in range(flat.shape[1])]
    shape = (*values.shape[1:], len(tables[0]))
    found = combine(
        np.array([table.estimate for table in tables]).reshape(shape),
        np.array([table.variance for table in tables]).reshape(shape),
        complete_df=tables[0].df,
        confidence=confidence,
    )
    low, high = proportion_interval(found.estimate, found.variance, found.df, tables[0].n.astype(float), confidence, interval)
    return Combined(
        **{
            **found.__dict__,
            "low": low,
            "high": high,
            "names": tables[0].names,
            "keys": tables[0].keys,
            "n": tables[0].n,
            "weighted_n": tables[0].weighted_n,
        }
    )
