"""The area-level model of Fay and Herriot (1979) with its mean squared errors (Rao & Molina 2015, ch. 6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from ..codes import Floats, numbers
from ..errors import SurveyError, named
from ..intervals import quantile_t

FitMethod = Literal["reml", "ml", "moment"]


@dataclass(frozen=True)
class FayHerriot:
    """Arrays (m,): ``estimate`` (EBLUP, benchmarked where asked), its ``mse`` and limits, ``shrinkage`` the weight of the direct
    estimate, ``synthetic`` the regression's part. ``area_variance`` is σ²_v; where it is 0 all areas take the synthetic value.
    ``adjustment`` is what benchmarking added."""

    estimate: Floats
    mse: Floats
    low: Floats
    high: Floats
    shrinkage: Floats
    synthetic: Floats
    coefficients: Floats
    coefficient_covariance: Floats
    area_variance: float
    loglik: float
    iterations: int
    method: str
    adjustment: Floats


def fay_herriot(
    direct: Any,
    variances: Any,
    X: Any = None,
    *,
    method: FitMethod = "reml",
    benchmark: tuple[Any, float] | None = None,
    confidence: float = 0.95,
    tolerance: float = 1e-12,
    max_iterations: int = 500,
) -> FayHerriot:
    """EBLUP of ``direct`` (m,) estimates with known sampling ``variances`` (m,) and area variables ``X`` (m, k); an intercept is added.

    MSE by Prasad & Rao (1990) and Datta & Lahiri (2000), for ``moment`` Datta, Rao & Smith (2005). ``benchmark`` = (shares (m,), total) moves
    the estimates, each by its share times its MSE, until Σ share · estimate = total (Wang, Fuller & Qu 2008); the squared move is added to
    the MSE. Raises ``SurveyError`` for a variance of zero (as where nobody or everybody has the trait): see ``smooth_variances``.
    """
    y = numbers(direct, "direct")
    d = _sampling_variances(variances, len(y))
    x = _matrix(X, len(y))
    a, iterations = _area_variance(y, d, x, method, tolerance, max_iterations)
    v = a + d
    gram = np.asarray(np.linalg.inv((x / v[:, None]).T @ x), float)
    beta = gram @ (x.T @ (y / v))
    synthetic = x @ beta
    gamma = a / v
    estimate = synthetic + gamma * (y - synthetic)
    mse = _mse(a, d, x, gram, method)
    adjustment = np.zeros(len(y))
    if benchmark is not None:
        share = numbers(benchmark[0], "benchmark", len(y))
        pull = share * mse
        adjustment = pull / (share @ pull) * (float(benchmark[1]) - share @ estimate)
        estimate, mse = estimate + adjustment, mse + adjustment**2
    half = quantile_t(confidence, np.array(np.inf)) * np.sqrt(mse)
    residual = y - synthetic
    loglik = float(-0.5 * (len(y) * np.log(2 * np.pi) + np.log(v).sum() + (residual**2 / v).sum()))
    return FayHerriot(estimate, mse, estimate - half, estimate + half, gamma, synthetic, beta, gram, a, loglik, iterations, method, adjustment)


def smooth_variances(direct: Any, variances: Any, n: Any) -> Floats:
    """Variances of proportions smoothed over areas: φ P (1 − P) / n_i, with P the mean of all and φ their mean design effect.

    φ = Σ V_i n_i / Σ P (1 − P) over areas whose variance is above zero. Areas in which nobody or everybody has the trait get a usable
    variance, and the sampling error of V_i no longer pulls the weights towards areas that happen to lie near 0.
    """
    y, v, size = numbers(direct, "direct"), numbers(variances, "variances"), numbers(n, "n")
    if (size <= 0).any():
        raise SurveyError(
            "not-positive", "n", f"Areas without respondents: {named(np.flatnonzero(size <= 0))}; leave them to the model's synthetic part."
        )
    mean = float(np.average(y, weights=size))
    known = (v > 0) & (size > 1)
    if not known.any() or not 0 < mean < 1:
        raise SurveyError("zero-variance", "variances", "No area shows any variance: there is nothing to smooth.")
    effect = float((v * size)[known].sum() / (known.sum() * mean * (1 - mean)))
    return np.asarray(effect * mean * (1 - mean) / size)


def _sampling_variances(variances: Any, rows: int) -> Floats:
    d = numbers(variances, "variances", rows)
    wrong = np.flatnonzero(d <= 0)
    if len(wrong):
        raise SurveyError(
            "zero-variance",
            int(wrong[0]),
            f"Sampling variance is zero or negative in areas {named(wrong)} (rows): smooth them with smooth_variances, or leave these areas out.",
            areas=wrong.tolist(),
        )
    return d


def _matrix(X: Any, rows: int) -> Floats:
    columns = np.ones((rows, 1))
    if X is not None:
        given = numbers(X, "X", rows)
        given = given[:, None] if given.ndim == 1 else given
        columns = np.column_stack([columns, given[:, np.ptp(given, axis=0) > 0]])
    if rows <= columns.shape[1] + 1:
        raise SurveyError("too-few-areas", "X", f"{rows} areas do not carry {columns.shape[1]} coefficients: use fewer variables.")
    if np.linalg.matrix_rank(columns) < columns.shape[1]:
        raise SurveyError("collinear", "X", "Columns of X repeat each other or the intercept: leave one out.")
    return columns


def _area_variance(y: Floats, d: Floats, x: Floats, method: str, tolerance: float, most: int) -> tuple[float, int]:
    """σ²_v by Fisher's scoring, held at or above 0."""
    if method not in ("reml", "ml", "moment"):
        raise SurveyError("unknown-method", method, f"{method} is no way to fit: take reml, ml or moment.")
    a = float(np.median(d))
    for iteration in range(1, most + 1):
        score, information = _score(a, y, d, x, method)
        new = max(a + score / information, 0.0)
        if abs(new - a) <= tolerance * (a + float(d.mean())):
            return new, iteration
        a = new
    raise SurveyError(
        "not-converged", "area_variance", f"The area variance did not settle in {most} steps (now {a:.6g}): look at areas far from the rest.", value=a
    )


