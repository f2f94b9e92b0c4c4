"""Curves and latent distributions at the nodes, and what expected counts say about the parameters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .layout import Array, Index, Layout
from .models import MODELS

EQUAL_NODES = np.linspace(-6.0, 6.0, 41)
"""41 equally spaced nodes; 21 Gauss–Hermite nodes are off by tens of log-likelihood units at 50 items."""


@dataclass(frozen=True)
class Tables:
    """Log P of answers (g, j, w, q) and log latent distribution (g, q); w has a row of zeros for missing answers."""

    answers: Array
    prior: Array


@dataclass(frozen=True)
class Expectation:
    """The E-step: log-likelihood, expected counts of answers (g, j, w, q) and of persons (g, q)."""

    loglik: float
    counts: Array
    totals: Array

    def __add__(self, other: Expectation) -> Expectation:
        return Expectation(self.loglik + other.loglik, self.counts + other.counts, self.totals + other.totals)


@dataclass(frozen=True)
class Point:
    """One set of parameters, computed once: tables for the E-step and derivatives for what follows it."""

    layout: Layout
    theta: Array
    free: Array
    tables: Tables
    derivatives: tuple[Array, ...]

    def score(self, found: Expectation) -> tuple[float, Array, Array]:
        """Log-likelihood with priors, its gradient, and the expected information of the complete data.

        By Fisher's identity the gradient of the expected complete log-likelihood is that of the marginal one.
        """
        layout = self.layout
        gradient, blocks = np.zeros(len(layout.names)), []
        by_curve = np.zeros((len(layout.curves), *found.counts.shape[2:]))
        for curves, counts in zip(layout.curve_of, found.counts, strict=True):
            by_curve[curves] += counts
        for batch, slopes in zip(layout.batches, self.derivatives, strict=True):
            items, size, kinds, _ = slopes.shape
            counts = by_curve[batch.curves, :kinds]
            gradient[batch.at] = (slopes.reshape(items, size, -1) @ counts.reshape(items, -1, 1))[:, :, 0]
            spread = slopes * np.sqrt(np.maximum(counts.sum(axis=1), 0.0)[:, None, None, :] * self._chances(batch.curves, kinds)[:, None])
            flat = spread.reshape(items, size, -1)
            blocks.append((flat @ flat.transpose(0, 2, 1)).ravel())
        for g in range(layout.groups):
            gradient[layout.latent[g]], own = self._latent(g, found.totals[g])
            blocks.append(own.ravel())
        kept, place = layout.blocks
        flat_sum = np.asarray(np.bincount(place, weights=np.concatenate(blocks)[kept], minlength=layout.size**2), float)
        information = flat_sum.reshape(layout.size, layout.size)
        extra, more, curvature = layout.priors.of(layout.kinds, self.free)
        np.fill_diagonal(information, information.diagonal() + curvature)
        return found.loglik + extra, layout.gather(gradient) + more, information

    def _chances(self, curves: Index, kinds: int) -> Array:
        layout = self.layout
        g, j = layout.homes[curves].T
        return np.exp(self.tables.answers[g, j, :kinds])

    def latent_scores(self, g: int) -> Array:
        """Derivatives of the log latent distribution at the nodes by mean and log sd (2, q)."""
        mean, log_sd = self.layout.expand(self.free)[self.layout.latent[g]]
        z = (self.theta - mean) / np.exp(log_sd)
        by = np.stack([z / np.exp(log_sd), z**2])
        return np.asarray(by - (by @ np.exp(self.tables.prior[g]))[:, None])

    def _latent(self, g: int, totals: Array) -> tuple[Array, Array]:
        by = self.latent_scores(g)
        return by @ totals, totals.sum() * (by * np.exp(self.tables.prior[g])) @ by.T


def evaluate(layout: Layout, theta: Array, free: Array) -> Point:
    """The curves of all items at the nodes for one set of estimated parameters."""
    every = layout.expand(free)
    answers = np.zeros((len(layout.curves), layout.width, len(theta)))
    derivatives = []
    for batch in layout.batches:
        log_p, slopes = MODELS[batch.model].curves(every[batch.at], theta)
        answers[batch.curves, : batch.categories] = log_p
        derivatives.append(slopes)
    prior = np.stack([latent(theta, *every[at]) for at in layout.latent])
    return Point(layout, theta, free, Tables(answers[layout.curve_of], prior), tuple(derivatives))


def latent(theta: Array, mean: float, log_sd: float) -> Array:
    """Log of a normal distribution at the nodes, summing to one."""
    z = (theta - mean) / np.exp(log_sd)
    log = -0.5 * z**2
    top = log.max()
    return np.asarray(log - top - np.log(np.exp(log - top).sum()))
