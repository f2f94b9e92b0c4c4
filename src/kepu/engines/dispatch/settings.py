"""How a problem is solved, and what is worth what."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Weights:
    """Points. An order served earns ``served + priority * (its priority - 1) + people * min(people, people_cap)``.

    ``liked``: more, if a team serves that the place liked. ``travel``: less, for each minute on the way.
    ``nearness``: less, for each kilometre between the team's base and the place. ``fairness``: less, for each minute
    of a team's weekly load times the share of its capacity that is in use, so that an even load costs least.
    """

    served: float = 200.0
    priority: float = 100.0
    people: float = 1.0
    people_cap: int = 100
    liked: float = 20.0
    travel: float = 0.5
    nearness: float = 1.0
    fairness: float = 0.05


@dataclass(frozen=True, slots=True)
class Settings:
    """``time_limit`` in seconds of wall clock, compilation not counted; ``iterations`` bounds the rounds instead.

    The same seed gives the same plan as long as the rounds end it (``iterations`` or ``gap``) and not the clock; a
    plan that the clock ended has ``status`` "time_limit" and is the best found. ``gap`` ends the search when proven.
    """

    weights: Weights = field(default_factory=Weights)
    seed: int = 0
    time_limit: float = 10.0
    iterations: int | None = None
    threads: int = 2
    gap: float = 0.0
    explain: bool = True
