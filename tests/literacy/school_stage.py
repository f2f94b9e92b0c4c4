"""An assessment on its way, for the tests of schools."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

from django.utils import timezone

from kepu.literacy.codes import code_of
from kepu.literacy.models import Assessment, ParticipatingSchool, Pupil, SchoolClass
from kepu.literacy.services.schools import add_schools, assemble_booklets, close_assessment, create_assessment, open_assessment
from kepu.literacy.services.schools_classes import add_class, record_consent
from kepu.literacy.services.schools_pupils import begin_sheet, entries_of, hand_in_sheet, keep_answer
from kepu.organizations.actors import Actor
from kepu.organizations.models import Unit

from .small_bank import right_answer, wrong_answer


def prepare(actor: Actor, schools: list[Unit], *, booklets: int = 2, length: int = 12, **values: Any) -> Assessment:
    """An assessment of the fifth grade that is open now; the bank is there."""
    today = timezone.localdate()
    usual = {"title": "五年级科学素质测评", "school_year": today.year, "grades": [5, 6], "starts_on": today - timedelta(days=1)}
    made = create_assessment(actor=actor, ends_on=today + timedelta(days=20), **{**usual, **values})
    assemble_booklets(actor=actor, assessment=made, booklets=booklets, length=length)
    add_schools(actor=actor, assessment=made, units=schools)
    return open_assessment(actor=actor, assessment=made, version=made.version)


def school_in(assessment: Assessment, unit: Unit) -> ParticipatingSchool:
    return assessment.schools.select_related("unit", "assessment").get(unit=unit)


def class_with_consent(actor: Actor, school: ParticipatingSchool, name: str = "1班", pupils: int = 12, grade: int = 5) -> SchoolClass:
    """A class of which all guardians agreed."""
    made = add_class(actor=actor, school=school, grade=grade, name=name, pupils=pupils)
    record_consent(actor=actor, school_class=made, consents=dict.fromkeys(range(1, pupils + 1), "given"))
    return made


def sit(pupil: Pupil, able: float, rng: random.Random) -> Pupil:
    """A pupil answers by his code; `able` is his chance of a right answer."""
    code, actor = code_of(pupil.secret), Actor.resident(pupil.school_class.school.assessment.district)
    begun = begin_sheet(actor=actor, code=code, number=pupil.number)
    for entry in entries_of(begun):
        given = right_answer(entry.version) if rng.random() < able else wrong_answer(entry.version)
        keep_answer(actor=actor, code=code, position=entry.position, answer=given)
    return hand_in_sheet(actor=actor, code=code)


def sit_all(school_class: SchoolClass, able: float = 0.6, seed: int = 1, most: int = 99) -> None:
    """The pupils of a class, or the first of them."""
    rng = random.Random(seed)
    for pupil in school_class.pupils.select_related("school_class__school__assessment__district")[:most]:
        sit(pupil, able, rng)


def finish_quickly(school_class: SchoolClass, able: float, seed: int) -> None:
    """Sheets written straight into the table, for figures of many pupils."""
    rng, assessment = random.Random(seed), school_class.school.assessment
    booklets: dict[str, list[Any]] = {}
    for entry in assessment.entries.select_related("version"):
        booklets.setdefault(entry.booklet, []).append(entry.version)
    pupils = list(school_class.pupils.all())
    for pupil in pupils:
        pupil.booklet = sorted(booklets)[pupil.number % len(booklets)]
        chance = min(max(rng.gauss(able, 0.2), 0.02), 0.98)
        pupil.answers = {}
        for version in booklets[pupil.booklet]:
            own = min(max(chance + (version.expected or 0.6) - 0.6, 0.02), 0.98)
            pupil.answers[str(version.pk)] = right_answer(version) if rng.random() < own else wrong_answer(version)
        pupil.state, pupil.started_at = Pupil.State.STARTED, timezone.now()
    Pupil.objects.bulk_update(pupils, ["booklet", "answers", "state", "started_at"])


def close(actor: Actor, assessment: Assessment) -> Assessment:
    assessment.refresh_from_db()
    return close_assessment(actor=actor, assessment=assessment, version=assessment.version)
