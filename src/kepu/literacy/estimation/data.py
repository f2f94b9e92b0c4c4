"""What the chain of estimation takes and what it is told to do."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

LEVELS = ("low", "basic", "literate", "advanced")
NOT_ASKED = -1
#: Fay's factor of the replicates: raking and calibration under half of the sample would overstate the variance by a tenth.
FAY = 0.5


class EstimationError(Exception):
    """The chain cannot go on: what is wrong (a code of `kepu.literacy.estimation.wording`), where, and the figures behind it."""

    def __init__(self, code: str, subject: object = "", **details: Any) -> None:
        super().__init__(f"{code}: {subject}")
        self.code, self.subject, self.details = code, subject, details


@dataclass(frozen=True)
class Rule:
    """How a score makes a level: `points` of each part (they add up to 100) and the cuts between the levels.

    With `scale` "points" a person's own score decides; with "latent" the score that the person's trait makes expected on all items.
    """

    scale: str
    points: Mapping[str, float]
    cuts: Mapping[str, float]

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Rule:
        return cls(str(stored["scale"]), dict(stored["points"]), dict(stored["cuts"]))

    def shifted(self, by: float) -> Rule:
        """The rule with all cuts moved."""
        return Rule(self.scale, self.points, {name: cut + by for name, cut in self.cuts.items()})

    def on(self, scale: str) -> Rule:
        return Rule(scale, self.points, self.cuts)


@dataclass(frozen=True)
class AskedItem:
    """An item version of the survey; `name` joins the item's code and the version, so that a new wording is a new item."""

    version: int
    name: str
    domain: str
    most: int


@dataclass(frozen=True)
class Settings:
    """What the person who computes may choose."""

    replicates: int = 200
    trim: float = 5.0
    minimum_class: int = 5
    minimum_margin: int = 10
    minimum_published: int = 30
    communities: bool = True
    interval: str = "logit"
    confidence: float = 0.95


@dataclass(frozen=True)
class SurveyData:
    """One survey as arrays: a row a person who was drawn and is eligible.

    `chance` is the inclusion probability of the person's community. `points` (respondents, items) are scores, `NOT_ASKED` where the booklet
    lacks the item; the other arrays have all persons, and `responded` says which of them the rows of `points` are. `population` maps
    (community, sex, age group) and `education` an education to residents.
    """

    items: tuple[AskedItem, ...]
    rule: Rule
    number: NDArray[np.int64]
    stratum: NDArray[Any]
    community: NDArray[Any]
    chance: NDArray[np.float64]
    base_weight: NDArray[np.float64]
    responded: NDArray[np.bool_]
    sex: NDArray[Any]
    age_group: NDArray[Any]
    education: NDArray[Any]
    groups: Sequence[Sequence[str]]
    points: NDArray[np.int16]
    population: Mapping[tuple[str, str, str], int]
    by_education: Mapping[str, int]
    street_of: Mapping[str, str]
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def respondents(self) -> int:
        return len(self.points)

    def digest(self) -> str:
        """A fingerprint of everything that the figures follow from."""
        head = {
            "items": [asdict(item) for item in self.items],
            "rule": asdict(self.rule),
            "population": sorted([*key, count] for key, count in self.population.items()),
            "education": sorted(self.by_education.items()),
            "streets": sorted(self.street_of.items()),
            "groups": [list(group) for group in self.groups],
            "text": [array.tolist() for array in (self.stratum, self.community, self.sex, self.age_group, self.education)],
        }
        mark = hashlib.sha256(json.dumps(head, sort_keys=True, ensure_ascii=False).encode())
        for array in (self.number, self.chance, self.base_weight, self.responded, self.points):
            mark.update(np.ascontiguousarray(array).tobytes())
        return mark.hexdigest()
