"""How answers become the sheet of a case, whichever way they came: one check, one completion."""

from __future__ import annotations

import math
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.literacy import scoring
from kepu.literacy.background import Background, read_background
from kepu.literacy.models import AnswerSheet, Case, ItemVersion, Mode, Survey
from kepu.literacy.queries.field import versions_of
from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput, Text
from kepu.organizations.models import Membership
from kepu.organizations.services.base import audit, service
from kepu.ui.formats import cn_datetime

from .surveys import check_in_field, locked

LONGEST = 3600  # seconds at one item that are believed
ENTERED_BY_HAND = (Mode.TABLET, Mode.PAPER)


@dataclass(frozen=True)
class Incoming:
    """A filled questionnaire as a device sends it: `answers` and `seconds` by the id of the item version as text.

    `key` is given by the device, so that sending again makes no copy.
    """

    key: uuid.UUID
    mode: str
    answers: Mapping[str, Any]
    background: Mapping[str, Any]
    consented_at: datetime | None
    started_at: datetime | None = None
    completed_at: datetime | None = None
    seconds: Mapping[str, Any] = field(default_factory=dict)
    device: str = ""
    entry: int = 1


@dataclass(frozen=True)
class Checked:
    """What holds of an incoming sheet."""

    sheet: AnswerSheet
    background: Background


def full_cases() -> QuerySet[Case]:
    """Cases with all that a step looks at."""
    return Case.objects.select_related("survey", "community__frame__area", "booklet", "interviewer__user").defer("community__frame__area__boundary")


@service
def take_sheet(*, actor: Actor, case: Case, incoming: Incoming) -> AnswerSheet:
    """Complete a case with a sheet from a tablet or the link; the same key again gives the sheet that was taken.

    Raises Conflict for a case that is over or a survey that does not take sheets, InvalidInput by item or field, PermissionDenied for the
    case of another interviewer.
    """
    perm = "literacy.answer" if incoming.mode == Mode.LINK else "literacy.interview"
    case = access.fetch(actor, full_cases(), perm, lock=True, district_path="survey__district", pk=case.pk)
    known = AnswerSheet.objects.filter(key=incoming.key).first()
    if known is not None:
        if known.case_id != case.pk:
            raise InvalidInput(_("这份答卷的编号已用于另一个样本，请重新填写。"))
        return known
    check_open(case)
    checked = check_sheet(case, incoming, versions_of([case.booklet_id])[case.booklet_id], actor)
    if not checked.background.is_eligible:
        raise InvalidInput(fields={"age": _("受访者应为18至69周岁；不符合的请登记为“不符合条件”")})
    checked.sheet.save()
    complete_case(actor, case, checked, incoming)
    audit(actor, "literacy.take_sheet", case, str(case), mode=incoming.mode)
    return checked.sheet


@service
def take_sheets(*, actor: Actor, survey: Survey, incoming: Sequence[tuple[Case, Incoming, Membership | None]]) -> int:
    """Complete many cases at once, with the checks of `take_sheet`; how many. For the invented respondents of a demo district."""
    survey = locked(actor, survey, "literacy.manage_field")
    if not survey.district.is_demo:
        raise Conflict(_("只有演示区县可以批量生成答卷。"))
    check_in_field(survey)
    versions = versions_of({case.booklet_id for case, _one, _who in incoming})
    taken = []
    for case, one, who in incoming:
        case.survey = survey
        check_open(case)
        checked = check_sheet(case, one, versions[case.booklet_id], actor)
        taken.append((case, checked, one, who))
    sheets = AnswerSheet.objects.bulk_create([checked.sheet for _case, checked, _one, _who in taken], batch_size=500)
    for (case, checked, one, who), sheet in zip(taken, sheets, strict=True):
        fill_case(case, Checked(sheet, checked.background), one, who)
    cases = [case for case, _c, _o, _w in taken]
    Case.objects.bulk_create(cases, update_conflicts=True, update_fields=COMPLETED, unique_fields=["id"], batch_size=500)
    audit(actor, "literacy.take_sheets", survey, survey.title, cases=len(taken))
    return len(taken)


