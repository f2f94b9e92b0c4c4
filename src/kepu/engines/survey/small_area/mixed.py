"""A logistic regression with random intercepts, fitted by Laplace's approximation (Breslow & Clayton 1993; Bates et al. 2015)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..codes import Codes, Floats, sums
from ..errors import SurveyError


@dataclass(frozen=True)
class Cells:
    """Persons who share all covariates: fixed part (c, k), level of each grouping (c, G), successes and trials (c,)."""

    fixed: Floats
    level: Codes
    sizes: tuple[int, ...]
    successes: Floats
    trials: Floats

    @property
    def starts(self) -> Codes:
        """Place of each grouping's first level among the random effects."""
        return np.concatenate([[0], np.cumsum(self.sizes)[:-1]]).astype(np.int64)


@dataclass(frozen=True)
class Mode:
    """Where the penalised likelihood peaks for given standard deviations: coefficients and effects (k + q,), the precision
    (k + q, k + q) there, and Laplace's log-likelihood with the coefficients at the peak (``plain``) or integrated (``restricted``).
    """

    place: Floats
    precision: Floats
    plain: float
    restricted: float


@dataclass(frozen=True)
class MixedFit:
    """``sd`` (G,) of the groupings, the mode there."""

    sd: Floats
    mode: Mode
    steps: int


def collapse(fixed: Floats, level: Codes, sizes: tuple[int, ...], y: Floats, weights: Floats) -> Cells:
    """Rows with the same covariates as one cell."""
    rows, place = np.unique(np.column_stack([fixed, level]), axis=0, return_inverse=True)
    place = place.ravel()
    k = fixed.shape[1]
    return Cells(
        rows[:, :k],
        rows[:, k:].astype(np.int64),
        sizes,
        sums(place, weights * y, len(rows)),
        sums(place, weights, len(rows)),
    )


def mode(cells: Cells, sd: Floats, start: Floats | None = None, *, most: int = 100) -> Mode:
    """Penalised Newton steps, halved until they climb."""
    k, q = cells.fixed.shape[1], sum(cells.sizes)
    penalty = np.concatenate([np.zeros(k), np.repeat(1 / np.maximum(sd, 1e-8) ** 2, cells.sizes)])
    columns = k + cells.starts[None, :] + cells.level
    place = np.zeros(k + q) if start is None else start.copy()
    value = _value(cells, columns, place, penalty)
    for _ in range(most):
        p = 1 / (1 + np.exp(-_linear(cells, columns, place)))
        gradient = _gradient(cells, columns, cells.successes - cells.trials * p, k + q) - penalty * place
        precision = _information(cells, columns, cells.trials * p * (1 - p), k + q) + np.diag(penalty)
        move = np.linalg.solve(precision, gradient)
        for halving in range(30):
            new = place + move / 2**halving
            new_value = _value(cells, columns, new, penalty)
            if new_value >= value - 1e-12 * abs(value):
                break
        place, value = new, new_value
        if float(gradient @ move) < 1e-16 * (1 + abs(value)):
            break
    else:
        raise SurveyError(
            "not-converged", "mixed model", "The mixed model's effects did not settle: scale the fixed columns, or leave out one that foretells y."
        )
    if np.abs(place[:k]).max() > 50:
        raise SurveyError("separated", int(np.abs(place[:k]).argmax()), "A fixed column foretells y perfectly: leave it out or join categories.")
    p = 1 / (1 + np.exp(-_linear(cells, columns, place)))
    precision = _information(cells, columns, cells.trials * p * (1 - p), k + q) + np.diag(penalty)
    prior = 0.5 * float(np.log(np.maximum(penalty[k:], 1e-300)).sum())
    inner = np.linalg.slogdet(precision[k:, k:])[1] if q else 0.0
    return Mode(place, precision, value + prior - 0.5 * float(inner), value + prior - 0.5 * float(np.linalg.slogdet(precision)[1]))


def fit_mixed(cells: Cells, *, restricted: bool = False, tolerance: float = 1e-7) -> MixedFit:
    """Standard deviations at the top of Laplace's likelihood, coefficients at their conditional mode (lme4's ``nAGQ = 0``)."""
    from scipy.optimize import minimize

    start: list[Floats | None] = [None]

    def loss(log_sd: Floats) -> float:
        found = mode(cells, np.exp(np.clip(log_sd, -12, 4)), start[0])
        start[0] = found.place
        return -(found.restricted if restricted else found.plain)

    result = minimize(
        loss, np.full(len(cells.sizes), np.log(0.5)), method="Nelder-Mead", options={"xatol": tolerance, "fatol": tolerance / 1000, "maxiter": 2000}
    )
    sd = np.exp(np.clip(result.x, -12, 4))
    return MixedFit(sd, mode(cells, sd, start[0]), int(result.nfev))


def _linear(cells: Cells, columns: Codes, place: Floats) -> Floats:
    return np.asarray(cells.fixed @ place[: cells.fixed.shape[1]] + place[columns].sum(axis=1))


def _value(cells: Cells, columns: Codes, place: Floats, penalty: Floats) -> float:
    eta = _linear(cells, columns, place)
    return float(cells.successes @ eta - cells.trials @ np.logaddexp(0, eta) - 0.5 * (penalty * place) @ place)


def _gradient(cells: Cells, columns: Codes, residual: Floats, size: int) -> Floats:
    found = np.zeros(size)
    found[: cells.fixed.shape[1]] = cells.fixed.T @ residual
    for g in range(columns.shape[1]):
        found += np.bincount(columns[:, g], residual, minlength=size)
    return found


def _information(cells: Cells, columns: Codes, weight: Floats, size: int) -> Floats:
    """X′WX over fixed columns and the indicators of all groupings."""
    k = cells.fixed.shape[1]
    found = np.zeros((size, size))
    weighted = cells.fixed * weight[:, None]
    found[:k, :k] = weighted.T @ cells.fixed
    for g in range(columns.shape[1]):
        for j in range(k):
            part = np.bincount(columns[:, g], weighted[:, j], minlength=size)
            found[j] += part
            found[:, j] += part
        for h in range(columns.shape[1]):
            found += np.bincount(columns[:, g] * size + columns[:, h], weight, minlength=size * size).reshape(size, size)
    return found


def mean_of(cells: Cells, found: Mode) -> Floats:
    """Posterior mean (k + q,) to the next order: the mode moved by ½ P⁻¹ Σ_c ℓ‴_c (x_c′ P⁻¹ x_c) x_c (Tierney, Kass & Kadane 1989).

    Where few of a community's persons have the trait the posterior of its effect is skewed, and its mode lies above its mean.
    """
    k = cells.fixed.shape[1]
    columns = k + cells.starts[None, :] + cells.level
    covariance = np.linalg.inv(found.precision)
    leverage = np.einsum("ci,ij,cj->c", cells.fixed, covariance[:k, :k], cells.fixed)
    for g in range(columns.shape[1]):
        leverage += 2 * np.einsum("ci,ic->c", cells.fixed, covariance[:k][:, columns[:, g]])
        for h in range(columns.shape[1]):
            leverage += covariance[columns[:, g], columns[:, h]]
    p = 1 / (1 + np.exp(-_linear(cells, columns, found.place)))
    third = -cells.trials * p * (1 - p) * (1 - 2 * p)
    return np.asarray(found.place + 0.5 * covariance @ _gradient(cells, columns, third * leverage, len(found.place)))
