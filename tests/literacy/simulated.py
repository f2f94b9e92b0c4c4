"""A district drawn by a seed, whose true shares are known, and a sample of it as the chain of estimation takes it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kepu.engines.psychometrics import Item, simulate
from kepu.engines.survey import select_pps
from kepu.literacy.estimation import points
from kepu.literacy.estimation.data import NOT_ASKED, AskedItem, Rule, SurveyData
from kepu.literacy.parts import PART_OF

AGES = ("18-29", "30-39", "40-49", "50-59", "60-69")
SCHOOLING = ("primary", "junior", "senior", "college", "bachelor")
RULE = Rule(
    "points",
    {"knowledge": 40, "methods": 20, "spirit_thought": 20, "ability": 20},
    {"basic": 55, "literate": 70, "advanced": 85},
)
DOMAINS = ("knowledge", "knowledge", "methods", "spirit", "ability", "knowledge", "methods", "thought", "ability", "knowledge")


@dataclass(frozen=True)
class District:
    """Everybody of 18 to 69: community, sex, age group, education, trait; and the items that they could be asked."""

    community: NDArray[Any]
    sex: NDArray[Any]
    age_group: NDArray[Any]
    education: NDArray[Any]
    theta: NDArray[np.float64]
    street_of: dict[str, str]
    items: list[Item]
    domains: list[str]

    def reference(self) -> points.Reference:
        return [(PART_OF[domain], item) for domain, item in zip(self.domains, self.items, strict=True)]

    def latent(self, rule: Rule = RULE) -> NDArray[np.float64]:
        """Everybody's expected points."""
        return np.interp(self.theta, points.GRID, points.expected(rule, self.reference(), points.GRID))


def district(seed: int, *, streets: int = 8, communities: int = 48, persons: int = 24_000, items: int = 40, level: float = 0.0) -> District:
    """Residents whose trait depends on community, age and education; items of all parts, every fourth with two points."""
    rng = np.random.default_rng(seed)
    sizes = rng.gamma(4.0, 1.0, communities)
    place = rng.choice(communities, persons, p=sizes / sizes.sum())
    age = rng.choice(5, persons, p=[0.22, 0.22, 0.21, 0.2, 0.15])
    schooling = np.clip(np.round(rng.normal(2.4 - 0.35 * age, 1.1, persons)), 0, 4).astype(int)
    effect = rng.normal(0, 0.25, communities)
    theta = level + effect[place] + 0.45 * (schooling - 2) - 0.1 * (age - 2) + rng.normal(0, 0.8, persons)
    bank: list[Item] = []
    for j in range(items):
        slope, difficulty = rng.lognormal(0.1, 0.3), rng.normal(-0.3, 1.0)
        if j % 4 == 3:
            bank.append(Item(f"q{j}", "graded", (0, 1, 2), np.array([slope, -slope * (difficulty - 0.7), -slope * (difficulty + 0.7)])))
        else:
            bank.append(Item(f"q{j}", "2pl", (0, 1), np.array([slope, -slope * difficulty])))
    codes = [f"c{c:03d}" for c in range(communities)]
    street_of = {code: f"s{c * streets // communities:02d}" for c, code in enumerate(codes)}
    return District(
        np.array(codes)[place],
        np.where(rng.random(persons) < 0.51, "female", "male"),
        np.array(AGES)[age],
        np.array(SCHOOLING)[schooling],
        theta,
        street_of,
        bank,
        [DOMAINS[j % len(DOMAINS)] for j in range(items)],
    )


def sample(
    of: District, seed: int, *, per_street: int = 3, per_community: int = 25, booklets: int = 2, rule: Rule = RULE, response: float = 0.75
) -> SurveyData:
    """Communities with probability proportional to size within streets, persons at random; young people answer less often; rotated booklets."""
    rng = np.random.default_rng(seed)
    size = Counter(of.community.tolist())
    chosen: list[NDArray[np.int64]] = []
    weights: list[NDArray[np.float64]] = []
    chances: list[NDArray[np.float64]] = []
    for street in sorted(set(of.street_of.values())):
        codes = sorted(code for code in size if of.street_of[code] == street)
        picked = select_pps(np.array([size[code] for code in codes], float), min(per_street, len(codes)), "systematic", rng)
        for index, probability in zip(picked.indices.tolist(), picked.probabilities[picked.indices].tolist(), strict=True):
            people = np.flatnonzero(of.community == codes[index])
            drawn = rng.choice(people, min(per_community, len(people)), replace=False)
            chosen.append(drawn)
            weights.append(np.full(len(drawn), len(people) / len(drawn) / probability))
            chances.append(np.full(len(drawn), probability))
    rows, base = np.concatenate(chosen), np.concatenate(weights)
    likely = response - 0.2 * (of.age_group[rows] == AGES[0])
    responded = rng.random(len(rows)) < likely
    own = rows[responded]
    answers = simulate(of.items, of.theta[own], rng).astype(np.int16)
    parts = np.arange(len(of.items)) % booklets
    booklet = rng.integers(0, booklets, len(own))
    answers[(booklet[:, None] != parts[None, :]) & (parts[None, :] > 0) & (booklet[:, None] > 0)] = NOT_ASKED
    population = Counter(zip(of.community.tolist(), of.sex.tolist(), of.age_group.tolist(), strict=True))
    return SurveyData(
        tuple(AskedItem(j, item.name, domain, item.categories - 1) for j, (item, domain) in enumerate(zip(of.items, of.domains, strict=True))),
        rule,
        np.arange(1, len(rows) + 1),
        np.array([of.street_of[code] for code in of.community[rows].tolist()]),
        of.community[rows],
        np.concatenate(chances),
        base,
        responded,
        of.sex[rows],
        of.age_group[rows],
        of.education[rows],
        [["elderly"] if age == AGES[-1] else [] for age in of.age_group[rows].tolist()],
        answers,
        population,
        Counter(of.education.tolist()),
        of.street_of,
    )
