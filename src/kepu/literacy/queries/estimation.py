"""A survey as the chain of estimation takes it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

import numpy as np

from kepu.literacy.estimation.data import NOT_ASKED, AskedItem, EstimationError, Rule, SurveyData
from kepu.literacy.models import BookletItem, Case, ItemVersion, PopulationCell, SampledCommunity, Survey
from kepu.literacy.scoring import max_score, score

#: Persons who belong to the population, whether they answered or not.
ELIGIBLE = (Case.State.ISSUED, Case.State.STARTED, Case.State.COMPLETE, Case.State.REFUSED, Case.State.ABSENT, Case.State.REJECTED)


def survey_data(survey: Survey) -> SurveyData:
    """Everything that the figures follow from, in a fixed order.

    Raises `EstimationError` where the frame lacks what weights are made of.
    """
    drawn = {one.pk: one for one in SampledCommunity.objects.filter(survey=survey).select_related("frame__area", "frame__stratum")}
    fields = ("id", "number", "community_id", "state", "booklet_id", "sex", "age_group", "education", "groups", "eligible_persons", "sheet__answers")
    cases = list(
        Case.objects.filter(survey=survey, state__in=ELIGIBLE, community__state=SampledCommunity.State.ACTIVE).order_by("number").values(*fields)
    )
    if not cases:
        raise EstimationError("no-cases")
    responded = np.array([case["state"] == Case.State.COMPLETE for case in cases])
    versions, booklets = _asked(survey)
    population, by_education = _population(survey)
    frame = {one.area.code: one for one in survey.frame.select_related("area", "stratum")}
    own = [case for case, is_in in zip(cases, responded, strict=True) if is_in]
    return SurveyData(
        items=tuple(AskedItem(version.pk, f"{version.item.code}@{version.number}", version.domain, max_score(version)) for version in versions),
        rule=Rule.of(survey.rule),
        number=np.array([case["number"] for case in cases], np.int64),
        stratum=np.array([drawn[case["community_id"]].frame.stratum.code for case in cases]),
        community=np.array([drawn[case["community_id"]].frame.area.code for case in cases]),
        chance=np.array([drawn[case["community_id"]].probability for case in cases]),
        base_weight=_weights(cases, responded, drawn, population),
        responded=responded,
        sex=np.array([case["sex"] for case in cases]),
        age_group=np.array([case["age_group"] for case in cases]),
        education=np.array([case["education"] for case in cases]),
        groups=[sorted(case["groups"] or []) for case in cases],
        points=_points(own, versions, booklets),
        population=population,
        by_education=by_education,
        street_of={code: one.stratum.code for code, one in frame.items()},
        names={one.stratum.code: one.stratum.name for one in frame.values()} | {code: one.area.name for code, one in frame.items()},
    )


def _asked(survey: Survey) -> tuple[list[ItemVersion], dict[int, set[int]]]:
    """Versions in the order of their items, and what each booklet holds."""
    entries = BookletItem.objects.filter(booklet__survey=survey).select_related("version__item")
    versions: dict[int, ItemVersion] = {}
    booklets: dict[int, set[int]] = defaultdict(set)
    for entry in entries:
        versions[entry.version_id] = entry.version
        booklets[entry.booklet_id].add(entry.version_id)
    return sorted(versions.values(), key=lambda version: (version.item.code, version.number)), booklets


def _points(cases: list[dict[str, Any]], versions: list[ItemVersion], booklets: Mapping[int, set[int]]) -> np.ndarray[Any, np.dtype[np.int16]]:
    """Scores (respondents, items); an item of the booklet that was left unanswered counts as wrong."""
    found = np.full((len(cases), len(versions)), NOT_ASKED, np.int16)
    place = {version.pk: j for j, version in enumerate(versions)}
    for row, case in enumerate(cases):
        answers = case["sheet__answers"] or {}
        for pk in booklets.get(case["booklet_id"], ()):
            version = versions[place[pk]]
            found[row, place[pk]] = score(version, answers.get(str(pk)))
    return found


def _population(survey: Survey) -> tuple[dict[tuple[str, str, str], int], dict[str, int]]:
    cells: dict[tuple[str, str, str], int] = {}
    education: dict[str, int] = {}
    for cell in PopulationCell.objects.filter(survey=survey).select_related("area"):
        if cell.education:
            education[cell.education] = education.get(cell.education, 0) + cell.persons
        else:
            cells[cell.area.code, cell.sex, cell.age_group] = cell.persons
    return cells, education


def _weights(
    cases: list[dict[str, Any]], responded: Any, drawn: Mapping[int, SampledCommunity], population: Mapping[tuple[str, str, str], int]
) -> np.ndarray[Any, np.dtype[np.float64]]:
    """One over the inclusion probability: of the community, of the household in it, of the person in the household.

    Where the frame counts no households, persons are taken as drawn from the residents. Of households that nobody reached, the number of eligible
    persons is taken as the mean of those that answered.
    """
    issued = Counter(case["community_id"] for case in cases)
    residents: Counter[str] = Counter()
    for (place, _sex, _age), persons in population.items():
        residents[place] += persons
    answered = [case["eligible_persons"] for case, is_in in zip(cases, responded, strict=True) if is_in]
    usual = float(np.mean(answered)) if answered else 1.0
    found = np.empty(len(cases))
    for row, case in enumerate(cases):
        one = drawn[case["community_id"]]
        households, persons = one.frame.households, residents[one.frame.area.code]
        if not households and not persons:
            raise EstimationError("community-without-residents", one.frame.area.name)
        eligible = case["eligible_persons"] if responded[row] else usual
        within = households / issued[case["community_id"]] * eligible if households else persons / issued[case["community_id"]]
        found[row] = within / one.probability
    return found


def response_counts(survey: Survey) -> dict[str, int]:
    """How many persons of the sample are in each state."""
    counts = Counter(Case.objects.filter(survey=survey, community__state=SampledCommunity.State.ACTIVE).values_list("state", flat=True))
    return {state.value: counts.get(state.value, 0) for state in Case.State}
