"""What not seeing the trait takes from the information about the parameters, without a look at the persons."""

from __future__ import annotations

import numpy as np

from .layout import Array, Layout
from .models import MODELS
from .models.base import TINY
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
            rows = np.random.default_rng(1).choice(rows, min(ENOUGH, len(rows)), replace=False)
            answered = np.pad(responses.codes[rows] != MISSING, ((0, 0), (0, 1)), constant_values=True).astype(np.float32)
        shares = (answered.T @ answered) / max(len(answered), 1)
        found[g] = shares[owner[:, None], owner] * np.outer(present[g], present[g])
    return found


def missing_information(point: Point, totals: Array, together: Array) -> Array:
    """Expected missing information (Orchard & Woodbury 1972) of the estimated parameters (p, p).

    It is the variance of a person's complete-data score under the posterior of the trait (Louis 1982), here with the normal approximation
    of that posterior: variance 1 / (test information + prior precision), score linear in the trait with the mean and the spread over answers
    of its slope. Good to a few per cent but for stretching the whole trait, which is enough to steer by. ``totals`` (g, q) are expected
    persons at the nodes, ``together`` is ``asked_together``.
    """
    layout, theta = point.layout, point.theta
    every = layout.expand(point.free)
    lean, bend = np.zeros((len(every), len(theta))), np.zeros((len(every), len(theta)))
    information, spreads = np.zeros((len(layout.curves), len(theta))), []
    slope_of = [curve.at.start for curve in layout.curves]
    for batch, slopes in zip(layout.batches, point.derivatives, strict=True):
        p, by_trait, _ = MODELS[batch.model].by_trait(every[batch.at], theta)
        information[batch.curves] = (by_trait**2 / np.maximum(p, TINY)).sum(axis=1)
        drift = np.gradient(slopes, theta, axis=-1)
        drift -= (drift * p[:, None]).sum(axis=2, keepdims=True)
        lean[batch.at], bend[batch.at] = (slopes * by_trait[:, None]).sum(axis=2), (drift * by_trait[:, None]).sum(axis=2)
        spreads.append(drift * np.sqrt(p)[:, None])
    whole = np.zeros((len(every), len(every)))
    for g, (mean, log_sd) in enumerate(every[layout.latent]):
        precision = np.exp(-2 * log_sd)
        own = lean.copy()
        own[layout.latent[g]] = -np.stack([np.full(len(theta), precision), 2 * (theta - mean) * precision])
        asked = together[g, slope_of, slope_of]
        variance = 1 / (precision + asked @ information)
        weight = totals[g] * variance
        whole += ((own * weight) @ own.T - (bend * (weight * variance)) @ bend.T) * together[g]
        for batch, spread in zip(layout.batches, spreads, strict=True):
            flat = (spread * np.sqrt(weight)).reshape(*spread.shape[:2], -1)
            whole[batch.at[:, :, None], batch.at[:, None, :]] += asked[batch.curves, None, None] * (flat @ flat.transpose(0, 2, 1))
    kept, place = layout.square
    return np.asarray(np.bincount(place, weights=whole.ravel()[kept], minlength=layout.size**2).reshape(layout.size, layout.size), float)
