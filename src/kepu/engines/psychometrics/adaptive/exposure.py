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

# Rounds that are forgotten, rounds that are then waited for at least, and the weight that the newest keeps at least.
BURN_IN, SETTLING, LEAST_GAIN = 2, 4, 0.2


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

    What is selected is averaged over rounds, the older ones fading, because one round of so few persons errs by several points.
    Raises ``NotConvergedError`` when after the rounds some item is still asked of more than ``limit`` by over two standard errors of
    that average: the bank is too small for the limit.
    """
    from .engine import Adaptive
    from .simulation import run

    count, spread = len(bank.items), limit * (1 - limit) / len(theta)
    # The highest of many shares lies above what it is aimed at, by the noise that is left at the end.
    aim = max(limit - 2 * np.sqrt(LEAST_GAIN / (2 - LEAST_GAIN) * spread), limit / 2)
    chance, asked, chosen, noise = np.ones(count), np.zeros(count), np.zeros(count), 1.0
    for turn in range(rounds):
        test, counts = Adaptive(bank, rules, SympsonHetter(chance)), np.zeros((2, count))
        for value in theta:
            course = run(test, float(value), rng)
            counts[0, list(course.items)] += 1
            counts[1, list(course.selected)] += 1
        gain = max(1.0 / max(turn - BURN_IN + 1, 1), LEAST_GAIN)
        asked += gain * (counts[0] / len(theta) - asked)
        chosen += gain * (counts[1] / len(theta) - chosen)
        noise = (1 - gain) ** 2 * noise + gain**2
        settled = turn >= BURN_IN + SETTLING or turn == rounds - 1
        if settled and asked.max() <= limit + 2 * np.sqrt(noise * spread):
            return SympsonHetter(chance)
        chance = np.where(chosen > aim, aim / np.maximum(chosen, 1e-12), 1.0)
        # a test must not run out of items: the largest chances are kept at one
        chance[np.argsort(-chance)[: rules.most]] = 1.0
    worst = bank.items[int(asked.argmax())].name
    message = f"{worst} is still asked of {asked.max():.0%}: allow a higher limit, fewer items a person, or enlarge the bank."
    raise NotConvergedError(message, fit=chance)
