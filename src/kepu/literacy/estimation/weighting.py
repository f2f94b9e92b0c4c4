"""From inclusion probabilities to final weights and their replicates: non-response, raking to known margins, trimming."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kepu.engines.survey.replicates import Replicates, reweight
from kepu.engines.survey.two_stage import two_stage
from kepu.engines.survey.weights import Rake, Trim, adjust_classes

from .data import FAY, EstimationError, Settings, SurveyData

AGES = ("18-29", "30-39", "40-49", "50-59", "60-69")
CERTAIN = 1 - 1e-9
"""Inclusion probability from which on a community counts as being in every sample."""
SCHOOLING = ("primary", "junior", "senior", "college", "bachelor")


@dataclass(frozen=True)
class Weighted:
    """Weights of the respondents with replicates, the strata for variances with the share of their communities and then of their residents that
    was drawn, and what was done on the way (fit for JSON)."""

    weights: NDArray[np.float64]
    replicates: Replicates
    strata: NDArray[Any]
    fraction: NDArray[np.float64]
    asked: NDArray[np.float64]
    steps: list[dict[str, Any]] = field(default_factory=list)


def weigh(data: SurveyData, settings: Settings, seed: int, *, fay: float = FAY) -> Weighted:
    """Base weights → classes of response → raking → trimming → raking; each replicate goes through the same.

    Classes are communities; one with too few respondents is joined with the community of the nearest response rate. Margins are street, sex by age
    group, and education; age groups or levels of education with too few respondents are joined with their neighbour, and said so.
    """
    if data.respondents < settings.minimum_published:
        raise EstimationError("too-few-respondents", data.respondents, least=settings.minimum_published)
    certain = frozenset(data.community[data.chance >= CERTAIN].tolist())
    strata, joined = variance_strata(data.stratum, data.community, certain)
    named = {data.names.get(key, key): data.names.get(value, value) for key, value in joined.items()}
    steps: list[dict[str, Any]] = [{"step": "base", "fay": fay, "certain": len(certain), "joined_strata": named, **_spread(data.base_weight)}]
    first, second = _fractions(data, strata)
    replicates = two_stage(strata, data.community, data.base_weight, settings.replicates, seed, psu_fraction=first, unit_fraction=second, fay=fay)
    response = adjust_classes(data.base_weight, data.community, data.responded, minimum=settings.minimum_class)
    merged = {str(key): str(value) for key, value in response.notes.get("merged", {}).items()}
    steps.append({"step": "response", "merged": merged, "rate": float(data.base_weight[data.responded].sum() / data.base_weight.sum())})
    replicates = reweight(replicates, response.notes["step"]).take(data.responded)
    margins, notes = margins_of(data, settings)
    rake = Rake.of(margins)
    replicates = reweight(replicates, rake)
    mean = float(replicates.weights.mean())
    limit = settings.trim * mean
    cut = int((replicates.weights > limit).sum())
    if cut:
        trim = Trim(None, limit)
        replicates = reweight(reweight(replicates, trim), lambda weights: rake(weights))
    steps.append({"step": "raking", **notes, "trimmed": cut, "limit": settings.trim, **_spread(replicates.weights)})
    return Weighted(replicates.weights, replicates, strata[data.responded], first[data.responded], second[data.responded], steps)


def replicate_weights(weighted: Weighted) -> NDArray[np.float64]:
    """The replicate weights laid out (respondents, R)."""
    return np.concatenate([columns for _which, columns in weighted.replicates.blocks()], axis=1)


def variance_strata(stratum: NDArray[Any], community: NDArray[Any], certain: frozenset[str] = frozenset()) -> tuple[NDArray[Any], dict[str, str]]:
    """Strata for variances: a `certain` community, which is in every sample, is one by itself; any other has at least two communities, for one with
    a single community is joined with its neighbour in order of code.

    Raises `EstimationError` when the whole sample has one community.
    """
    places = set(community.tolist())
    if len(places) < 2:
        raise EstimationError("one-community", next(iter(stratum.tolist()), ""))
    if len(places - certain) == 1:  # it has no other to be joined with
        certain = frozenset()
    members: dict[str, set[str]] = {}
    for street, place in zip(stratum.tolist(), community.tolist(), strict=True):
        if place not in certain:
            members.setdefault(street, set()).add(place)
    order = sorted(members)
    into = {street: street for street in order}
    joined: dict[str, str] = {}
    for place, street in enumerate(order):
        if len(members[street]) == 1 and into[street] == street and len(order) > 1:
            other = order[place + 1] if place + 1 < len(order) else into[order[place - 1]]
            head = into[other]
            joined[street] = head
            into = {key: head if value == street else value for key, value in into.items()}
            members[head] = members[head] | members[street]
    return np.array([place if place in certain else into[street] for street, place in zip(stratum.tolist(), community.tolist(), strict=True)]), joined


def _fractions(data: SurveyData, strata: NDArray[Any]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Sampled share of the communities of each person's stratum, and of the residents of the community.

    Communities are drawn in proportion to size, so the share is the mean inclusion probability of those drawn (Hájek 1964): large ones are in almost
    every sample and vary little.
    """
    residents: Counter[str] = Counter()
    for (place, _sex, _age), persons in data.population.items():
        residents[place] += persons
    asked: Counter[str] = Counter(data.community.tolist())
    own: dict[str, list[float]] = defaultdict(list)
    for stratum, _place, chance in sorted(set(zip(strata.tolist(), data.community.tolist(), data.chance.tolist(), strict=True))):
        own[stratum].append(chance)
    first = {stratum: 1.0 if min(chances) >= CERTAIN else float(np.mean(chances)) for stratum, chances in own.items()}
    second = [min(asked[place] / max(residents[place], 1), 1.0) for place in data.community.tolist()]
    return np.array([first[stratum] for stratum in strata.tolist()]), np.array(second)