def check_open(case: Case) -> None:
    """Raise Conflict, saying how and when it was completed, unless the case still waits for answers."""
    check_in_field(case.survey)
    if case.state in (Case.State.ISSUED, Case.State.STARTED):
        return
    if case.state == Case.State.COMPLETE and case.completed_at:
        words = {"number": case, "when": cn_datetime(case.completed_at), "mode": case.get_mode_display()}
        raise Conflict(_("样本 %(number)s 已于%(when)s通过“%(mode)s”完成，这份答卷没有收入。") % words)
    raise Conflict(_("样本 %(number)s 现在是“%(state)s”，不接收答卷。") % {"number": case, "state": case.get_state_display()})


def check_sheet(case: Case, incoming: Incoming, versions: Mapping[str, ItemVersion], actor: Actor) -> Checked:
    """The sheet to store, read item by item; raises InvalidInput that names the item and what is wrong."""
    if incoming.consented_at is None:
        raise InvalidInput(fields={"consented_at": _("没有记录受访者的同意，不能收入答卷")})
    background = read_background(incoming.background)
    answers = read_answers(versions, incoming.answers)
    seconds = {key: value for key in versions if (value := _seconds(incoming.seconds.get(key))) is not None}
    sheet = AnswerSheet(
        case=case, mode=incoming.mode, entry=incoming.entry, answers=answers, seconds=seconds, background=background.as_json(), key=incoming.key,
        device=incoming.device[:40], entered_by=actor.user,
    )  # fmt: skip
    return Checked(sheet, background)


def read_answers(versions: Mapping[str, ItemVersion], raw: Mapping[str, Any]) -> dict[str, Any]:
    """Answers to the items of a booklet as they are stored; raises InvalidInput for a foreign item or an option that is not there."""
    if not isinstance(raw, Mapping):
        raise InvalidInput(_("答卷的格式不对。"))
    foreign = [key for key in raw if key not in versions]
    if foreign:
        raise InvalidInput(_("答卷中有不属于这套问卷的题目（%s），请更新问卷后再试。") % "、".join(str(key) for key in foreign[:5]))
    answers: dict[str, Any] = {}
    errors: dict[str, Text] = {}
    for place, (key, version) in enumerate(versions.items(), start=1):
        try:
            answer = scoring.read(version, raw.get(key))
        except scoring.AnswerError as error:
            told = _("请填数字，不是“%s”") if version.kind == ItemVersion.Kind.NUMERIC else _("没有“%s”这个答案")
            errors[f"q{place}"] = told % str(error)[:40]
        else:
            if answer is not None:
                answers[key] = answer
    if errors:
        raise InvalidInput("；".join(_("第%(place)s题%(told)s") % {"place": key[1:], "told": text} for key, text in errors.items()), fields=errors)
    return answers


def _seconds(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return round(min(max(float(value), 0.0), LONGEST), 1)


COMPLETED = [
    "state", "mode", "interviewer", "sex", "age", "age_group", "education", "groups", "eligible_persons", "consented_at", "started_at",
    "completed_at", "seconds", "sheet", "flags", "reason", "version",
]  # fmt: skip


def complete_case(actor: Actor, case: Case, checked: Checked, incoming: Incoming) -> None:
    """The case is complete with this sheet."""
    fill_case(case, checked, incoming, actor.membership if incoming.mode in ENTERED_BY_HAND else None)
    case.save(update_fields=COMPLETED)


def fill_case(case: Case, checked: Checked, incoming: Incoming, who: Membership | None) -> None:
    """Set what a complete case says; clocks of devices are believed only for the past."""
    now, background = timezone.now(), checked.background
    case.state, case.mode, case.sheet, case.interviewer = Case.State.COMPLETE, incoming.mode, checked.sheet, who
    case.sex, case.age, case.age_group, case.education = background.sex, background.age, background.age_group, background.education
    case.groups, case.eligible_persons = list(background.groups), background.eligible_persons
    case.completed_at = min(incoming.completed_at or now, now)
    case.started_at = min(case.started_at or incoming.started_at or case.completed_at, case.completed_at)
    case.consented_at = min(incoming.consented_at or now, case.completed_at)
    spent = sum(checked.sheet.seconds.values())
    case.seconds = round(spent) if spent else None
    case.reason, case.version = "", case.version + 1
