"""What not seeing the trait takes from the information about the parameters, without a look at the persons."""

from __future__ import annotations

import numpy as np

from .kernels import slope_scores
from .layout import Array, Layout
from .parallel import one_blas_thread
from .responses import MISSING, Responses
from .tables import Point

ENOUGH = 1000
"""Persons from whom is estimated which items are asked together."""


def asked_together(layout: Layout, responses: Responses) -> Array | None:
    """The share of each group's persons whom both of two parameters concern (g, p, p), from at most ``ENOUGH`` of them.

    Nothing with 3PL items: their guessing makes the posterior of the trait too unlike a normal one.
    """
    if any(curve.model == "3pl" for curve in layout.curves):
        return None
    groups, parameters, everybody = layout.groups, len(layout.names), len(layout.items)
    owner, present = np.full(parameters, everybody), np.zeros((groups, parameters), bool)
    for curve in layout.curves:
        owner[curve.at] = curve.item
        present[list(curve.groups), curve.at] = True
    np.put_along_axis(present, layout.latent, True, axis=1)
    found = np.empty((groups, parameters, parameters))
    for g in range(groups):
        answered = np.ones((1, everybody + 1), np.float32)
        if responses.tally[:, MISSING].any():
            rows = np.flatnonzero(responses.group == g)
            rows = np.random.default_rng(1).choice(rows, min(ENOUGH, len(rows)), replace=False, shuffle=False)
            answered = np.pad(responses.codes[rows] != MISSING, ((0, 0), (0, 1)), constant_values=True).astype(np.float32)
        with one_blas_thread():
            shares = (answered.T @ answered) / max(len(answered), 1)
        found[g] = shares[owner[:, None], owner] * np.outer(present[g], present[g])
    return found


def missing_information(point: Point, totals: Array, together: Array) -> Array:
    """Expected missing information (Orchard & Woodbury 1972) of the estimated parameters (p, p).

    It is the variance of a person's complete-data score under the posterior of the trait (Louis 1982), here with the normal approximation
    of that posterior: variance 1 / (test information + prior precision), score linear in the trait with the mean and the spread over answers
    of its slope. The answers that spread also move the posterior, which takes twice what they explain; that is exact for stretching a trait
    measured with normal errors. Good to a tenth, which is enough to steer by. ``totals`` (g, q) are expected persons at the nodes,
    ``together`` is ``asked_together``.
    """
    layout, theta = point.layout, point.theta
    every = layout.expand(point.free)
    lean, bend = np.zeros((len(every), len(theta))), np.zeros((len(every), len(theta)))
    information, spreads = np.empty((len(layout.curves), len(theta))), []
    for batch, slopes, log_p, chances in zip(layout.batches, point.derivatives, point.log_p, point.chances, strict=True):
        curves, size, _, nodes = slopes.shape
        own, leans, bends, spread = np.empty((curves, nodes)), *np.empty((2, curves, size, nodes)), np.empty((curves, size, size, nodes))
        slope_scores(theta, slopes, log_p, chances, own, leans, bends, spread)
        information[batch.curves], lean[batch.at], bend[batch.at] = own, leans, bends
        spreads.append(spread)
    slope_of = [curve.at.start for curve in layout.curves]
    whole = np.zeros((len(every), len(every)))
    for g, (mean, log_sd) in enumerate(every[layout.latent]):
        precision = np.exp(-2 * log_sd)
        lean[layout.latent[g]] = -precision * np.stack([np.ones(len(theta)), 2 * (theta - mean)])
        bend[layout.latent[g, 1]] = -precision
        asked = together[g, slope_of, slope_of]
        variance = 1 / (precision + asked @ information)
        weight = totals[g] * variance
        both, steered = np.concatenate([lean, bend], axis=1), np.concatenate([lean * weight, -2 * bend * (weight * variance)], axis=1)
        whole += (both @ steered.T) * together[g]
        for batch, spread in zip(layout.batches, spreads, strict=True):
            whole[batch.at[:, :, None], batch.at[:, None, :]] += asked[batch.curves, None, None] * (spread @ weight)
    kept, place = layout.square
    return np.asarray(np.bincount(place, weights=whole.ravel()[kept], minlength=layout.size**2).reshape(layout.size, layout.size), float)
