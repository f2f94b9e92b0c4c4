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
    from .calibrate import Calibration, Item

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


def score(fit: Calibration, responses: Responses, method: str = "eap") -> Scores:
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


def _eap(fit: Calibration, answers: Responses) -> Scores:
    posterior = normalise(log_likelihood(fit, answers, fit.theta) + normal_log_prior(fit.theta, fit.mean, fit.sd)[answers.group])
    mean = posterior @ fit.theta
    return Scores(mean, np.sqrt(np.maximum(posterior @ fit.theta**2 - mean**2, 0.0)), "eap")


def _start(fit: Calibration, answers: Responses, method: str) -> Array:
    """The best node: several modes (3PL) cannot lead astray."""
    nodes = np.linspace(-6, 6, 25)
    joint = log_likelihood(fit, answers, nodes)
    if method == "map":
        joint = joint + normal_log_prior(nodes, fit.mean, fit.sd)[answers.group]
    return nodes[joint.argmax(axis=1)]


def _climb(fit: Calibration, block: Responses, start: Array, method: str) -> tuple[Array, Array]:
    theta, reach = start.copy(), np.ones(len(start))
    before = np.zeros(len(start))
    for _ in range(100):
        slope, information, bias = derivatives(fit, block, theta)
        if method == "map":
            slope = slope - (theta - fit.mean[block.group]) / fit.sd[block.group] ** 2
            information = information + 1 / fit.sd[block.group] ** 2
        if method == "wle":
            slope = slope + bias / (2 * np.maximum(information, 1e-12))
        # a change of direction halves the longest step, so that the search cannot swing for ever
        reach = np.where(slope * before < 0, reach / 2, reach)
        step = np.clip(slope / np.maximum(information, 1e-8), -reach, reach)
        before, theta = slope, theta + step
        settled = (np.abs(step) < 1e-10) | (np.abs(theta) > FURTHEST)
        if settled.all():
            break
    _, information, _ = derivatives(fit, block, theta)
    if method == "map":
        information = information + 1 / fit.sd[block.group] ** 2
    gone = np.abs(theta) > FURTHEST
    with np.errstate(divide="ignore"):
        return np.where(gone, np.copysign(np.inf, theta), theta), np.where(gone, np.nan, 1 / np.sqrt(information))


def derivatives(fit: Calibration, block: Responses, theta: Array) -> tuple[Array, Array, Array]:
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
