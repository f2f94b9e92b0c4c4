"""Calibration to totals of any variables (Deville & Särndal 1992): GREG, raking, and logit within bounds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from ..codes import Floats, numbers, positive
from ..errors import SurveyError
from .adjusted import Adjusted, adjusted, columns

Distance = Literal["linear", "raking", "logit"]
Bounds = tuple[float, float] | None


@dataclass(frozen=True)
class Calibration:
    """The adjustment as a step for ``reweight``."""

    matrix: Any
    totals: Any
    method: Distance = "linear"
    bounds: Bounds = None
    tolerance: float = 1e-9
    max_iterations: int = 200

    def __call__(self, weights: Floats) -> Floats:
        array = columns(weights)
        matrix, totals, names = _matrix(self.matrix, self.totals, len(array))
        found = np.zeros_like(array)
        for r in range(array.shape[1]):
            there = array[:, r] > 0
            g, _, _ = solve(array[there, r], matrix[there], totals, self.method, self.bounds, self.tolerance, self.max_iterations, names)
            found[there, r] = array[there, r] * g
        return found


def calibrate(
    weights: Any, X: Any, totals: Any, method: Distance = "linear", bounds: Bounds = None, *, tolerance: float = 1e-9, max_iterations: int = 200
) -> Adjusted:
    """Weights w g with Σ w g x = ``totals`` (k,) for ``X`` (n, k), and g as near to 1 as the distance of ``method`` says.

    ``linear`` is GREG, g = 1 + x′λ (``bounds`` truncate it); ``raking`` g = exp(x′λ); ``logit`` needs bounds L < 1 < U.
    """
    before = positive(weights)
    matrix, wanted, names = _matrix(X, totals, len(before))
    g, iterations, off = solve(before, matrix, wanted, method, bounds, tolerance, max_iterations, names)
    after = before * g
    return adjusted(before, after, iterations, off, negative=int((after < 0).sum()))


def _matrix(X: Any, totals: Any, rows: int) -> tuple[Floats, Floats, list[str]]:
    names = [str(name) for name in X.columns] if hasattr(X, "columns") else None
    matrix = numbers(X, "X", rows)
    matrix = matrix[:, None] if matrix.ndim == 1 else matrix
    wanted = numbers(totals, "totals")
    if wanted.shape != (matrix.shape[1],):
        raise SurveyError("wrong-length", "totals", f"{matrix.shape[1]} columns in X, {wanted.shape} totals: give one total a column.")
    return matrix, wanted, names or [f"column {k}" for k in range(matrix.shape[1])]


def solve(
    base: Floats, matrix: Floats, totals: Floats, method: Distance, bounds: Bounds, tolerance: float, most: int, names: list[str]
) -> tuple[Floats, int, float]:
    """g (n,), iterations and largest relative deviation, by Newton's steps halved until they bring the totals nearer."""
    low, high = _limits(method, bounds)
    scale = np.maximum(np.abs(totals), 1e-12 + np.abs(base @ np.abs(matrix)) * 1e-3)
    step: Floats = np.zeros(matrix.shape[1])
    value, g, slope = _distance(np.zeros(len(base)), method, low, high)
    loss, gap = float(base @ value), totals - base @ matrix
    off, iterations, stuck = float(np.abs(gap / scale).max()), 0, False
    while off > tolerance and iterations < most and not stuck:
        iterations += 1
        information = (matrix * (base * slope)[:, None]).T @ matrix
        # at their bounds weights give no slope; a little of the unbounded one keeps the step within reason
        ridge = 1e-8 * (matrix * base[:, None]).T @ matrix
        move = np.linalg.lstsq(information + ridge, gap, rcond=1e-12)[0]
        for halving in range(40):
            trial = step + move / 2**halving
            value, new_g, new_slope = _distance(matrix @ trial, method, low, high)
            new_loss, new_gap = float(base @ value - totals @ trial), totals - (base * new_g) @ matrix
            nearer = float(np.abs(new_gap / scale).max()) < off
            if np.isfinite(new_loss) and (new_loss < loss - 1e-4 / 2**halving * float(gap @ move) or nearer and new_loss <= loss + 1e-12 * abs(loss)):
                break
        else:
            stuck = True
            continue
        step, loss, g, slope, gap = trial, new_loss, new_g, new_slope, new_gap
        off = float(np.abs(gap / scale).max())
    if off > tolerance:
        worst = int(np.abs(gap / scale).argmax())
        raise SurveyError(
            "not-converged",
            names[worst],
            f"Calibration stopped after {iterations} iterations; {names[worst]} is off by {gap[worst]:.6g}. "
            "Check the totals against each other, widen the bounds, or join categories.",
            residuals=dict(zip(names, gap.tolist(), strict=True)),
            largest_deviation=off,
        )
    return g, iterations, off


def _limits(method: str, bounds: Bounds) -> tuple[float, float]:
    if method not in ("linear", "raking", "logit"):
        raise SurveyError("unknown-method", method, f"{method} is no distance: take linear, raking or logit.")
    if bounds is None and method == "logit":
        raise SurveyError("missing-argument", "bounds", "logit needs bounds (L, U) with L < 1 < U.")
    low, high = bounds or (-np.inf, np.inf)
    if not low < 1 < high:
        raise SurveyError("out-of-range", "bounds", f"bounds ({low}, {high}) must lie around 1.", bounds=(low, high))
    return low, high


def _distance(u: Floats, method: str, low: float, high: float) -> tuple[Floats, Floats, Floats]:
    """∫ g from 0 to u, g(u), and its derivative."""
    if method == "logit":
        a = (high - low) / ((1 - low) * (high - 1))
        z = a * u + np.log((1 - low) / (high - 1))
        share = 1 / (1 + np.exp(-np.clip(z, -700, 700)))
        g = low + (high - low) * share
        whole = low * u + (high - low) / a * (np.logaddexp(0, z) - np.log((high - low) / (high - 1)))
        return whole, g, np.asarray((high - low) * a * share * (1 - share))
    # beyond the places where g meets its bounds it stays there
    ends = np.array([low, high]) - 1 if method == "linear" else np.log(np.maximum([low, high], 1e-300))
    inner = np.clip(u, *ends)
    with np.errstate(over="ignore"):
        g = 1 + inner if method == "linear" else np.exp(inner)
    whole = inner + inner**2 / 2 if method == "linear" else g - 1
    slope = np.ones_like(g) if method == "linear" else g
    return whole + g * (u - inner), g, np.where(inner == u, slope, 0.0)