def _score(a: float, y: Floats, d: Floats, x: Floats, method: str) -> tuple[float, float]:
    w = 1 / (a + d)
    gram = np.linalg.inv((x * w[:, None]).T @ x)
    residual = y - x @ (gram @ (x.T @ (w * y)))
    if method == "moment":
        return float((w * residual**2).sum() - (len(y) - x.shape[1])), float((w**2 * residual**2).sum())
    quadratic = 0.5 * float((w**2 * residual**2).sum())
    if method == "ml":
        return quadratic - 0.5 * float(w.sum()), 0.5 * float((w**2).sum())
    p = np.diag(w) - (x * w[:, None]) @ gram @ (x * w[:, None]).T
    return quadratic - 0.5 * float(np.trace(p)), 0.5 * float((p * p).sum())


def _mse(a: float, d: Floats, x: Floats, gram: Floats, method: str) -> Floats:
    v = a + d
    gamma = a / v
    g1 = gamma * d
    g2 = (1 - gamma) ** 2 * np.einsum("ij,jk,ik->i", x, gram, x)
    first, second = float((1 / v).sum()), float((1 / v**2).sum())
    variance = 2 * len(d) / first**2 if method == "moment" else 2 / second
    g3 = d**2 / v**3 * variance
    bias = 0.0
    if method == "ml":
        bias = -float(np.trace(gram @ ((x / v[:, None] ** 2).T @ x))) / second
    elif method == "moment":
        bias = 2 * (len(d) * second - first**2) / first**3
    return np.asarray(np.maximum(g1 + g2 + 2 * g3 - bias * (1 - gamma) ** 2, 0))
