"""Curves and latent distributions at the nodes, and what expected counts say about the parameters."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .kernels import score_curves
from .layout import Array, Layout
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
    log_p: tuple[Array, ...]
    derivatives: tuple[Array, ...]

    @cached_property
    def chances(self) -> tuple[Array, ...]:
        """Probabilities of answers by batch of curves (c, w, q)."""
        return tuple(np.exp(log_p) for log_p in self.log_p)

    def score(self, found: Expectation) -> tuple[float, Array, Array]:
        """Log-likelihood with priors, its gradient, and the expected information of the complete data.

        By Fisher's identity the gradient of the expected complete log-likelihood is that of the marginal one.
        """
        layout = self.layout
        gradient, blocks = np.zeros(len(layout.names)), []
        by_curve = np.zeros((len(layout.curves), *found.counts.shape[2:]))
        for curves, counts in zip(layout.curve_of, found.counts, strict=True):
            by_curve[curves] += counts
        for batch, slopes, chances in zip(layout.batches, self.derivatives, self.chances, strict=True):
            curves, size, kinds, _ = slopes.shape
            own, block = np.empty((curves, size)), np.empty((curves, size, size))
            score_curves(slopes, chances, by_curve[batch.curves, :kinds], own, block)
            gradient[batch.at] = own
            blocks.append(block.ravel())
        for g in range(layout.groups):
            gradient[layout.latent[g]], block = self._latent(g, found.totals[g])
            blocks.append(block.ravel())
        kept, place = layout.blocks
        flat_sum = np.asarray(np.bincount(place, weights=np.concatenate(blocks)[kept], minlength=layout.size**2), float)
        information = flat_sum.reshape(layout.size, layout.size)
        extra, more, curvature = layout.priors.of(layout.kinds, self.free)
        np.fill_diagonal(information, information.diagonal() + curvature)
        return found.loglik + extra, layout.gather(gradient) + more, information

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
    found = [MODELS[batch.model].curves(every[batch.at], theta) for batch in layout.batches]
    for batch, (own, _) in zip(layout.batches, found, strict=True):
        answers[batch.curves, : batch.categories] = own
    prior = np.stack([latent(theta, *every[at]) for at in layout.latent])
    log_p, slopes = zip(*found, strict=True)
    return Point(layout, theta, free, Tables(answers[layout.curve_of], prior), log_p, slopes)


def latent(theta: Array, mean: float, log_sd: float) -> Array:
    """Log of a normal distribution at the nodes, summing to one."""
    z = (theta - mean) / np.exp(log_sd)
    log = -0.5 * z**2
    top = log.max()
    return np.asarray(log - top - np.log(np.exp(log - top).sum()))
