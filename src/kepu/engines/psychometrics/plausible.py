"""Plausible values: draws of the trait from each person's posterior, for estimates of groups (Mislevy 1991)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from .errors import NotConvergedError, PsychometricsError
from .kernels import times_normal
from .layout import Array
from .posterior import aligned, log_likelihood, normal_log_prior, normalise
from .responses import Responses

if TYPE_CHECKING:
    from .scale import Scale

FINE = np.linspace(-6.0, 6.0, 121)
BLOCK = 8192


@dataclass(frozen=True)
class LatentRegression:
    """θ ~ N(z′β, σ²): coefficients (k,), the first the intercept, their covariance (k, k), and σ."""

    coefficients: Array
    covariance: Array
    sd: float
    steps: int


def regress(fit: Scale, responses: Responses, background: Array, *, tolerance: float = 1e-8, most_steps: int = 2000) -> LatentRegression:
    """Regress the trait on background variables (n, k) with item parameters held, by EM.

    Raises ``PsychometricsError`` for collinear or incomplete background, ``NotConvergedError`` when it does not settle.
    """
    design = _design(background, responses.persons)
    likelihood = _likelihood(fit, responses)
    return _regress(likelihood, design, responses.weight, None, tolerance, most_steps)


def exceedance(
    fit: Scale, responses: Responses, background: Array, cuts: Array, *, start: LatentRegression | None = None, tolerance: float = 1e-8
) -> tuple[Array, LatentRegression]:
    """Each person's probability (n, c) of a trait above each cut, given answers and background, and the regression that it rests on.

    It is what the mean over ever more plausible values comes to. ``start`` is a regression near by, as under other weights.
    """
    design = _design(background, responses.persons)
    likelihood = _likelihood(fit, responses)
    model = _regress(likelihood, design, responses.weight, start, tolerance, 2000)
    below = _cumulative(_posterior(likelihood, design @ model.coefficients, model.sd))
    above = np.clip(np.searchsorted(FINE, cuts), 1, len(FINE) - 1)
    part = np.clip((np.asarray(cuts) - FINE[above - 1]) / (FINE[above] - FINE[above - 1]), 0.0, 1.0)
    return np.asarray(1 - (below[:, above - 1] + part * (below[:, above] - below[:, above - 1])) / below[:, -1:]), model


def _likelihood(fit: Scale, responses: Responses) -> Array:
    """Likelihood of each person's answers at the nodes (n, q), one at its highest."""
    found = log_likelihood(fit, aligned(fit, responses), FINE)
    return np.asarray(np.exp(found - found.max(axis=1, keepdims=True)))


def _posterior(likelihood: Array, centre: Array, sd: float) -> Array:
    found = np.empty_like(likelihood)
    times_normal(likelihood, FINE, np.ascontiguousarray(centre), float(sd), found)
    return found


def _regress(likelihood: Array, design: Array, weight: Array, start: LatentRegression | None, tolerance: float, most_steps: int) -> LatentRegression:
    weighted = design * weight[:, None]
    beta: Any = np.zeros(design.shape[1]) if start is None else start.coefficients
    sd, gram = 1.0 if start is None else start.sd, weighted.T @ design
    for step in range(most_steps):
        mean, variance = _moments(likelihood, design @ beta, sd)
        new = np.linalg.solve(gram, weighted.T @ mean)
        new_sd = float(np.sqrt(np.average(variance + (mean - design @ new) ** 2, weights=weight)))
        moved = max(float(np.abs(new - beta).max()), abs(new_sd - sd))
        beta, sd = new, new_sd
        if moved < tolerance:
            # complete information less what the posterior variance takes (Louis 1982)
            _, variance = _moments(likelihood, design @ beta, sd)
            known = np.maximum(1 - variance / sd**2, 1e-6) / sd**2
            return LatentRegression(beta, np.asarray(np.linalg.inv((weighted * known[:, None]).T @ design), float), sd, step + 1)
    raise NotConvergedError(f"The latent regression did not settle in {most_steps} steps: scale the background variables or drop some.")


def plausible_values(fit: Scale, responses: Responses, *, draws: int, rng: np.random.Generator, background: Array | None = None) -> Array:
    """Plausible values (n, draws); with ``background`` from a latent regression whose coefficients are drawn too."""
    answers = aligned(fit, responses)
    centres = np.repeat(fit.mean[answers.group][:, None], draws, axis=1)
    sd = fit.sd[answers.group]
    if background is not None:
        model = regress(fit, responses, background)
        centres = _design(background, responses.persons) @ rng.multivariate_normal(model.coefficients, model.covariance, size=draws).T
        sd = np.full(answers.persons, model.sd)
    found = np.empty((answers.persons, draws))
    for rows in _blocks(answers.persons):
        likelihood = log_likelihood(fit, answers.take(rows), FINE)
        for m in range(draws):
            found[rows, m] = _draw(normalise(likelihood + normal_log_prior(FINE, centres[rows, m], sd[rows])), rng)
    return found


def _blocks(persons: int) -> Iterator[Any]:
    return (np.arange(first, min(first + BLOCK, persons)) for first in range(0, persons, BLOCK))


def _moments(likelihood: Array, centre: Array, sd: float) -> tuple[Array, Array]:
    """Posterior means and variances."""
    posterior = _posterior(likelihood, centre, sd)
    mean = posterior @ FINE
    return mean, posterior @ FINE**2 - mean**2


def _cumulative(posterior: Array) -> Array:
    """The distribution function at the nodes (n, q), by trapezoids, up to its last value."""
    return np.concatenate([np.zeros((len(posterior), 1)), (posterior[:, 1:] + posterior[:, :-1]) / 2], axis=1).cumsum(axis=1)


def _draw(posterior: Array, rng: np.random.Generator) -> Array:
    """One draw a person by the inverse of the distribution function, linear between nodes."""
    half = _cumulative(posterior)
    u = rng.random(len(posterior)) * half[:, -1]
    above = np.minimum((half < u[:, None]).sum(axis=1), len(FINE) - 1)
    below = np.maximum(above - 1, 0)
    rows = np.arange(len(posterior))
    gap = np.maximum(half[rows, above] - half[rows, below], 1e-300)
    return np.asarray(FINE[below] + (FINE[above] - FINE[below]) * (u - half[rows, below]) / gap)


def _design(background: Array, persons: int) -> Array:
    matrix = np.asarray(background, float)
    matrix = matrix[:, None] if matrix.ndim == 1 else matrix
    if len(matrix) != persons or not np.isfinite(matrix).all():
        raise PsychometricsError("Background variables must be given for every person, without gaps: fill them or code gaps as a category.")
    design = np.concatenate([np.ones((persons, 1)), matrix], axis=1)
    if np.linalg.matrix_rank(design) < design.shape[1]:
        raise PsychometricsError("Background variables repeat each other (collinear): leave one out.")
    return design
