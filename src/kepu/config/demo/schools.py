"""Schools in the demo district: an assessment that has ended with its reports, one that a teacher can go on with, and what schools have. All
pupils are invented seats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kepu.literacy.models import Assessment, SchoolClass
from kepu.literacy.services.schools import add_schools, close_assessment, create_assessment, open_assessment
from kepu.literacy.services.schools_booklets import assemble_booklets
from kepu.literacy.services.schools_classes import add_class, record_class_consent, record_consent
from kepu.literacy.services.schools_conditions import save_conditions
from kepu.literacy.simulate_schools import simulate_class
from kepu.organizations.actors import Actor
from kepu.organizations.models import Area, Membership, Role, Unit
from kepu.organizations.services import add_membership, create_unit

from .people import who_signs_in

SIGN_IN = "teacher"
SEED = 505


@dataclass(frozen=True)
class School:
    """A school of the demo: where it stands, how able its pupils are, how many full-time and part-time teachers of science it has."""

    name: str
    street: str
    able: float
    pupils: int
    full_time: int
    part_time: int


SCHOOLS = (
    School("渝江演示小学", "大坪街道", 0.15, 1240, 3, 4),
    School("两路演示小学", "两路口街道", -0.25, 860, 1, 5),
    School("佛图演示小学", "石油路街道", 0.05, 1010, 2, 3),
)
PAST: dict[str, Any] = {
    "title": "2025—2026学年小学科学素质测评", "school_year": 2025, "grades": [4, 5], "starts_on": date(2026, 4, 13), "ends_on": date(2026, 5, 15),
}  # fmt: skip
PRESENT: dict[str, Any] = {
    "title": "2026—2027学年五年级科学素质测评", "school_year": 2026, "grades": [5], "starts_on": date(2026, 11, 9), "ends_on": date(2026, 12, 25),
}  # fmt: skip


def settle(system: Actor, today: date) -> None:
    """Schools and the teacher always; the assessments that have begun by today."""
    units = [_unit(system, school) for school in SCHOOLS]
    user = who_signs_in(system, SIGN_IN, f"科学教师（{units[0].name}）")
    teacher = add_membership(actor=system, user=user, unit=units[0], role=Role.TEACHER)
    for year in (2025, 2026):
        if today >= date(year, 9, 15):
            _conditions(system, units, year)
    if today >= PAST["ends_on"]:
        _past(system, units[:2], teacher)
    if today >= PRESENT["starts_on"]:
        _present(system, units[:1], teacher)


def _unit(system: Actor, school: School) -> Unit:
    area = Area.objects.get(district=system.district, name=school.street)
    return create_unit(actor=system, name=school.name, type=Unit.Type.SCHOOL, area=area)


def _opened(system: Actor, units: Sequence[Unit], values: dict[str, Any], booklets: int) -> Assessment:
    made = create_assessment(actor=system, **values)
    assemble_booklets(actor=system, assessment=made, booklets=booklets, length=16)
    add_schools(actor=system, assessment=made, units=units)
    return open_assessment(actor=system, assessment=made, version=made.version)


def _past(system: Actor, units: Sequence[Unit], teacher: Membership) -> None:
    assessment = _opened(system, units, PAST, 2)
    for number, (school, own) in enumerate(zip(assessment.schools.order_by("pk"), SCHOOLS, strict=False)):
        for grade in (4, 5):
            for name in ("1班", "2班"):
                teachers = [teacher] if school.unit_id == teacher.unit_id else []
                made = add_class(actor=system, school=school, grade=grade, name=name, pupils=38, teachers=teachers)
                _agree(system, made, refused=number + 1)
                simulate_class(actor=system, school_class=made, seed=SEED + made.pupils.count() * number + grade, able=own.able + 0.3 * (grade - 4))
    close_assessment(actor=system, assessment=assessment, version=assessment.version)


def _agree(system: Actor, made: SchoolClass, refused: int) -> None:
    record_consent(actor=system, school_class=made, consents=dict.fromkeys(range(1, refused + 1), "refused"))
    record_class_consent(actor=system, school_class=made, has_papers=True)


def _present(system: Actor, units: Sequence[Unit], teacher: Membership) -> None:
    """One class has handed in, the other waits for the papers of its guardians."""
    assessment = _opened(system, units, PRESENT, 1)
    (school,) = assessment.schools.all()
    first, _second = (add_class(actor=system, school=school, grade=5, name=name, pupils=36, teachers=[teacher]) for name in ("1班", "2班"))
    _agree(system, first, refused=1)
    simulate_class(actor=system, school_class=first, seed=SEED, able=0.3)


def _conditions(system: Actor, units: Sequence[Unit], year: int) -> None:
    for unit, school in zip(units, SCHOOLS, strict=True):
        teachers = school.full_time + school.part_time
        save_conditions(
            actor=system, unit=unit, version=0, school_year=year, pupils=school.pupils + 12 * (year - 2025), full_time=school.full_time,
            part_time=school.part_time, science_degree=teachers // 2, has_vice_head=school.able > 0, lessons=2.0 + 0.5 * (year - 2025),
            labs=1 + (school.able > 0), experiments=6 + 2 * school.full_time, activities=8 + school.full_time,
            participations=round(2.2 * school.pupils), remarks="",
        )  # fmt: skip
