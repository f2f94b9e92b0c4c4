"""Monitoring in the demo district: the starter bank, a published wave, and the next one in the field. All respondents are invented."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from datetime import date

from kepu.literacy.models import AgeGroup, Education, Sex, Survey
from kepu.literacy.services.calculations import compute_now
from kepu.literacy.services.field_cases import create_cases
from kepu.literacy.services.field_close import close_survey
from kepu.literacy.services.field_quality import review_quality
from kepu.literacy.services.items_starter import load_starter
from kepu.literacy.services.publishing import publish_calculation
from kepu.literacy.services.surveys import create_survey, move_survey, update_survey
from kepu.literacy.services.surveys_booklets import propose_booklets, set_booklets
from kepu.literacy.services.surveys_draw import assign_interviewers, draw_sample
from kepu.literacy.services.surveys_frame import FrameRow, set_frame
from kepu.literacy.simulate import simulate_field
from kepu.organizations.actors import Actor
from kepu.organizations.models import Area, Membership
from kepu.plans.models import Indicator, Plan

SEED = 18
CONSENT = "本次调查不记名，答案只用于统计，不影响您的任何权益。您可以随时停止。"
# The services keep surveys of the past from being begun, so the last day is set once the story has gone past it.
OPEN_END = date(2099, 12, 31)
AGE_SHARES = (0.19, 0.22, 0.21, 0.21, 0.17)
SCHOOLING = (0.12, 0.24, 0.26, 0.18, 0.20)


@dataclass(frozen=True)
class Wave:
    """A survey of the demo: when, and what share of the invented residents is literate."""

    year: int
    begins: date
    ends: date
    share: float
    seed: int


PAST, PRESENT = Wave(2025, date(2025, 9, 10), date(2025, 11, 28), 0.205, 2025), Wave(2026, date(2026, 10, 12), date(2026, 12, 20), 0.225, 2026)


def settle(system: Actor, office: Actor, communities: list[Area], plans: list[Plan], today: date) -> None:
    """The bank always; the waves that have begun by today."""
    load_starter(actor=system)
    interviewers = list(Membership.objects.filter(user__username="interviewer", unit__district=system.district))
    first = None
    if today >= PAST.ends:
        first = _field(system, PAST, communities, interviewers, plans[0], None)
        simulate_field(actor=system, survey=first, seed=PAST.seed, literate_share=PAST.share)
        first = _dated(system, first, PAST.ends)
        first = close_survey(actor=system, survey=first, version=first.version, close_open=True)
        made = compute_now(actor=system, survey=first, settings={"replicates": 100})
        publish_calculation(actor=office, calculation=made)
    if today >= PRESENT.begins:
        second = _field(system, PRESENT, communities, interviewers, plans[1], first)
        simulate_field(actor=system, survey=second, seed=PRESENT.seed, literate_share=PRESENT.share, worked=0.6)
        review_quality(actor=system, survey=_dated(system, second, PRESENT.ends))


def _dated(system: Actor, survey: Survey, ends: date) -> Survey:
    survey.refresh_from_db()
    return update_survey(actor=system, survey=survey, version=survey.version, ends_on=ends)


def _field(system: Actor, wave: Wave, communities: list[Area], interviewers: list[Membership], plan: Plan, previous: Survey | None) -> Survey:
    """Designed, drawn, with booklets and cases, begun."""
    survey = create_survey(
        actor=system, title=f"{wave.year}年渝中区公民科学素质抽样调查", year=wave.year, starts_on=wave.begins, ends_on=OPEN_END,
        indicator=Indicator.objects.filter(plan=plan, code="literate_share").first(), previous=previous, expected_share=0.2, margin=0.035,
        per_community=20, items_per_booklet=24, booklet_count=3, replicate_count=120, seed=wave.seed, consent=CONSENT,
    )  # fmt: skip
    rows = _frame(communities)
    total = sum(sum(row.persons.values()) for row in rows)
    education = {level: round(total * share) for level, share in zip(Education.values, SCHOOLING, strict=True)}
    education[Education.SENIOR] += total - sum(education.values())
    set_frame(actor=system, survey=survey, rows=rows, education=education)
    survey.refresh_from_db()
    set_booklets(actor=system, survey=survey, proposal=propose_booklets(survey))
    survey.refresh_from_db()
    survey = draw_sample(actor=system, survey=survey, version=survey.version)
    create_cases(actor=system, survey=survey)
    survey.refresh_from_db()
    survey = move_survey(actor=system, survey=survey, version=survey.version, verb="start")
    for community in survey.sample.filter(state="active"):
        assign_interviewers(actor=system, survey=survey, community=community, interviewers=interviewers)
    survey.refresh_from_db()
    return survey


def _frame(communities: list[Area]) -> list[FrameRow]:
    """Residents of 18 to 69 by sex and age, and households, of every community; some 470,000 in all."""
    chance = random.Random(SEED)
    rows = []
    for area in communities:
        size = chance.lognormvariate(8.6, 0.35)
        cells: Counter[tuple[str, str]] = Counter()
        for group, share in zip(AgeGroup.values, AGE_SHARES, strict=True):
            persons = round(size * share * chance.uniform(0.85, 1.15))
            cells[Sex.FEMALE, group] = round(persons * 0.51)
            cells[Sex.MALE, group] = persons - cells[Sex.FEMALE, group]
        rows.append(FrameRow(area, round(size / 2.1), dict(cells)))
    return rows
