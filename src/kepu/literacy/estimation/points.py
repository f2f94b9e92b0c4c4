"""The 100 points: of persons from their answers, and of the trait from the items' curves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kepu.engines.psychometrics import Item, expected_points
from kepu.literacy.parts import PART_OF

from .data import NOT_ASKED, EstimationError, Rule, SurveyData

Floats = NDArray[np.float64]
GRID = np.linspace(-6.0, 6.0, 481)


def observed(data: SurveyData) -> Floats:
    """Points (respondents,) of each person: in each part the share of its points that the person reached, times the part's weight.

    Raises `EstimationError` where a booklet has no item of a part that counts.
    """
    total = np.zeros(data.respondents)
    most = np.array([item.most for item in data.items], float)
    for part, weight in data.rule.points.items():
        if not weight:
            continue
        columns = [j for j, item in enumerate(data.items) if PART_OF[item.domain] == part]
        asked = data.points[:, columns] != NOT_ASKED
        possible = asked @ most[columns]
        without = np.flatnonzero(possible == 0)
        if len(without):
            raise EstimationError(
                "booklet-without-part", part, cases=[int(data.number[data.responded][row]) for row in without[:5]], count=len(without)
            )
        reached = np.where(asked, data.points[:, columns], 0).sum(axis=1)
        total += weight * reached / possible
    return total


#: Items on whose expected points the cuts are laid, each with its part of the 100 points.
Reference = Sequence[tuple[str, Item]]


def expected(rule: Rule, reference: Reference, theta: Floats) -> Floats:
    """Points (q,) that a trait θ makes expected on the items of reference; raises `EstimationError` where a part that counts has none."""
    total = np.zeros(len(theta))
    items = [item for _part, item in reference]
    reached = expected_points(items, theta) / np.array([item.categories - 1 for item in items])[:, None] if items else np.empty((0, len(theta)))
    for part, weight in rule.points.items():
        own = [j for j, (its, _item) in enumerate(reference) if its == part]
        if not own and weight:
            raise EstimationError("no-calibrated-item", part)
        if own:
            total += weight * reached[own].mean(axis=0)
    return total


def cut_of(points: Floats, cut: float) -> float:
    """Where on the latent scale the expected points (over `GRID`) reach a cut; infinite beyond what the items can show."""
    if cut <= points[0]:
        return -np.inf
    if cut >= points[-1]:
        return np.inf
    return float(np.interp(cut, points, GRID))


@dataclass(frozen=True)
class Above:
    """Who reaches a mark: 0, 1 or a chance between them (n,); where it was estimated, also as each replicate has it (n, R)."""

    values: Floats
    replicates: NDArray[np.float32] | None = None

    def __sub__(self, other: Above) -> Above:
        if self.replicates is None or other.replicates is None:
            return Above(self.values - other.values)
        return Above(self.values - other.values, self.replicates - other.replicates)


EVERYBODY = Above(np.ones(1), np.ones((1, 1), np.float32))


def above(score: Floats, marks: Iterable[float]) -> dict[float, Above]:
    """Who of known scores (n,) reaches each mark."""
    return {mark: Above((score >= mark).astype(float)) for mark in marks}


def marks_of(rule: Rule, shifts: Iterable[float]) -> list[float]:
    """All points that a cut stands at, and where the cut of the literate would stand if it were moved."""
    return sorted({*rule.cuts.values(), *(rule.shifted(by).cuts["literate"] for by in shifts)})


@dataclass(frozen=True)
class Scored:
    """Who reaches the marks of a scale, and the rule that makes levels of them."""

    rule: Rule
    above: Mapping[float, Above]

    def at(self, level: str) -> Above:
        """Who is at a level; `literate` includes `advanced`, as the national survey counts."""
        cuts = self.rule.cuts
        if level == "low":
            return EVERYBODY - self.above[cuts["basic"]]
        if level == "basic":
            return self.above[cuts["basic"]] - self.above[cuts["literate"]]
        return self.above[cuts[level]]
