"""Writes of the office: an assessment, its booklets, its schools, its beginning and end."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.evidence.models import Audience as LedgerAudience
from kepu.evidence.services import record_evidence
from kepu.literacy.evidence_kinds import SCHOOL_ASSESSMENT
from kepu.literacy.models import Assessment, ParticipatingSchool, Pupil
from kepu.literacy.models.schools import GRADES
from kepu.literacy.queries.schools import SCORING_JOB
from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput
from kepu.organizations.models import Unit
from kepu.organizations.services.base import audit, check_version, service
from kepu.organizations.services.jobs import JobResult, Progress, start_job

from .schools_booklets import draft_of
from .schools_pupils import hand_in
from .schools_scoring import score_pupils

AT_ONCE = 1000  # sheets that are scored within a second
FIELDS = ("title", "school_year", "grades", "starts_on", "ends_on", "consent")


@service
def create_assessment(*, actor: Actor, **values: Any) -> Assessment:
    """Begin to prepare an assessment."""
    access.require(actor, "literacy.change_assessments")
    made = Assessment(district=actor.district, created_by=actor.user)
    _fill(made, values)
    made.save()
    audit(actor, "literacy.create_assessment", made, made.title)
    return made


@service
def update_assessment(*, actor: Actor, assessment: Assessment, version: int, **values: Any) -> Assessment:
    """Change what was prepared; once open, only the last day and the words."""
    own = access.fetch(actor, Assessment, "literacy.change_assessments", lock=True, pk=assessment.pk)
    check_version(own, version)
    if own.state == Assessment.State.CLOSED:
        raise Conflict(_("测评已经结束，不能再修改。"))
    if own.state == Assessment.State.OPEN and any(values.get(name, getattr(own, name)) != getattr(own, name) for name in ("grades", "school_year")):
        raise Conflict(_("测评已经开始，不能再改年级和学年。"))
    _fill(own, values)
    own.version += 1
    own.save()
    audit(actor, "literacy.update_assessment", own, own.title)
    return own


def _fill(assessment: Assessment, values: dict[str, Any]) -> None:
    for name in FIELDS:
        if name in values:
            setattr(assessment, name, values[name])
    errors: dict[str, Any] = {}
    assessment.title = assessment.title.strip()
    if not assessment.title:
        errors["title"] = _("请填写名称")
    elif Assessment.objects.filter(district=assessment.district, title=assessment.title).exclude(pk=assessment.pk).exists():
        errors["title"] = _("已有同名的测评")
    assessment.grades = sorted({int(grade) for grade in assessment.grades})
    if not assessment.grades or not set(assessment.grades) <= {grade for grade, _name in GRADES}:
        errors["grades"] = _("请选择年级")
    if assessment.ends_on < assessment.starts_on:
        errors["ends_on"] = _("结束日期不能早于开始日期")
    if not 2000 <= assessment.school_year <= timezone.localdate().year + 1:
        errors["school_year"] = _("请填写学年开始的年份，如2026")
    if len(assessment.consent.strip()) < 20:
        errors["consent"] = _("请写明测什么、怎么用、如何退出")
    if errors:
        raise InvalidInput(fields=errors)


@service
def add_schools(*, actor: Actor, assessment: Assessment, units: Sequence[Unit]) -> int:
    """Let schools take part; how many are new. Raises InvalidInput for a unit of another district or that is no school."""
    own = access.fetch(actor, Assessment, "literacy.change_assessments", lock=True, pk=assessment.pk)
    if own.state == Assessment.State.CLOSED:
        raise Conflict(_("测评已经结束。"))
    wrong = [unit.name for unit in units if unit.district_id != own.district_id or unit.type != Unit.Type.SCHOOL]
    if wrong:
        raise InvalidInput(fields={"units": _("不是本区的学校：%s") % "、".join(wrong)})
    known = set(own.schools.values_list("unit_id", flat=True))
    new = [ParticipatingSchool(assessment=own, unit=unit) for unit in units if unit.pk not in known]
    ParticipatingSchool.objects.bulk_create(new)
    audit(actor, "literacy.add_schools", own, own.title, schools=[school.unit.name for school in new])
    return len(new)


@service
def remove_school(*, actor: Actor, school: ParticipatingSchool) -> None:
    """Take a school out that has no classes yet."""
    own = access.fetch(actor, ParticipatingSchool, "literacy.change_assessments", lock=True, district_path="assessment__district", pk=school.pk)
    if own.classes.exists():
        raise Conflict(_("这所学校已经有班级，不能移除。"))
    audit(actor, "literacy.remove_school", own.assessment, str(own))
    own.delete()


@service
def open_assessment(*, actor: Actor, assessment: Assessment, version: int) -> Assessment:
    """Let schools begin; needs booklets and schools."""
    own = draft_of(actor, assessment)
    check_version(own, version)
    if not own.entries.exists():
        raise InvalidInput(_("还没有组卷。"))
    if not own.schools.exists():
        raise InvalidInput(_("还没有参加的学校。"))
    own.state, own.version = Assessment.State.OPEN, own.version + 1
    own.save(update_fields=["state", "version"])
    audit(actor, "literacy.open_assessment", own, own.title)
    return own


@service
def close_assessment(*, actor: Actor, assessment: Assessment, version: int) -> Assessment:
    """End an assessment: codes end at once, sheets that were begun are handed in, pupils scored, and how many took part is written into the
    ledger. With many sheets all but the first is done by a job, so that the request does not keep others from writing."""
    own = access.fetch(actor, Assessment, "literacy.change_assessments", lock=True, pk=assessment.pk)
    check_version(own, version)
    if own.state != Assessment.State.OPEN:
        raise Conflict(_("测评不在进行中。"))
    own.state, own.closed_at, own.version = Assessment.State.CLOSED, timezone.now(), own.version + 1
    own.save(update_fields=["state", "closed_at", "version"])
    audit(actor, "literacy.close_assessment", own, own.title)
    return _score(actor, own)


@service
def score_assessment(*, actor: Actor, assessment: Assessment) -> Assessment:
    """Score the pupils of a closed assessment again, such as after withdrawals."""
    own = access.fetch(actor, Assessment, "literacy.change_assessments", lock=True, pk=assessment.pk)
    if own.state != Assessment.State.CLOSED:
        raise Conflict(_("测评结束以后才能评分。"))
    audit(actor, "literacy.score_assessment", own, own.title)
    return _score(actor, own)


def _score(actor: Actor, own: Assessment) -> Assessment:
    begun = Pupil.objects.filter(school_class__school__assessment=own).exclude(state=Pupil.State.WAITING)
    if begun.count() <= AT_ONCE:
        _finish(actor, own)
    else:
        start_job(
            actor=actor, kind=SCORING_JOB, run=run_scoring, title=_("《%s》评分") % own.title,
            back_url=reverse("literacy:assessment", args=[own.pk]), assessment_id=own.pk,
        )  # fmt: skip
    return own


def run_scoring(*, actor: Actor, progress: Progress, assessment_id: int) -> JobResult:
    """The job: hand in what was begun, score and write into the ledger."""
    with progress.held():
        own = access.fetch(actor, Assessment, "literacy.change_assessments", lock=True, pk=assessment_id)
        _finish(actor, own)
    return JobResult(_("评分完成，共%d份") % own.scoring["persons"], url=reverse("literacy:assessment", args=[own.pk]))


def _finish(actor: Actor, own: Assessment) -> None:
    started = Pupil.objects.select_for_update(of=("self",)).filter(school_class__school__assessment=own, state=Pupil.State.STARTED)
    hand_in(started, own)
    is_first = not own.is_scored
    own.scoring, own.version = score_pupils(actor, own), own.version + 1
    own.save(update_fields=["scoring", "version"])
    if is_first:
        _record(actor, own)


def _record(actor: Actor, assessment: Assessment) -> None:
    """A line in the ledger for each school with pupils who handed in."""
    finished = Count("classes__pupils", filter=Q(classes__pupils__state=Pupil.State.FINISHED))
    day: datetime.date = min(assessment.ends_on, timezone.localdate())
    for school in assessment.schools.select_related("unit__area").annotate(finished=finished):
        if school.finished:
            record_evidence(
                actor=actor, kind=SCHOOL_ASSESSMENT.code, happened_on=day, quantity=school.finished, unit=school.unit,
                area=school.unit.area or assessment.district, audience=LedgerAudience.YOUTH, source=school, note=assessment.title,
                idempotency_key=f"school-assessment-{school.pk}",
            )  # fmt: skip
