"""When an adaptive test ends, and how its content is mixed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from ..errors import PsychometricsError


class Verdict(Enum):
    """On which side of the threshold a person is found."""

    ABOVE = "above"
    BELOW = "below"
    OPEN = "open"


@dataclass(frozen=True)
class Rules:
    """``least`` and ``most`` items; stop at a standard error of ``se``, or when the sequential probability ratio test decides.

    The test (Wald 1947; Reckase 1983) holds ``threshold`` + ``margin`` against ``threshold`` - ``margin`` with errors of at most
    ``alpha`` (found above though below) and ``beta``. ``content`` is the share of each area; the area furthest behind its share comes
    next (Kingsbury & Zara 1989). ``mean`` and ``sd`` are what is known of the person before the first answer.
    """

    most: int
    least: int = 1
    se: float | None = None
    threshold: float | None = None
    margin: float = 0.2
    alpha: float = 0.05
    beta: float = 0.05
    content: Mapping[str, float] = field(default_factory=dict)
    mean: float = 0.0
    sd: float = 1.0

    def __post_init__(self) -> None:
        if not 1 <= self.least <= self.most:
            raise PsychometricsError(f"An adaptive test has 1 ≤ least ≤ most items, not {self.least} and {self.most}.")
        if not (0 < self.alpha < 0.5 and 0 < self.beta < 0.5 and self.margin > 0 and self.sd > 0):
            raise PsychometricsError("Errors of the sequential test lie between 0 and 0.5; its margin and the prior's sd are above 0.")
