"""Plausible values and a sample in one interval (Rubin 1987)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from .codes import Codes, Floats, numbers, sums
from .errors import SurveyError
from .estimate import Method, domain_codes, estimate_mean, estimate_proportion, indicator
from .intervals import Interval, proportion_interval, quantile_t
from .sample import By, Design
from .tables import Estimates


@dataclass(frozen=True)
class Combined:
    """Arrays (D,): ``estimate``, ``se`` and limits; ``within`` is the variance of the sample, ``between`` what the draws add
    (already times 1 + 1/M), ``calibration`` the part of it that redrawn item parameters add (nested draws only); ``missing``
    is the share of the variance that comes from the draws. Under the rule ``averaged`` ``within`` is the variance of persons' means
    over the draws, and ``between`` = ``calibration`` what draws share."""

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


def combine(
    estimates: Any, variances: Any, *, complete_df: Any = None, confidence: float = 0.95, degrees: Literal["barnard-rubin", "welch"] = "barnard-rubin"
) -> Combined:
    """Combine M estimates (M, D) with variances (M, D): Rubin 1987, with Barnard and Rubin's 1999 degrees of freedom where
    ``complete_df`` (scalar or (D,)) says how many the complete data would have.

    Barnard and Rubin's fall below one where a domain has two or three PSUs; ``degrees="welch"`` takes Satterthwaite's (1946) over the parts
    instead, which never fall below the least of theirs.

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
    df = _degrees(total, within, pieces, complete_df, degrees == "welch")
    se = np.sqrt(total)
    half = quantile_t(confidence, df) * se
    with np.errstate(invalid="ignore", divide="ignore"):
        missing = np.where(total > 0, between / total, 0.0)
    return Combined(estimate, se, estimate - half, estimate + half, df, within, between, outer, missing, int(np.prod(q.shape[:-1])))


def _degrees(total: Floats, within: Floats, pieces: list[tuple[Floats, int]], complete_df: Any, welch: bool) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        old = 1 / sum((piece / total) ** 2 / df for piece, df in pieces)
        old = np.where(np.isfinite(old), old, np.inf)
        if complete_df is None:
            return np.asarray(old)
        complete = np.broadcast_to(np.asarray(complete_df, float), total.shape)
        share = np.where(total > 0, within / total, 1.0)
        if welch:
            return np.asarray(1 / (1 / old + np.where(total > 0, within / total, 1.0) ** 2 / complete))
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
    rule: Literal["rubin", "averaged"] = "rubin",
) -> Combined:
    """The share above a threshold with the uncertainty of the measurement and of the sample in one interval.

    ``pv_indicator`` (n, M) holds 0 or 1 for each plausible value of each person. Draw each column under item parameters drawn
    anew from their covariance, and the calibration's uncertainty is in it too; (n, K, M), M values under each of K
    drawn parameter sets, tells the two apart. The sampling variance comes from ``method``.

    ``rubin`` combines the M shares and their variances. It is safe but wide where the model that drew the values is sharper than
    the design-based share, for then the spread of a person's own values is counted within and between. ``averaged`` takes
    each person's mean over the values for the sampling variance, and adds only the spread between draws that all persons
    share: that of item parameters and regressions.
    """
    values = numbers(pv_indicator, "pv_indicator", design.rows)
    if values.ndim not in (2, 3):
        raise SurveyError("wrong-length", "pv_indicator", f"pv_indicator has shape {values.shape}; give (n, M) or (n, K, M).")
    if rule not in ("rubin", "averaged"):
        raise SurveyError("unknown-method", rule, f"{rule} is no way to combine: take rubin or averaged.")
    flat = values.reshape(design.rows, -1)
    make = _rubin if rule == "rubin" else _averaged
    found, table = make(design, flat, values.shape[1:], {"by": by, "where": where, "method": method, "confidence": confidence})
    low, high = proportion_interval(found.estimate, found.variance, found.df, table.n.astype(float), confidence, interval)
    return replace(found, low=low, high=high, names=table.names, keys=table.keys, n=table.n, weighted_n=table.weighted_n)


def _rubin(design: Design, flat: Floats, shape: tuple[int, ...], how: dict[str, Any]) -> tuple[Combined, Estimates]:
    tables = [estimate_proportion(design, flat[:, m], **how) for m in range(flat.shape[1])]
    size = (*shape, len(tables[0]))
    estimates, variances = (np.array([getattr(table, name) for table in tables]).reshape(size) for name in ("estimate", "variance"))
    return combine(estimates, variances, complete_df=tables[0].df, confidence=how["confidence"], degrees="welch"), tables[0]


def _averaged(design: Design, flat: Floats, shape: tuple[int, ...], how: dict[str, Any]) -> tuple[Combined, Estimates]:
    """V of persons' means + (1 + 1/K) × what the K draws differ by beyond persons' own spread."""
    sets = shape[0]
    if sets < 2:
        raise SurveyError("too-few-draws", "pv_indicator", "One draw does not show how much draws differ: give at least two.", draws=sets)
    _all_indicators(flat)
    each = flat.reshape(len(flat), *shape)
    of_set = each if len(shape) == 1 else each.mean(axis=2)
    inner = each.var(axis=1, ddof=1) if len(shape) == 1 else each.var(axis=2, ddof=1).mean(axis=1) / shape[1]
    table = estimate_mean(design, flat.mean(axis=1), **how)
    codes, _, _ = domain_codes(design, how["by"], how["where"])
    kept, size = codes >= 0, len(table)
    rows, weights = codes[kept], design.weights[kept]
    shares = np.stack([sums(rows, weights * of_set[kept, k], size) for k in range(sets)]) / table.weighted_n
    own = sums(rows, weights**2 * inner[kept], size) / table.weighted_n**2
    common = (1 + 1 / sets) * np.maximum(shares.var(axis=0, ddof=1) - own, 0)
    total = table.variance + common
    with np.errstate(invalid="ignore", divide="ignore"):
        df = np.where(total > 0, total**2 / (table.variance**2 / table.df + common**2 / (sets - 1)), np.inf)
        missing = np.where(total > 0, common / total, 0.0)
    se = np.sqrt(total)
    nothing = np.zeros(size)
    return Combined(table.estimate, se, nothing, nothing, df, table.variance, common, common, missing, flat.shape[1]), table


def _all_indicators(flat: Floats) -> None:
    """Raises ``SurveyError`` unless all values (n, m) are zero or one."""
    for m in range(flat.shape[1]):
        indicator(flat[:, m], len(flat))
