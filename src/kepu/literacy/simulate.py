"""Field work with invented respondents, for a demo district and for tests: `simulate_field` answers all open cases of a survey."""

from __future__ import annotations

import datetime
import random
import uuid
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput
from kepu.organizations.models import Membership

from . import invented
from .invented import AGES, LEVELS, SEXES, SPREAD, Curves, Floats, World
from .models import Case, ItemVersion, Mode, Survey
from .parts import PART_OF
from .queries.field import versions_of
from .services.field_dispositions import dispose_cases
from .services.field_sheets import Incoming, take_sheets

DEVICE = "simulated"
SPEEDERS, STRAIGHT_LINERS, BLANK = 0.02, 0.01, 0.03


@dataclass(frozen=True)
class Simulated:
    """What was made, and the truth behind it: the share of residents whose expected score reaches the survey's cut for literacy.

    `by_community` is that share by the code of the community, of the whole frame; `ability` the true ability by case number.
    """

    complete: int
    others: int
    true_share: float
    by_community: Mapping[str, float]
    ability: Mapping[int, float] = field(repr=False, default_factory=dict)


@dataclass(frozen=True)
class _Person:
    sex: str
    age: int
    education: str
    theta: float


def simulate_field(
    *, actor: Actor, survey: Survey, seed: int, literate_share: float = 0.15, response_rate: float | None = None, worked: float = 1.0
) -> Simulated:
    """Answer every open case of a survey in the field as invented residents would, through the services of real field work.

    The true ability follows community, age and education; who is younger or more educated is reached a little more often. `response_rate` is
    that of the design unless given; `worked` is the share of cases that interviewers have been to. The same seed gives the same answers.
    Raises Conflict outside of a demo district.
    """
    if not survey.district.is_demo:
        raise Conflict(_("只有演示区县可以生成模拟答卷。"))
    if not 0 < literate_share < 1:
        raise InvalidInput(_("比例应在0到1之间。"))
    cases = list(survey.cases.filter(state__in=("issued", "started")).select_related("community__frame__area").order_by("number"))
    if worked < 1:
        cases = [case for case in cases if np.random.default_rng([seed, case.number]).random() < worked]
    for case in cases:
        case.survey = survey
    versions = versions_of({case.booklet_id for case in cases})
    _load_items(versions)
    ages, sexes = _residents(survey)
    world = _world(survey, seed, versions, ages, literate_share)
    curves = {booklet: invented.curves_of(list(found.values())) for booklet, found in versions.items()}
    asked = _interviewers(survey)
    rate = survey.response_rate if response_rate is None else response_rate
    taken: list[tuple[Case, Incoming, Membership | None]] = []
    others: list[tuple[Case, str, int]] = []
    ability: dict[int, float] = {}
    for case in cases:
        rng = np.random.default_rng([seed, survey.seed, case.number])
        code = case.community.frame.area.code
        person = _person(rng, world, world.effects[code], ages[code], sexes[code])
        if rng.random() > _chance_to_answer(person, rate):
            others.append((case, str(rng.choice(["refused", "absent", "ineligible"], p=[0.45, 0.45, 0.1])), int(rng.integers(3, 6))))
            continue
        ability[case.number] = person.theta
        who = asked.get(case.community_id)
        taken.append((case, _sheet(rng, survey, case, person, versions[case.booklet_id], curves[case.booklet_id], seed), who))
    complete = take_sheets(actor=actor, survey=survey, incoming=[(c, one, who if one.mode == Mode.TABLET else None) for c, one, who in taken])
    dispose_cases(actor=actor, survey=survey, outcomes=others)
    by_community = {code: invented.true_share(world, effect, ages[code]) for code, effect in world.effects.items()}
    return Simulated(complete, len(others), literate_share, by_community, ability)


def _load_items(versions: Mapping[int, Mapping[str, ItemVersion]]) -> None:
    """The codes of the items, in one query."""
    pks = {version.pk for found in versions.values() for version in found.values()}
    known = {version.pk: version.item for version in ItemVersion.objects.filter(pk__in=pks).select_related("item")}
    for found in versions.values():
        for version in found.values():
            version.item = known[version.pk]


def _residents(survey: Survey) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """Code -> residents by age group (5,), and code -> residents by sex and age group (2, 5)."""
    cells: dict[str, Floats] = {row.area.code: np.zeros((len(SEXES), len(AGES))) for row in survey.frame.select_related("area")}
    for cell in survey.population.exclude(area=survey.district_id).select_related("area"):
        cells[cell.area.code][SEXES.index(cell.sex), AGES.index(cell.age_group)] += cell.persons
    return {code: found.sum(axis=0) for code, found in cells.items()}, cells


