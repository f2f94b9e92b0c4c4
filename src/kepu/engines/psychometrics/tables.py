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
        np.add.at(by_curve, layout.curve_of.ravel(), found.counts.reshape(-1, *found.counts.shape[2:]))
        for batch, slopes in zip(layout.batches, self.derivatives, strict=True):
            items, size, kinds, _ = slopes.shape
            counts = by_curve[batch.curves, :kinds]
            gradient[batch.at] = (slopes.reshape(items, size, -1) @ counts.reshape(items, -1, 1))[:, :, 0]
            spread = slopes * np.sqrt(np.maximum(counts.sum(axis=1), 0.0)[:, None, None, :] * self._chances(batch.curves, kinds)[:, None])
            flat = spread.reshape(items, size, -1)
            blocks.append((batch.at, flat @ flat.transpose(0, 2, 1)))
        for g in range(layout.groups):
            inner, information = self._latent(g, found.totals[g])
            gradient[layout.latent[g]] = inner
            blocks.append((layout.latent[g][None], information[None]))
        value, by_free, information = found.loglik, layout.gather(gradient), self._information(blocks)
        extra, more, curvature = self._priors()
        return value + extra, by_free + more, information + np.diag(curvature)

    def _chances(self, curves: Index, kinds: int) -> Array:
        layout = self.layout
        where = [(layout.curves[c].groups[0], layout.curves[c].item) for c in curves]
        g, j = np.array(where).T
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

    def _information(self, blocks: list[tuple[Index, Array]]) -> Array:
        size, free = self.layout.size, self.layout.free
        total = np.zeros(size * size)
        for at, information in blocks:
            place = free[at]
            rows, columns = np.broadcast_arrays(place[:, :, None], place[:, None, :])
            kept = (rows >= 0) & (columns >= 0)
            total += np.bincount(rows[kept] * size + columns[kept], weights=information[kept], minlength=size * size)
        return total.reshape(size, size)

    def _priors(self) -> tuple[float, Array, Array]:
        layout = self.layout
        first = np.full(layout.size, -1)
        kept = np.flatnonzero(layout.free >= 0)[::-1]
        first[layout.free[kept]] = kept
        return layout.priors.of([layout.names[i].rpartition(".")[2] for i in first], self.free)


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