def margins_of(data: SurveyData, settings: Settings) -> tuple[dict[str, tuple[Any, Mapping[Any, float]]], dict[str, Any]]:
    """Margins for raking: labels of the respondents with the known totals, and what was joined.

    Raises `EstimationError` for a street without respondents, and for margins that contradict each other by more than half a percent.
    """
    own = data.responded
    street, sex, age, schooling = (array[own] for array in (data.stratum, data.sex, data.age_group, data.education))
    streets: Counter[str] = Counter()
    cells: Counter[tuple[str, str]] = Counter()
    for (place, one_sex, group), persons in data.population.items():
        streets[data.street_of[place]] += persons
        cells[one_sex, group] += persons
    whole = sum(streets.values())
    if not whole:
        raise EstimationError("no-population", "")
    silent = sorted(code for code, persons in streets.items() if persons and code not in set(street.tolist()))
    if silent:
        raise EstimationError(
            "street-without-respondents", data.names.get(silent[0], silent[0]), streets=[data.names.get(code, code) for code in silent]
        )
    ages = _joined(AGES, Counter(age.tolist()), settings.minimum_margin * 2)
    by_sex: Counter[tuple[str, str]] = Counter()
    for (one_sex, group), persons in cells.items():
        by_sex[one_sex, ages[group]] += persons
    labels = np.array([f"{one}|{ages[group]}" for one, group in zip(sex.tolist(), age.tolist(), strict=True)])
    there = set(labels.tolist())
    empty = sorted(f"{one}|{group}" for (one, group), persons in by_sex.items() if persons and f"{one}|{group}" not in there)
    if empty:
        raise EstimationError("empty-margin", empty[0], margin="sex-age", cells=empty)
    margins: dict[str, tuple[Any, Mapping[Any, float]]] = {
        "street": (street, dict(streets)),
        "sex-age": (labels, {f"{one}|{group}": float(persons) for (one, group), persons in by_sex.items() if persons}),
    }
    notes: dict[str, Any] = {"margins": ["street", "sex-age"], "joined_ages": {key: value for key, value in ages.items() if key != value}}
    if data.by_education:
        total = sum(data.by_education.values())
        if abs(total - whole) > 0.005 * whole:
            raise EstimationError("margins-contradict", "education", first=whole, second=total)
        levels = _joined(SCHOOLING, Counter(schooling.tolist()), settings.minimum_margin)
        known: Counter[str] = Counter()
        for level, persons in data.by_education.items():
            known[levels[level]] += persons
        margins["education"] = (
            np.array([levels[level] for level in schooling.tolist()]),
            {level: persons * whole / total for level, persons in known.items()},
        )
        notes["margins"].append("education")
        notes["joined_education"] = {key: value for key, value in levels.items() if key != value}
    return margins, notes


def _joined(order: tuple[str, ...], count: Counter[str], least: int) -> dict[str, str]:
    """Each category with the name of the one that it is joined into, so that all have `least` respondents."""
    groups = [[name] for name in order]
    while len(groups) > 1:
        sizes = [sum(count[name] for name in group) for group in groups]
        place = int(np.argmin(sizes))
        if sizes[place] >= least:
            break
        other = place + 1 if place == 0 or (place + 1 < len(groups) and sizes[place + 1] < sizes[place - 1]) else place - 1
        first, second = sorted((place, other))
        groups[first : second + 1] = [groups[first] + groups[second]]
    return {name: group[0] for group in groups for name in group}


def _spread(weights: NDArray[np.float64]) -> dict[str, float]:
    """Mean, extremes, and the design effect of unequal weights (Kish 1965)."""
    return {
        "mean": float(weights.mean()),
        "least": float(weights.min()),
        "most": float(weights.max()),
        "kish": float(len(weights) * (weights**2).sum() / weights.sum() ** 2),
    }
