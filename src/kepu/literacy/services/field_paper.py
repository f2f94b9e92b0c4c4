"""Paper questionnaires: entered twice, compared, and where the two differ decided by a third look at the paper."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kepu.literacy.models import AnswerSheet, Audience, Case, Education, Mode, Sex
from kepu.literacy.queries.field import versions_of
from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput
from kepu.organizations.services.base import audit, service

from .field_sheets import Checked, Incoming, check_open, check_sheet, complete_case, full_cases

FIRST, SECOND, RESOLVED = 1, 2, 3
NEITHER = "3"  # the choice where both entries misread the paper
LEAST_REASON = 4


@dataclass(frozen=True)
class Entered:
    """What came of an entry: the sheet, and whether the case is complete or waits for the second entry or for the comparison."""

    sheet: AnswerSheet
    case: Case

    @property
    def differs(self) -> bool:
        """The two entries are not the same."""
        return self.sheet.entry == SECOND and self.case.state != Case.State.COMPLETE


@service
def enter_paper(
    *, actor: Actor, case: Case, key: uuid.UUID, answers: Mapping[str, Any], background: Mapping[str, Any], consented: bool,
    asked_at: datetime | None = None, device: str = "", same_person_reason: str = "",
) -> Entered:  # fmt: skip
    """The first or second entry of a paper; the second completes the case where it says the same as the first.

    Raises Conflict for a case that is over or was entered twice, InvalidInput by item or field, and for a second entry by who made the first.
    """
    case = _locked(actor, case)
    known = AnswerSheet.objects.filter(key=key).first()
    if known is not None and known.case_id == case.pk:
        return Entered(known, case)
    check_open(case)
    entry = AnswerSheet.objects.filter(case=case, mode=Mode.PAPER).count() + 1
    if entry > SECOND:
        raise Conflict(_("样本 %s 已录入两次，请核定两次录入的差异。") % case)
    reason = _second_person(actor, case, same_person_reason) if entry == SECOND else ""
    now = timezone.now()
    incoming = Incoming(
        key, Mode.PAPER, answers, background, (asked_at or now) if consented else None, asked_at, asked_at or now, device=device, entry=entry
    )
    checked = _checked(actor, case, incoming)
    checked.sheet.same_person_reason = reason
    checked.sheet.save()
    if entry == SECOND and not differences(case):
        complete_case(actor, case, checked, incoming)
    elif case.state == Case.State.ISSUED:
        case.state, case.mode, case.consented_at = Case.State.STARTED, Mode.PAPER, incoming.consented_at
        case.started_at, case.version = incoming.started_at or now, case.version + 1
        case.save(update_fields=["state", "mode", "consented_at", "started_at", "version"])
    audit(actor, "literacy.enter_paper", case, str(case), entry=entry, **({"same_person_reason": reason} if reason else {}))
    return Entered(checked.sheet, case)


def made_first_entry(actor: Actor, case: Case) -> bool:
    """Whether the first entry was the actor's, who then must not make the second: the same eye overlooks the same slip twice."""
    return actor.user is not None and AnswerSheet.objects.filter(case=case, mode=Mode.PAPER, entry=FIRST, entered_by=actor.user).exists()


def may_enter_alone(actor: Actor, case: Case) -> bool:
    """Who runs the field may make both entries where nobody else is there, and says why."""
    return access.allowed(actor, "literacy.manage_field", case.survey)


def _second_person(actor: Actor, case: Case, reason: str) -> str:
    """The reason for a second entry by the same person; empty where it is another."""
    if not made_first_entry(actor, case):
        return ""
    if not may_enter_alone(actor, case):
        raise Conflict(_("样本 %s 的第一次录入是您做的，请由另一人录第二次。") % case)
    reason = reason.strip()
    if len(reason) < LEAST_REASON:
        text = _("第一次录入是您做的，请由另一人录第二次；确实没有别人的，请写明原因（至少%d个字）") % LEAST_REASON
        raise InvalidInput(fields={"same_person_reason": text})
    return reason[:300]


