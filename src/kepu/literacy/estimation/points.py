"""The 100 points: of persons from their answers, and of the trait from the items' curves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kepu.engines.psychometrics import Item, expected_score
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
    for part, weight in rule.points.items():
        own = [item for its, item in reference if its == part]
        if not own and weight:
            raise EstimationError("no-calibrated-item", part)
        if own:
            total += weight * np.mean([expected_score([item], theta) / (item.categories - 1) for item in own], axis=0)
    return total


def cut_of(points: Floats, cut: float) -> float:
    """Where on the latent scale the expected points (over `GRID`) reach a cut; infinite beyond what the items can show."""
    if cut <= points[0]:
        return -np.inf
    if cut >= points[-1]:
        return np.inf
    return float(np.interp(cut, points, GRID))


def levels(score: Any, cuts: Mapping[str, float]) -> dict[str, NDArray[np.bool_]]:
    """Who is at each level; `literate` includes `advanced`, as the national survey counts."""
    values = np.asarray(score)
    return {
        "low": values < cuts["basic"],
        "basic": (values >= cuts["basic"]) & (values < cuts["literate"]),
        "literate": values >= cuts["literate"],
        "advanced": values >= cuts["advanced"],
    }
