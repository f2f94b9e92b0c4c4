"""Likelihoods and posteriors of persons at nodes of the trait."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from .curves import log_curves
from .errors import PsychometricsError
from .kernels import add_answers
from .layout import Array
from .parallel import each, ranges
from .responses import MISSING, Responses

if TYPE_CHECKING:
    from .scale import Scale


def aligned(fit: Scale, responses: Responses) -> Responses:
    """The responses with codes and groups in the order of the calibration.

    Raises ``PsychometricsError`` for items, options or groups that it does not know.
    """
    known = {item.name: j for j, item in enumerate(fit.items[0])}
    strangers = [name for name in responses.items if name not in known]
    if strangers:
        raise PsychometricsError(f"Items without parameters: {', '.join(strangers[:5])}. Calibrate them or leave them out.")
    codes = np.full((responses.persons, len(known)), MISSING, np.uint8)
    for j, (name, labels) in enumerate(zip(responses.items, responses.labels, strict=True)):
        own = fit.items[0][known[name]].labels
        outside = sorted(set(labels) - set(own))
        if outside:
            raise PsychometricsError(f"Item {name} was not calibrated with the answer {outside[0]}: correct it or make it missing.")
        place = np.full(256, MISSING, np.uint8)
        place[: len(labels)] = [own.index(label) for label in labels]
        codes[:, known[name]] = place[responses.codes[:, j]]
    group = np.zeros(responses.persons, np.int64)
    if len(fit.groups) > 1:
        if set(responses.groups) - set(fit.groups):
            raise PsychometricsError(f"Groups without a calibration: {sorted(set(responses.groups) - set(fit.groups))}.")
        group = np.array([fit.groups.index(name) for name in responses.groups])[responses.group]
    items = tuple(item.name for item in fit.items[0])
    return replace(responses, codes=codes, items=items, labels=tuple(i.labels for i in fit.items[0]), group=group, groups=fit.groups)


def answer_table(fit: Scale, theta: Array) -> Array:
    """Log P of answers (g, j, w, q) at any values of the trait, with a last row of zeros for missing answers."""
    width = max(item.categories for item in fit.items[0]) + 1
    table = np.zeros((len(fit.groups), len(fit.items[0]), width, len(theta)))
    for g, items in enumerate(fit.items):
        for own, log_p in log_curves(items, theta):
            table[g, own, : log_p.shape[1]] = log_p
    return table


def log_likelihood(fit: Scale, responses: Responses, theta: Array) -> Array:
    """Log-likelihood of each person's answers at the values of the trait (n, q); ``responses`` must be aligned."""
    return add_up(answer_table(fit, theta), responses)


def add_up(table: Array, responses: Responses) -> Array:
    """Sums (n, q) over each person's answers of a table (g, j, w, q) whose last row w is for missing ones."""
    codes = np.where(responses.codes == MISSING, np.uint8(table.shape[2] - 1), responses.codes)
    out = np.zeros((responses.persons, table.shape[3]))
    each(lambda span: add_answers(codes, responses.group, table, span[0], span[1], out), ranges(responses.persons, least=1024))
    return out


def normal_log_prior(theta: Array, mean: Array, sd: Array) -> Array:
    """Log density of normal distributions at the nodes (…, q) up to a constant of each row."""
    return np.asarray(-0.5 * ((theta - np.asarray(mean)[..., None]) / np.asarray(sd)[..., None]) ** 2 - np.log(np.asarray(sd)[..., None]))


def normalise(log_joint: Array) -> Array:
    """Posterior weights (n, q) from log joint densities."""
    weights = np.exp(log_joint - log_joint.max(axis=-1, keepdims=True))
    return np.asarray(weights / weights.sum(axis=-1, keepdims=True))
