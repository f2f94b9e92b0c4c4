"""Invented residents with a true ability, and the answers that they would give. Pure: arrays in, arrays out; every figure from a seed."""

from __future__ import annotations

import math
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from .models import AgeGroup, Education, ItemVersion, Sex
from .scoring import Kind, max_score

Floats = NDArray[np.float64]
AGES, LEVELS, SEXES = list(AgeGroup.values), list(Education.values), list(Sex.values)
# What ability follows from, in standard deviations of a person; the spread of persons of one kind in one community is SPREAD.
AGE_EFFECT = np.array([0.25, 0.2, 0.0, -0.25, -0.5])
EDUCATION_EFFECT = np.array([-0.9, -0.45, 0.0, 0.4, 0.85])
COMMUNITY_SPREAD, SPREAD = 0.25, 0.75
# The younger have been at school longer: how much more often than in the whole district a level occurs at an age.
TILT = np.array([
    [0.1, 0.5, 1.1, 1.4, 1.6], [0.2, 0.7, 1.1, 1.3, 1.3], [0.7, 1.1, 1.1, 0.9, 0.8], [1.6, 1.4, 0.9, 0.6, 0.4], [2.4, 1.4, 0.7, 0.4, 0.3],
])  # fmt: skip
STEP = 0.8  # logits between a part and the whole of an item with several right answers


@dataclass(frozen=True)
class Curves:
    """Item slopes and intercepts (j,), the logit of a right answer being a θ + d."""

    a: Floats
    d: Floats
    most: NDArray[np.int64]


@dataclass(frozen=True)
class World:
    """Communities with their effect, the district's education, and the ability that the rule asks for."""

    effects: Mapping[str, float]
    education: Floats
    shift: float
    threshold: float


def curves_of(versions: Sequence[ItemVersion]) -> Curves:
    """True parameters: the share that the author expects, with noise; both from the item's code, so that they are the same in every wave."""
    a, d = [], []
    for version in versions:
        rng = np.random.default_rng(zlib.crc32(version.item.code.encode()))
        share = min(max(version.expected or 0.5, 0.08), 0.92)
        a.append(float(np.exp(rng.normal(0.1, 0.25))))
        d.append(math.log(share / (1 - share)) + float(rng.normal(0, 0.3)))
    return Curves(np.array(a), np.array(d), np.array([max_score(version) for version in versions]))


def expected_scores(curves: Curves, theta: Floats) -> Floats:
    """Expected share of the points of each item (n, j)."""
    line = theta[:, None] * curves.a + curves.d
    whole = 1 / (1 + np.exp(-line))
    parts = (1 / (1 + np.exp(-(line + STEP))) + 1 / (1 + np.exp(-(line - STEP)))) / 2
    return np.where(curves.most == 2, parts, whole)


def threshold(curves: Curves, weights: Floats, cut: float) -> float:
    """The ability whose expected score, by the points (j,) that each item carries, is the cut; at most 6 in size."""
    theta = np.linspace(-6, 6, 2401)
    score = expected_scores(curves, theta) @ weights
    return float(theta[min(int(np.searchsorted(score, cut)), len(theta) - 1)])


def education_by_age(margin: Floats) -> Floats:
    """(5 ages, 5 levels) shares that sum to one by age."""
    raw = TILT * margin
    return np.asarray(raw / raw.sum(axis=1, keepdims=True))


def means(effect: float, world: World) -> Floats:
    """Mean ability (5 ages, 5 levels) in a community."""
    return world.shift + effect + AGE_EFFECT[:, None] + EDUCATION_EFFECT


def true_share(world: World, effect: float, ages: Floats) -> float:
    """Share of a community above the threshold; `ages` (5,) are its residents by age group."""
    cell = ndtr((means(effect, world) - world.threshold) / SPREAD)
    return float((ages / ages.sum()) @ (education_by_age(world.education) * cell).sum(axis=1))


def settle(effects: Mapping[str, float], education: Floats, ages: Mapping[str, Floats], at: float, share: float) -> World:
    """The world in which that share of all residents is above the threshold; by halving."""
    low, high = -8.0, 8.0
    for _step in range(60):
        world = World(effects, education, (low + high) / 2, at)
        persons = sum(ages[code].sum() for code in effects)
        found = sum(true_share(world, effects[code], ages[code]) * ages[code].sum() for code in effects) / persons
        low, high = (world.shift, high) if found < share else (low, world.shift)
    return world


def answer(version: ItemVersion, points: int, rng: np.random.Generator) -> Any:
    """An answer worth these points, as a device sends it."""
    keys = [str(option["key"]) for option in version.options]
    if version.kind == Kind.NUMERIC:
        right, tolerance = float(version.answer["value"]), float(version.answer.get("tolerance", 0))
        return right if points else right + (1 + tolerance) * float(rng.choice([-2, -1, 1, 2, 10]))
    right_keys = [str(key) for key in version.answer["keys"]]
    if points == max_score(version):
        return right_keys
    if version.kind == Kind.ORDER:
        order = list(rng.permutation(right_keys))
        return order if order != right_keys else order[::-1]
    wrong = [key for key in keys if key not in right_keys]
    if version.kind == Kind.MULTIPLE and points == 1 and len(right_keys) > 1:
        return right_keys[: int(rng.integers(1, len(right_keys)))]
    return [str(rng.choice(wrong))] if wrong else None


def draw_points(curves: Curves, theta: float, rng: np.random.Generator) -> NDArray[np.int64]:
    """Points of one person for each item (j,)."""
    line, u = theta * curves.a + curves.d, rng.random(len(curves.a))
    whole = (u < 1 / (1 + np.exp(-line))).astype(int)
    parts = (u < 1 / (1 + np.exp(-(line + STEP)))).astype(int) + (u < 1 / (1 + np.exp(-(line - STEP)))).astype(int)
    return np.where(curves.most == 2, parts, whole)