@service
def resolve_paper(
    *, actor: Actor, case: Case, key: uuid.UUID, choices: Mapping[str, str], corrections: Mapping[str, Any] | None = None
) -> AnswerSheet:  # fmt: skip
    """Complete a case whose entries differ: for each difference, by its key, "1" or "2" says which entry the paper bears out, "3" that
    neither does; then `corrections` holds what the paper says, as an entry would.

    Raises InvalidInput for a difference without a choice and for a correction that an entry would not take, Conflict where there is nothing
    to decide.
    """
    case = _locked(actor, case)
    known = AnswerSheet.objects.filter(key=key, case=case).first()
    if known is not None:
        return known
    check_open(case)
    found = differences(case)
    if not found:
        raise Conflict(_("样本 %s 没有需要核定的差异。") % case)
    missing = [one for one in found if choices.get(one.key) not in ("1", "2", NEITHER)]
    if missing:
        names = "、".join(str(one.label) for one in missing[:5])
        raise InvalidInput(_("请对照原卷选定：%s。") % names, fields={f"choice-{one.key}": _("请对照原卷选定") for one in missing})
    first, second = _entries(case)
    answers, background = dict(first.answers), dict(first.background)
    for one in found:
        target, source = (background, second.background) if one.key in LABELS else (answers, second.answers)
        if choices[one.key] == NEITHER:
            source = corrections or {}
        if choices[one.key] != "1":
            target.pop(one.key, None)
            if one.key in source:
                target[one.key] = source[one.key]
    incoming = Incoming(key, Mode.PAPER, answers, background, case.consented_at, case.started_at, case.started_at, entry=RESOLVED)
    checked = _checked(actor, case, incoming)
    checked.sheet.save()
    complete_case(actor, case, checked, incoming)
    corrected = [str(one.label) for one in found if choices[one.key] == NEITHER]
    audit(actor, "literacy.resolve_paper", case, str(case), differences=len(found), **({"corrected": corrected} if corrected else {}))
    return checked.sheet


@dataclass(frozen=True)
class Difference:
    """A field or item in which two entries differ, with both values as people read them."""

    key: str
    label: str
    first: str
    second: str


def differences(case: Case) -> list[Difference]:
    """Where the two entries of a case differ; nothing where there are not two."""
    entries = _entries(case)
    if len(entries) < SECOND:
        return []
    first, second = entries
    found = []
    for name, label in LABELS.items():
        if first.background.get(name) != second.background.get(name):
            found.append(Difference(name, str(label), _said(name, first.background), _said(name, second.background)))
    for place, key in enumerate(versions_of([case.booklet_id])[case.booklet_id], start=1):
        if first.answers.get(key) != second.answers.get(key):
            found.append(Difference(key, _("第%d题") % place, _shown(first.answers.get(key)), _shown(second.answers.get(key))))
    return found


LABELS: dict[str, str | Promise] = {
    "sex": gettext_lazy("性别"), "age": gettext_lazy("年龄"), "education": gettext_lazy("文化程度"), "groups": gettext_lazy("所属人群"),
    "eligible_persons": gettext_lazy("户内合格人数"),
}  # fmt: skip


CHOICES: dict[str, type[TextChoices]] = {"sex": Sex, "education": Education, "groups": Audience}


def _said(name: str, background: Mapping[str, Any]) -> str:
    """A field of the background in the words of the paper."""
    value = background.get(name)
    if name not in CHOICES or not value:
        return _("都不是") if name == "groups" else _shown(value)
    return "、".join(str(CHOICES[name](one).label) for one in (value if isinstance(value, list) else [value]))


def _shown(value: Any) -> str:
    if value is None or value == []:
        return _("未填")
    return "".join(value) if isinstance(value, list) else f"{value:g}" if isinstance(value, float) else str(value)


def _entries(case: Case) -> list[AnswerSheet]:
    return list(AnswerSheet.objects.filter(case=case, mode=Mode.PAPER, entry__lte=SECOND).order_by("entry"))


def _locked(actor: Actor, case: Case) -> Case:
    return access.fetch(actor, full_cases(), "literacy.interview", lock=True, district_path="survey__district", pk=case.pk)


def _checked(actor: Actor, case: Case, incoming: Incoming) -> Checked:
    checked = check_sheet(case, incoming, versions_of([case.booklet_id])[case.booklet_id], actor)
    if not checked.background.is_eligible:
        raise InvalidInput(fields={"age": _("受访者应为18至69周岁；不符合的请登记为“不符合条件”")})
    return checked
