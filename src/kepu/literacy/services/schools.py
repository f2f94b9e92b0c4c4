"""Writes of the office: an assessment, its booklets, its schools, its beginning and end."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.evidence.models import Audience as LedgerAudience
from kepu.evidence.services import record_evidence
from kepu.literacy.evidence_kinds import SCHOOL_ASSESSMENT
from kepu.literacy.models import Assessment, AssessmentItem, Audience, Item, ItemEnemy, ItemUse, ItemVersion, ParticipatingSchool, Pupil
from kepu.literacy.models.schools import GRADES
from kepu.literacy.models.surveys import default_rule
from kepu.literacy.queries.open_bank import AREA_OF
from kepu.literacy.queries.parameters import parameters_of
from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput
from kepu.organizations.models import Unit
from kepu.organizations.services.base import audit, check_version, service

from .schools_pupils import hand_in
from .schools_scoring import score_pupils

FIELDS = ("title", "school_year", "grades", "starts_on", "ends_on", "consent")
LETTERS = "ABCD"
ANCHOR_SHARE = 0.25
SETTINGS = (ItemUse.Setting.SCHOOL,)


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


def youth_items(actor: Actor) -> list[ItemVersion]:
    """Current versions of approved open items that are meant for young people; items kept for the survey are not shown in schools."""
    items = Item.objects.filter(district=actor.district, state=Item.State.APPROVED, is_secure=False, current__isnull=False)
    wanted = {Audience.ALL.value, Audience.YOUTH.value}
    found = [item.current for item in items.select_related("current__item") if item.current is not None]
    return [version for version in found if not version.audiences or wanted & set(version.audiences)]


@service
def assemble_booklets(*, actor: Actor, assessment: Assessment, booklets: int, length: int, excluded: Iterable[int] = ()) -> list[AssessmentItem]:
    """Choose the items of the booklets anew: shares of the areas as in the national survey, a quarter of the items in all booklets, no enemies
    together, and as much information as can be where most pupils are (by mixed-integer programming).

    Raises InvalidInput where the bank cannot give such booklets; it says what is missing. Nothing is changed then.
    """
    own = _draft(actor, assessment)
    if not 1 <= booklets <= len(LETTERS) or not 5 <= length <= 60:
        raise InvalidInput(fields={"length": _("1至4套，每套5至60题")})
    left_out = set(excluded)
    versions = [version for version in youth_items(actor) if version.pk not in left_out]
    chosen = _choose(versions, booklets, length)
    own.entries.all().delete()
    entries = [
        AssessmentItem(assessment=own, booklet=LETTERS[at], position=position, version_id=pk)
        for at, keys in enumerate(chosen)
        for position, pk in enumerate(keys, start=1)
    ]
    AssessmentItem.objects.bulk_create(entries)
    audit(actor, "literacy.assemble_booklets", own, own.title, booklets=booklets, length=length)
    return entries


def _choose(versions: Sequence[ItemVersion], booklets: int, length: int) -> list[list[int]]:
    """Keys of the versions of each booklet, easy ones first."""
    from kepu.engines.psychometrics.assembly import AssemblyError, Blueprint, assemble

    parameters = parameters_of(versions, SETTINGS)
    areas = [AREA_OF[version.domain] for version in versions]  # type: ignore[index]
    shares: Any = default_rule()["points"]
    plan = {area: (int(length * share / 100), int(length * share / 100) + 1) for area, share in shares.items()}
    by_item = {version.item_id: version.pk for version in versions}
    pairs = ItemEnemy.objects.filter(first__in=by_item, second__in=by_item).values_list("first_id", "second_id")
    enemies = [(str(by_item[first]), str(by_item[second])) for first, second in pairs]
    curves = [parameters[version.pk].curve(str(version.pk)) for version in versions]
    if len(curves) < length:
        raise InvalidInput(_("适合青少年且不保密的可用题目只有%(have)d道，不够每套%(want)d题。") % {"have": len(curves), "want": length})
    blueprint = Blueprint(length, areas=plan, maximise=(-1.0, 0.0, 1.0))
    try:
        first = assemble(curves, blueprint, areas=areas, enemies=enemies)
        anchors = _anchors(list(first.items[0]), {str(version.pk): area for version, area in zip(versions, areas, strict=True)}, length)
        found = first if booklets == 1 else assemble(curves, blueprint, booklets=booklets, areas=areas, enemies=enemies, anchors=anchors)
    except AssemblyError as error:
        lacking = _lacking(areas, plan, booklets)
        raise InvalidInput(_("题库不够组成这样的卷：%s。请减少套数或题数，或增加题目。") % (lacking or error)) from error
    return [sorted((int(name) for name in names), key=lambda pk: (parameters[pk].difficulty, pk)) for names in found.items]


def _anchors(names: list[str], area_of: dict[str, str], length: int) -> list[str]:
    """Items that stand in all booklets, of all areas in turn."""
    by_area: dict[str, list[str]] = {}
    for name in names:
        by_area.setdefault(area_of[name], []).append(name)
    wanted, found = max(2, round(ANCHOR_SHARE * length)), list[str]()
    for at in range(max(len(each) for each in by_area.values())):
        found += [each[at] for each in by_area.values() if at < len(each)]
    return found[:wanted]


def _lacking(areas: Sequence[str], plan: dict[str, tuple[int, int]], booklets: int) -> str:
    from kepu.literacy.queries.selftest import AREA_NAMES

    short = [
        _("“%(area)s”需要约%(want)d道，现有%(have)d道") % {"area": AREA_NAMES[area], "want": least * booklets, "have": areas.count(area)}
        for area, (least, _most) in plan.items()
        if areas.count(area) < least * booklets
    ]
    return "；".join(short)


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
    own = _draft(actor, assessment)
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
    """End an assessment: sheets that were begun are handed in, pupils scored, and how many took part is written into the ledger."""
    own = access.fetch(actor, Assessment, "literacy.change_assessments", lock=True, pk=assessment.pk)
    check_version(own, version)
    if own.state != Assessment.State.OPEN:
        raise Conflict(_("测评不在进行中。"))
    for pupil in Pupil.objects.select_for_update(of=("self",)).filter(school_class__school__assessment=own, state=Pupil.State.STARTED):
        hand_in(pupil, own)
    own.state, own.closed_at, own.version = Assessment.State.CLOSED, timezone.now(), own.version + 1
    own.scoring = score_pupils(own)
    own.save(update_fields=["state", "closed_at", "version", "scoring"])
    _record(actor, own)
    audit(actor, "literacy.close_assessment", own, own.title, persons=own.scoring.get("persons", 0))
    return own


@service
def score_assessment(*, actor: Actor, assessment: Assessment) -> Assessment:
    """Score the pupils of a closed assessment again, such as after withdrawals."""
    own = access.fetch(actor, Assessment, "literacy.change_assessments", lock=True, pk=assessment.pk)
    if own.state != Assessment.State.CLOSED:
        raise Conflict(_("测评结束以后才能评分。"))
    own.scoring, own.version = score_pupils(own), own.version + 1
    own.save(update_fields=["scoring", "version"])
    audit(actor, "literacy.score_assessment", own, own.title)
    return own


def _draft(actor: Actor, assessment: Assessment) -> Assessment:
    own = access.fetch(actor, Assessment, "literacy.change_assessments", lock=True, pk=assessment.pk)
    if own.state != Assessment.State.DRAFT:
        raise Conflict(_("测评已经开始，不能再改试卷。"))
    return own


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
