"""Covariance of the estimated parameters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.linalg import LinAlgError, cho_factor, cho_solve

from .errors import PsychometricsError
from .kernels import add_scores
from .layout import Array, Index
from .maximise import Place
from .parallel import each, one_blas_thread, ranges
from .posterior import add_up, normalise
from .responses import MISSING, Responses
from .tables import Point, evaluate

if TYPE_CHECKING:
    from .calibrate import Calibration

KINDS = ("oakes", "crossproduct", "sandwich")
BLOCK = 8192


def covariance(fit: Calibration, responses: Responses, look: Callable[[Array], Place], kind: str) -> Calibration:
    """The calibration with the covariance of its parameters.

    ``oakes``: inverse observed information, by differences of the gradient that the E-step gives (Oakes 1999);
    ``crossproduct``: inverse of the sum of squared person scores (Meilijson 1989); ``sandwich``: both (Yuan, Cheng & Patton 2014),
    right under misfit and the one to take with person weights.
    Raises ``PsychometricsError`` where the information is not positive definite.
    """
    if kind not in KINDS:
        raise PsychometricsError(f"No standard errors called {kind}: choose from {', '.join(KINDS)}.")
    with one_blas_thread():
        bread = np.zeros((0, 0)) if kind == "crossproduct" else _invert(observed(look, fit.free))
        if kind == "oakes":
            return replace(fit, covariance=bread)
        meat = cross_product(fit, responses, power=1 if kind == "crossproduct" else 2)
        return replace(fit, covariance=_invert(meat) if kind == "crossproduct" else bread @ meat @ bread)


def observed(look: Callable[[Array], Place], at: Array) -> Array:
    """Observed information by central differences of the gradient."""
    information = np.empty((len(at), len(at)))
    for i in range(len(at)):
        step = np.zeros(len(at))
        step[i] = 1e-4 * max(1.0, abs(at[i]))
        information[i] = (look(at - step).gradient - look(at + step).gradient) / (2 * step[i])
    return (information + information.T) / 2


def cross_product(fit: Calibration, responses: Responses, *, power: int) -> Array:
    """Sum of outer products of person scores, weighted by the person weight to this power."""
    total = np.zeros((fit.layout.size, fit.layout.size))
    for scores, weight in person_scores(fit, responses):
        total += (scores * (weight**power)[:, None]).T @ scores
    return total


def person_scores(fit: Calibration, responses: Responses) -> Iterator[tuple[Array, Array]]:
    """Blocks of derivatives of each person's log-likelihood by the estimated parameters (n, p), and their weights."""
    point = evaluate(fit.layout, fit.theta, fit.free)
    slopes = _slopes(point)
    for first in range(0, responses.persons, BLOCK):
        block = responses.take(np.arange(first, min(first + BLOCK, responses.persons)))
        posterior = normalise(add_up(point.tables.answers, block) + point.tables.prior[block.group])
        yield _scores(point, slopes, block, posterior), block.weight


def _slopes(point: Point) -> Array:
    """The derivatives of all curves in one array (c, p, w, q), zero where there is no such parameter or answer."""
    layout = point.layout
    most = max(batch.at.shape[1] for batch in layout.batches)
    slopes = np.zeros((len(layout.curves), most, layout.width, len(point.theta)))
    for batch, found in zip(layout.batches, point.derivatives, strict=True):
        slopes[batch.curves, : found.shape[1], : found.shape[2]] = found
    return slopes


def _scores(point: Point, slopes: Array, block: Responses, posterior: Array) -> Array:
    layout = point.layout
    codes = np.where(block.codes == MISSING, np.uint8(layout.width - 1), block.codes)
    every = np.zeros((block.persons, len(layout.names)))
    for g in range(layout.groups):
        own = np.flatnonzero(block.group == g)
        out = np.zeros((len(own), *slopes.shape[:2]))
        each(partial(_part, codes, posterior, slopes, layout.curve_of[g], own, out), ranges(len(own), least=1024))
        for batch in layout.batches:
            every[np.ix_(own, batch.at.ravel())] = out[:, batch.curves, : batch.at.shape[1]].reshape(len(own), -1)
        every[np.ix_(own, layout.latent[g])] = posterior[own] @ point.latent_scores(g).T
    kept = np.flatnonzero(layout.free >= 0)
    if len(kept) == layout.size:
        return np.asarray(every[:, kept[np.argsort(layout.free[kept])]])
    free = np.zeros((layout.size, block.persons))
    np.add.at(free, layout.free[kept], every.T[kept])
    return free.T


def _part(codes: Any, posterior: Array, slopes: Array, place: Index, own: Index, out: Array, span: tuple[int, int]) -> None:
    rows = own[slice(*span)]
    add_scores(codes[rows], posterior[rows], slopes, place, out[slice(*span)])


def _invert(information: Array) -> Array:
    scale = np.sqrt(np.maximum(np.diag(information), 1e-300))
    try:
        inverse = cho_solve(cho_factor(information / np.outer(scale, scale)), np.eye(len(scale)))
    except LinAlgError:
        raise PsychometricsError(
            "The information of the parameters is not positive definite: an item is not identified. Look for slopes near 0 or add priors."
        ) from None
    return np.asarray(inverse / np.outer(scale, scale))
