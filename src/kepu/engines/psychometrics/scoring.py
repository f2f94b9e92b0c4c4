"""Estimates of the trait for persons: EAP, MAP, ML and WLE."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .layout import Array
from .models import MODELS
from .parallel import each, ranges
from .posterior import aligned, log_likelihood, normal_log_prior, normalise
from .responses import Responses

if TYPE_CHECKING:
    from .scale import Item, Scale

BLOCK = 4096
FURTHEST = 15.0
"""Estimates beyond this are reported as infinite."""


@dataclass(frozen=True)
class Scores:
    """Estimates (n,) and their standard errors (n,) on the scale of the trait.

    ML does not exist for answers that are all lowest or all highest: the estimate is then infinite and its error NaN.
    """

    theta: Array
    se: Array
    method: str


def score(fit: Scale, responses: Responses, method: str = "eap") -> Scores:
    """Estimate the trait of each person.

    ``eap`` posterior mean (Bock & Mislevy 1982), ``map`` posterior mode, ``ml`` maximum likelihood, ``wle`` Warm's (1989)
    weighted likelihood. Raises ``ValueError`` for another method.
    """
    answers = aligned(fit, responses)
    if method == "eap":
        return _eap(fit, answers)
    if method not in ("map", "ml", "wle"):
        raise ValueError(f"No method {method}: choose eap, map, ml or wle.")
    start = _start(fit, answers, method)

    def work(span: tuple[int, int]) -> tuple[Array, Array]:
        rows = np.arange(*span)
        return _climb(fit, answers.take(rows), start[rows], method)

    blocks = each(work, ranges(answers.persons, least=BLOCK, most=1 << 20))
    return Scores(np.concatenate([b[0] for b in blocks]), np.concatenate([b[1] for b in blocks]), method)


def _eap(fit: Scale, answers: Responses) -> Scores:
    posterior = normalise(log_likelihood(fit, answers, fit.theta) + normal_log_prior(fit.theta, fit.mean, fit.sd)[answers.group])
    mean = posterior @ fit.theta
    return Scores(mean, np.sqrt(np.maximum(posterior @ fit.theta**2 - mean**2, 0.0)), "eap")


def _start(fit: Scale, answers: Responses, method: str) -> Array:
    """The best node: several modes (3PL) cannot lead astray."""
    nodes = np.linspace(-6, 6, 25)
    joint = log_likelihood(fit, answers, nodes)
    if method == "map":
        joint = joint + normal_log_prior(nodes, fit.mean, fit.sd)[answers.group]
    return nodes[joint.argmax(axis=1)]


def _climb(fit: Scale, block: Responses, start: Array, method: str) -> tuple[Array, Array]:
    theta, reach, before = start.copy(), np.ones(len(start)), np.zeros(len(start))
    moving = np.arange(len(start))
    for _ in range(100):
        slope, information = _equation(fit, block.take(moving), theta[moving], method)
        # a change of direction halves the longest step, so that the search cannot swing for ever
        reach[moving] = np.where(slope * before[moving] < 0, reach[moving] / 2, reach[moving])
        step = np.clip(slope / np.maximum(information, 1e-8), -reach[moving], reach[moving])
        before[moving], theta[moving] = slope, theta[moving] + step
        moving = moving[(np.abs(step) > 1e-10) & (np.abs(theta[moving]) < FURTHEST)]
        if not len(moving):
            break
    _, information, _ = derivatives(fit, block, theta)
    if method == "map":
        information = information + 1 / fit.sd[block.group] ** 2
    gone = np.abs(theta) >= FURTHEST
    with np.errstate(divide="ignore"):
        return np.where(gone, np.copysign(np.inf, theta), theta), np.where(gone, np.nan, 1 / np.sqrt(information))


def _equation(fit: Scale, block: Responses, theta: Array, method: str) -> tuple[Array, Array]:
    """The function whose root is the estimate, and the information by which to step towards it."""
    slope, information, bias = derivatives(fit, block, theta)
    if method == "map":
        variance = fit.sd[block.group] ** 2
        return slope - (theta - fit.mean[block.group]) / variance, information + 1 / variance
    if method == "wle":
        slope = slope + bias / (2 * np.maximum(information, 1e-12))
    return slope, information


def derivatives(fit: Scale, block: Responses, theta: Array) -> tuple[Array, Array, Array]:
    """Of each person's log-likelihood at their trait: slope, expected information, and Warm's J = Σ P′P″/P."""
    slope, information, bias = np.zeros((3, len(theta)))
    for g, items in enumerate(fit.items):
        own = block.group == g
        if not own.any():
            continue
        for indices in _alike(items):
            p, first, second = MODELS[items[indices[0]].model].by_trait(np.stack([items[j].values for j in indices]), theta[own])
            codes = block.codes[np.ix_(own, indices)].T
            asked = codes < p.shape[1]
            ratio = first / p
            chosen = np.take_along_axis(ratio, np.where(asked, codes, 0)[:, None, :].astype(np.int64), axis=1)[:, 0]
            slope[own] += (chosen * asked).sum(axis=0)
            information[own] += ((ratio * first).sum(axis=1) * asked).sum(axis=0)
            bias[own] += ((ratio * second).sum(axis=1) * asked).sum(axis=0)
    return slope, information, bias


def _alike(items: tuple[Item, ...]) -> list[list[int]]:
    kinds: dict[tuple[str, int], list[int]] = {}
    for j, item in enumerate(items):
        kinds.setdefault((item.model, item.categories), []).append(j)
    return list(kinds.values())
