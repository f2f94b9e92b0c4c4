"""Exposure control: the best items are not asked of everyone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..errors import NotConvergedError
from ..layout import Array

if TYPE_CHECKING:
    from .bank import Bank
    from .rules import Rules


@dataclass(frozen=True)
class Randomesque:
    """One of the ``among`` most informative items by chance (Kingsbury & Zara 1989); 1 takes the best."""

    among: int = 1

    def choose(self, information: Array, rng: np.random.Generator) -> tuple[int, list[int]]:
        """The item to ask; nothing is passed over."""
        if self.among == 1:
            return int(information.argmax()), []
        among = min(self.among, int((information >= 0).sum()))
        best = np.argpartition(information, -among)[-among:]
        return int(best[int(rng.random() * among)]), []


@dataclass(frozen=True)
class SympsonHetter:
    """The best item is asked with its own probability, else passed over for this person (Sympson & Hetter 1985)."""

    chance: Array

    def choose(self, information: Array, rng: np.random.Generator) -> tuple[int, list[int]]:
        """The item to ask and those that lost their draw; when all lose, the best is asked."""
        order = np.argsort(-information)[: int((information >= 0).sum())]
        drawn = rng.random(len(order)) < self.chance[order]
        if not drawn.any():
            return int(order[0]), []
        first = int(drawn.argmax())
        return int(order[first]), order[:first].tolist()


def calibrate_exposure(bank: Bank, rules: Rules, *, limit: float, theta: Array, rng: np.random.Generator, rounds: int = 30) -> SympsonHetter:
    """Find the probabilities by simulated tests of persons at ``theta`` so that no item is asked of more than ``limit`` of them.

    Raises ``NotConvergedError`` when after the rounds some item is still asked of more than ``limit`` by over three
    standard errors of so many simulated persons: the bank is too small for the limit.
    """
    from .engine import Adaptive
    from .simulation import run

    chance = np.ones(len(bank.items))
    shares, excused = chance, limit + 3 * np.sqrt(limit * (1 - limit) / len(theta))
    for _ in range(rounds):
        test = Adaptive(bank, rules, SympsonHetter(chance))
        asked, selected = np.zeros((2, len(bank.items)))
        for value in theta:
            course = run(test, float(value), rng)
            asked[list(course.items)] += 1
            selected[list(course.selected)] += 1
        shares = asked / len(theta)
        if shares.max() <= excused:
            return SympsonHetter(chance)
        chosen = selected / len(theta)
        chance = np.where(chosen > limit, limit / np.maximum(chosen, 1e-12), 1.0)
        # a test must not run out of items: the largest chances are kept at one
        chance[np.argsort(-chance)[: rules.most]] = 1.0
    worst = bank.items[int(shares.argmax())].name
    message = f"{worst} is still asked of {shares.max():.0%}: allow a higher limit, fewer items a person, or enlarge the bank."
    raise NotConvergedError(message, fit=chance)
