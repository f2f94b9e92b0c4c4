"""Reads of the assessment of schools."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from kepu.literacy.models import Assessment, ParticipatingSchool, Pupil, SchoolClass, SchoolConditions
from kepu.organizations.access import allowed
from kepu.organizations.actors import Actor
from kepu.organizations.models import Area, Job, Role, Unit

PUPILS = "classes__pupils"
SCORING_JOB = "literacy.school_scoring"


def assessments(actor: Actor) -> QuerySet[Assessment]:
    """Those of the district; for a teacher those in which his school takes part, once they are open."""
    found = Assessment.objects.filter(district=actor.district).annotate(
        school_count=Count("schools", distinct=True),
        pupil_count=Count("schools__classes__pupils", distinct=True),
        finished_count=Count("schools__classes__pupils", filter=Q(schools__classes__pupils__state=Pupil.State.FINISHED), distinct=True),
    )
    if actor.role == Role.TEACHER:
        found = found.filter(pk__in=ParticipatingSchool.objects.filter(unit=actor.unit).values("assessment"))
    return found.order_by("-school_year", "-pk")


def _progress(prefix: str) -> dict[str, Any]:
    return {
        "pupil_count": Count(prefix, distinct=True),
        "consent_count": Count(prefix, filter=Q(**{f"{prefix}__consent": Pupil.Consent.GIVEN}), distinct=True),
        "started_count": Count(prefix, filter=Q(**{f"{prefix}__state": Pupil.State.STARTED}), distinct=True),
        "finished_count": Count(prefix, filter=Q(**{f"{prefix}__state": Pupil.State.FINISHED}), distinct=True),
    }


def schools_of(actor: Actor, assessment: Assessment) -> QuerySet[ParticipatingSchool]:
    """Schools that take part with their progress, by name; a teacher sees his own."""
    found = assessment.schools.select_related("unit").annotate(class_count=Count("classes", distinct=True), **_progress(PUPILS))
    if actor.role == Role.TEACHER:
        found = found.filter(unit=actor.unit)
    return found.order_by("unit__name")


def scoring_job(assessment: Assessment) -> Job | None:
    """The job that is scoring a large assessment."""
    jobs = Job.objects.filter(district=assessment.district_id, kind=SCORING_JOB, state__in=(Job.State.WAITING, Job.State.RUNNING))
    return jobs.filter(arguments__assessment_id=assessment.pk).order_by("-pk").first()


def classes_of(school: ParticipatingSchool) -> QuerySet[SchoolClass]:
    """Classes of a school with their progress and teachers."""
    return school.classes.prefetch_related("teachers__user").annotate(**_progress("pupils")).order_by("grade", "name")


def may_teach(actor: Actor, classes: list[SchoolClass]) -> set[int]:
    """Which of these classes the actor may open; by the teachers that were loaded with them."""
    if allowed(actor, "literacy.change_assessments"):
        return {each.pk for each in classes}
    own = actor.membership.pk if actor.membership else None
    return {each.pk for each in classes if any(teacher.pk == own for teacher in each.teachers.all())}


@dataclass(frozen=True)
class ConditionsLine:
    """A school's conditions with what follows from them."""

    row: SchoolConditions

    @property
    def pupils_per_teacher(self) -> float | None:
        """Pupils for each teacher of science, part-time ones counted half."""
        teachers = self.row.full_time + self.row.part_time / 2
        return self.row.pupils / teachers if teachers else None

    @property
    def activities_per_pupil(self) -> float:
        """How often a pupil took part in an activity of science in the year."""
        return self.row.participations / self.row.pupils


@dataclass(frozen=True)
class ConditionsSummary:
    """The district's schools in a school year."""

    lines: list[ConditionsLine]
    missing: list[Unit]
    pupils: int
    teachers: int
    per_teacher: float | None
    degree: float | None
    vice_heads: float
    lessons: float
    per_pupil: float


def school_years(district: Area) -> list[int]:
    """School years of which something was told, newest first."""
    return list(SchoolConditions.objects.filter(district=district).order_by("-school_year").values_list("school_year", flat=True).distinct())


def conditions_of(actor: Actor, school_year: int) -> ConditionsSummary | None:
    """The summary of a school year over the schools that the actor may see, weighted by pupils where it is of pupils; None where none told."""
    rows = SchoolConditions.objects.filter(district=actor.district, school_year=school_year).select_related("unit").order_by("unit__name")
    schools = Unit.objects.filter(district=actor.district, type=Unit.Type.SCHOOL, is_active=True).order_by("name")
    if actor.role == Role.TEACHER:
        own_unit = actor.unit.pk if actor.unit else 0
        rows, schools = rows.filter(unit=own_unit), schools.filter(pk=own_unit)
    lines = [ConditionsLine(row) for row in rows]
    told = {line.row.unit_id for line in lines}
    missing = [school for school in schools if school.pk not in told]
    if not lines:
        return None
    own = [line.row for line in lines]
    pupils, teachers = sum(row.pupils for row in own), sum(row.full_time + row.part_time for row in own)
    equivalent = sum(row.full_time + row.part_time / 2 for row in own)
    return ConditionsSummary(
        lines, missing, pupils, teachers, pupils / equivalent if equivalent else None,
        100 * sum(row.science_degree for row in own) / teachers if teachers else None,
        100 * sum(row.has_vice_head for row in own) / len(own), sum(row.lessons * row.pupils for row in own) / pupils,
        sum(row.participations for row in own) / pupils,
    )  # fmt: skip