def _world(survey: Survey, seed: int, versions: Mapping[int, Mapping[str, ItemVersion]], ages: Mapping[str, Floats], share: float) -> World:
    levels = {cell.education: float(cell.persons) for cell in survey.population.filter(area=survey.district_id)}
    education = np.array([levels.get(level, 1.0) for level in LEVELS])
    codes = sorted(ages)
    # Communities keep their character from wave to wave: it follows from their code, not from the seed of a field.
    effects = {code: float(np.random.default_rng(zlib.crc32(code.encode())).normal(0, invented.COMMUNITY_SPREAD)) for code in codes}
    first = list(next(iter(versions.values())).values())
    at = invented.threshold(invented.curves_of(first), _weights(survey, first), float(survey.rule["cuts"]["literate"]))
    return invented.settle(effects, education / education.sum(), ages, at, share)


def _weights(survey: Survey, versions: list[ItemVersion]) -> Floats:
    """Points of the 100-point scale that each item carries."""
    points: Any = survey.rule["points"]
    areas = [PART_OF[version.domain] for version in versions]
    return np.array([float(points[area]) / areas.count(area) for area in areas])


def _person(rng: np.random.Generator, world: World, effect: float, ages: Floats, cells: Floats) -> _Person:
    place = int(rng.choice(cells.size, p=(cells / cells.sum()).ravel()))
    sex, group = divmod(place, len(AGES))
    level = int(rng.choice(len(LEVELS), p=invented.education_by_age(world.education)[group]))
    low, high = map(int, AGES[group].split("-"))
    age = int(rng.integers(low, high + 1))
    if LEVELS[level] == "bachelor":
        age = max(age, 22)
    theta = float(rng.normal(invented.means(effect, world)[group, level], SPREAD))
    return _Person(SEXES[sex], age, LEVELS[level], theta)


def _chance_to_answer(person: _Person, rate: float) -> float:
    tilt = 0.06 * (LEVELS.index(person.education) - 2) / 2 - (0.06 if person.age < 30 else 0.0)
    return min(0.99, max(0.05, rate + tilt))


def _interviewers(survey: Survey) -> dict[int, Membership]:
    found = {}
    for community in survey.sample.prefetch_related("interviewers"):
        everybody = list(community.interviewers.all())
        if everybody:
            found[community.pk] = everybody[0]
    return found


def _sheet(
    rng: np.random.Generator, survey: Survey, case: Case, person: _Person, versions: Mapping[str, ItemVersion], curves: Curves, seed: int
) -> Incoming:  # fmt: skip
    points = invented.draw_points(curves, person.theta, rng)
    straight = rng.random() < STRAIGHT_LINERS
    answers = {
        key: [str(version.options[0]["key"])] if straight and version.kind == "single" else invented.answer(version, int(won), rng)
        for (key, version), won in zip(versions.items(), points, strict=True)
        if straight or rng.random() > BLANK
    }
    pace = 0.15 if straight or rng.random() < SPEEDERS else float(np.exp(rng.normal(0, 0.25)))
    seconds = {key: round(float(np.exp(rng.normal(2.8, 0.4))) * pace, 1) for key in versions}
    ends = _moment(rng, survey)
    starts = ends - datetime.timedelta(seconds=sum(seconds.values()) + 90)
    groups = [group for group, share in (("farmers", 0.07), ("workers", 0.16), ("officials", 0.06)) if rng.random() < share][:1]
    background = {"sex": person.sex, "age": person.age, "education": person.education, "groups": groups, "eligible_persons": int(rng.integers(1, 5))}
    key = uuid.UUID(int=random.Random(f"{survey.pk}/{seed}/{case.number}").getrandbits(128), version=4)
    mode = Mode.TABLET if rng.random() < 0.65 else Mode.LINK
    return Incoming(key, mode, answers, background, starts, starts, ends, seconds, DEVICE)


def _moment(rng: np.random.Generator, survey: Survey) -> datetime.datetime:
    last = min(survey.ends_on, timezone.localdate())
    days = max(0, (last - survey.starts_on).days)
    day = survey.starts_on + datetime.timedelta(days=int(rng.integers(0, days + 1)))
    local = datetime.datetime.combine(day, datetime.time(9), tzinfo=timezone.get_current_timezone())
    return local + datetime.timedelta(minutes=float(rng.integers(0, 600)))
