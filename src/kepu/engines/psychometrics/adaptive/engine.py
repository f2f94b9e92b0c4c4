"""The course of an adaptive test."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ..errors import PsychometricsError
from ..layout import Array
from .bank import NODES, Bank
from .rules import Rules, Verdict

STEP = float(NODES[1] - NODES[0])
REACH, SQUARES = float(NODES[-1]), NODES**2


@dataclass(frozen=True)
class State:
    """Items asked and answers (category codes) so far, items that exposure control passed over, the log posterior at the nodes (q,),
    and which items may still be asked (j,)."""

    asked: tuple[int, ...]
    answers: tuple[int, ...]
    passed: frozenset[int]
    log_posterior: Array
    open: NDArray[np.bool_]

    @cached_property
    def estimate(self) -> tuple[float, float]:
        """Posterior mean and standard deviation of the trait."""
        weight = np.exp(self.log_posterior - self.log_posterior.max())
        mass = float(weight.sum())
        mean = float(weight @ NODES) / mass
        return mean, float(np.sqrt(max(float(weight @ SQUARES) / mass - mean**2, 0.0)))


class Exposure(Protocol):
    """A rule that keeps items from being seen by too many."""

    def choose(self, information: Array, rng: np.random.Generator) -> tuple[int, list[int]]:
        """The item to ask, and those passed over; ``information`` (j,) is negative for items that must not be asked."""


class Adaptive:
    """An adaptive test on a bank under rules. It keeps nothing of a person: many can share one.

    Raises ``PsychometricsError`` where the bank cannot serve the rules.
    """

    def __init__(self, bank: Bank, rules: Rules, exposure: Exposure) -> None:
        strangers = set(rules.content) - set(bank.areas.tolist())
        if strangers:
            raise PsychometricsError(f"Areas without items in the bank: {', '.join(sorted(strangers))}.")
        if rules.most > len(bank.items):
            raise PsychometricsError(f"The bank has {len(bank.items)} items, fewer than the {rules.most} that one person may be asked.")
        self.bank, self.rules, self.exposure = bank, rules, exposure
        self.members = {area: bank.areas == area for area in rules.content}
        self.by_node = np.ascontiguousarray(bank.information.T)

    def begin(self) -> State:
        """A test in which nothing was asked yet."""
        return State((), (), frozenset(), -0.5 * ((NODES - self.rules.mean) / self.rules.sd) ** 2, np.ones(len(self.bank.items), bool))

    def resume(self, asked: list[str], labels: list[int]) -> State:
        """A test from the answers stored of it."""
        state = self.begin()
        for name, label in zip(asked, labels, strict=True):
            state = self.answer(state, self.bank.place[name], label)
        return state

    def next_item(self, state: State, rng: np.random.Generator) -> tuple[int, State]:
        """The item to ask next and the state that remembers what was passed over.

        Raises ``PsychometricsError`` when no item is left.
        """
        allowed = self._allowed(state)
        node = round((state.estimate[0] + REACH) / STEP)
        area = self._area(state, allowed)
        mask = allowed & self.members[area] if area is not None else allowed
        item, passed = self.exposure.choose(np.where(mask, self.by_node[node], -1.0), rng)
        return item, replace(state, passed=state.passed | set(passed)) if passed else state

    def answer(self, state: State, item: int, label: int) -> State:
        """The state after an answer. Raises ``PsychometricsError`` for an answer that is not among the item's options."""
        labels = self.bank.items[item].labels
        if label not in labels or item in state.asked:
            raise PsychometricsError(f"{label} is no new answer to {self.bank.items[item].name}: its options are {labels}.")
        code = labels.index(label)
        still = state.open.copy()
        still[item] = False
        if item in self.bank.enemies:
            still[self.bank.enemies[item]] = False
        return State((*state.asked, item), (*state.answers, code), state.passed, state.log_posterior + self.bank.log_p[item][code], still)

    def finished(self, state: State) -> bool:
        """Whether the rules end the test here."""
        count, rules = len(state.asked), self.rules
        if count >= rules.most or not state.open.any():
            return True
        if count < rules.least:
            return False
        if rules.se is not None and state.estimate[1] <= rules.se:
            return True
        return self.verdict(state) is not Verdict.OPEN

    def verdict(self, state: State) -> Verdict:
        """What the sequential test says by now; ``OPEN`` also without a threshold."""
        rules = self.rules
        if rules.threshold is None:
            return Verdict.OPEN
        likelihood = state.log_posterior + 0.5 * ((NODES - rules.mean) / rules.sd) ** 2
        high, low = np.interp([rules.threshold + rules.margin, rules.threshold - rules.margin], NODES, likelihood)
        if high - low >= np.log((1 - rules.beta) / rules.alpha):
            return Verdict.ABOVE
        return Verdict.BELOW if high - low <= np.log(rules.beta / (1 - rules.alpha)) else Verdict.OPEN

    def _allowed(self, state: State) -> NDArray[np.bool_]:
        if not state.passed:
            return state.open
        rested = state.open.copy()
        rested[list(state.passed)] = False
        # items that were passed over come back before the test ends for want of items
        return rested if rested.any() else state.open

    def _area(self, state: State, allowed: NDArray[np.bool_]) -> str | None:
        behind = None
        most = -np.inf
        for area, share in self.rules.content.items():
            members = self.members[area]
            lag = share * (len(state.asked) + 1) - int(members[list(state.asked)].sum())
            if lag > most and (allowed & members).any():
                behind, most = area, lag
        return behind
