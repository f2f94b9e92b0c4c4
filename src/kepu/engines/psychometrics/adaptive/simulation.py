"""Adaptive tests of simulated persons."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..layout import Array
from .bank import NODES
from .engine import Adaptive
from .rules import Verdict


@dataclass(frozen=True)
class Course:
    """One test: items asked, items selected (asked or passed over), estimate, its error and the verdict."""

    items: tuple[int, ...]
    selected: frozenset[int]
    theta: float
    se: float
    verdict: Verdict


def run(test: Adaptive, theta: float, rng: np.random.Generator) -> Course:
    """The test of a person with this value of the trait."""
    at = int(np.clip(np.searchsorted(NODES, theta), 1, len(NODES) - 1))
    part = (theta - NODES[at - 1]) / (NODES[at] - NODES[at - 1])
    state = test.begin()
    while not test.finished(state):
        item, state = test.next_item(state, rng)
        log_p = test.bank.log_p[item]
        chance = np.exp((1 - part) * log_p[:, at - 1] + part * log_p[:, at]).cumsum()
        code = min(int(np.searchsorted(chance, rng.random() * chance[-1])), len(chance) - 1)
        state = test.answer(state, item, test.bank.items[item].labels[code])
    mean, se = state.estimate
    return Course(state.asked, state.passed | set(state.asked), mean, se, test.verdict(state))


def run_many(test: Adaptive, theta: Array, rng: np.random.Generator) -> list[Course]:
    """The tests of many persons."""
    return [run(test, float(value), rng) for value in theta]
