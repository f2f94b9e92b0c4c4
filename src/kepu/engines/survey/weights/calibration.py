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
    g, slope = _distance(np.zeros(len(base)), method, low, high)
    gap = totals - base @ matrix
    off = float(np.abs(gap / scale).max())
    iterations = 0
    while off > tolerance and iterations < most:
        iterations += 1
        information = (matrix * (base * slope)[:, None]).T @ matrix
        move = np.linalg.lstsq(information, gap, rcond=1e-12)[0]
        for halving in range(40):
            trial = step + move / 2**halving
            new_g, new_slope = _distance(matrix @ trial, method, low, high)
            new_gap = totals - (base * new_g) @ matrix
            new_off = float(np.abs(new_gap / scale).max())
            if np.isfinite(new_off) and new_off < off:
                break
        else:
            break
        step, g, slope, gap, off = trial, new_g, new_slope, new_gap, new_off
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


def _distance(u: Floats, method: str, low: float, high: float) -> tuple[Floats, Floats]:
    """g(u) and its derivative."""
    if method == "logit":
        a = (high - low) / ((1 - low) * (high - 1))
        with np.errstate(over="ignore"):
            power = np.exp(np.clip(a * u, -700, 700))
        below = high - 1 + (1 - low) * power
        g = (low * (high - 1) + high * (1 - low) * power) / below
        return g, np.asarray((g - low) * (high - g) / ((1 - low) * (high - 1)))
    with np.errstate(over="ignore"):
        g = 1 + u if method == "linear" else np.exp(u)
    slope = np.ones_like(g) if method == "linear" else g
    inside = (g > low) & (g < high)
    return np.clip(g, low, high), np.where(inside, slope, 0.0)
