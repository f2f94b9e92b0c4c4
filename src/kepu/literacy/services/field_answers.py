"""Answering by the link: code, consent, background, items one by one, handing in. No account, no name."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.literacy import scoring
from kepu.literacy.background import read_background
from kepu.literacy.models import AnswerDraft, AnswerSheet, Case, CodeAttempt, ItemVersion, Mode, Survey
from kepu.literacy.queries.field import Open, entries_of
from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput, TooManyRequests
from kepu.organizations.services.base import audit, service
from kepu.ui.formats import cn_date

from .field_cases import CODE_LENGTH, clean_code, keyed
from .field_sheets import LONGEST, Incoming, check_open, full_cases, take_sheet

# (wrong codes, seconds): no more than this from one network address; right ones are not counted, so a whole community may share one.
LIMITS = ((10, 600), (60, 86400))
INELIGIBLE = "年龄不在18至69岁"


def check_rate(address: str) -> None:
    """Raise TooManyRequests, with the seconds to wait, where too many wrong codes came from a network address."""
    key, now = keyed("address", address), timezone.now()
    for most, seconds in LIMITS:
        since = now - datetime.timedelta(seconds=seconds)
        times = list(CodeAttempt.objects.filter(address_key=key, at__gte=since).order_by("-at").values_list("at", flat=True)[:most])
        if len(times) == most:
            wait = max(1, round((times[-1] - since).total_seconds()))
            raise TooManyRequests(_("输错答题码的次数太多，请 %d 分钟后再试。") % (wait // 60 + 1), retry_after=wait)


@service
def note_wrong_code(*, actor: Actor, address: str) -> None:
    """Count a code that did not fit; yesterday's are forgotten."""
    access.require(actor, "literacy.answer")
    CodeAttempt.objects.filter(at__lt=timezone.now() - datetime.timedelta(days=1)).delete()
    CodeAttempt.objects.create(address_key=keyed("address", address))


def find_case(actor: Actor, code: str) -> Case | None:
    """The case of a code in the actor's district."""
    cleaned = clean_code(code)
    if len(cleaned) != CODE_LENGTH:
        return None
    return full_cases().filter(survey__district=actor.district, code_key=keyed("code", cleaned)).first()


def check_may_answer(case: Case, device: str) -> None:
    """Raise Conflict, saying why, unless this browser may go on with the case now."""
    survey, today = case.survey, timezone.localdate()
    if case.state == Case.State.COMPLETE:
        raise Conflict(_("这份问卷已经提交，答题码不能再用。谢谢您的参与！"))
    if survey.state in (Survey.State.DESIGN, Survey.State.SAMPLED) or today < survey.starts_on:
        raise Conflict(_("调查还没有开始，请在 %s 以后再来。") % cn_date(survey.starts_on))
    if survey.state != Survey.State.FIELD or today > survey.ends_on:
        raise Conflict(_("调查已经结束，答题码过期了。谢谢您的关心！"))
    if case.state == Case.State.INELIGIBLE:
        raise Conflict(_("本次调查只访问18至69周岁的居民，您不用填写。填错年龄的，请联系发给您答题码的社区。"))
    if case.state not in Open:
        raise Conflict(_("这个答题码已经停用。想参加的，请联系发给您答题码的社区。"))
    check_open(case)
    if case.device_key and case.device_key != keyed("device", device):
        raise Conflict(_("这份问卷已在另一台设备上开始，请用原来的手机或电脑继续；打不开的，请联系发给您答题码的社区换一个码。"))


@service
def begin_answers(*, actor: Actor, case: Case, device: str) -> Case:
    """The person consented: the case begins in this browser. Doing it again changes nothing."""
    case = _locked(actor, case)
    check_may_answer(case, device)
    now = timezone.now()
    AnswerDraft.objects.get_or_create(case=case)
    if case.state == Case.State.STARTED and case.device_key:
        return case
    case.state, case.device_key, case.mode = Case.State.STARTED, keyed("device", device), Mode.LINK
    case.consented_at, case.started_at = case.consented_at or now, case.started_at or now
    case.version += 1
    case.save(update_fields=["state", "device_key", "mode", "consented_at", "started_at", "version"])
    audit(actor, "literacy.begin_answers", case, str(case))
    return case


@service
def save_background(*, actor: Actor, case: Case, device: str, background: Mapping[str, Any]) -> Case:
    """What the person is; whoever is below 18 or above 69 is thanked, and the case ends as ineligible."""
    case, draft = _begun(actor, case, device)
    found = read_background(background)
    draft.background = found.as_json()
    draft.save(update_fields=["background", "updated_at"])
    if not found.is_eligible:
        case.state, case.reason, case.version = Case.State.INELIGIBLE, INELIGIBLE, case.version + 1
        case.save(update_fields=["state", "reason", "version"])
        audit(actor, "literacy.dispose_case", case, str(case), outcome=case.state, reason=INELIGIBLE)
    return case


@service
def save_answer(*, actor: Actor, case: Case, device: str, place: int, answer: Any, seconds: float = 0.0) -> AnswerDraft:
    """The answer to the item at a place (from 1); None or nothing takes it back. `seconds` are all that the item took so far.

    Saving the same again changes nothing. Raises InvalidInput for an answer that the item does not offer.
    """
    case, draft = _begun(actor, case, device)
    entries = entries_of(case.booklet_id)
    if not 1 <= place <= len(entries):
        raise InvalidInput(_("问卷没有第 %d 题。") % place)
    version = entries[place - 1].version
    try:
        found = scoring.read(version, answer)
    except scoring.AnswerError as error:
        told = _("请填数字，如 12 或 0.5（收到“%s”）") if version.kind == ItemVersion.Kind.NUMERIC else _("请从给出的选项中选择（收到“%s”）")
        raise InvalidInput(fields={"answer": told % str(error)[:40]}) from error
    key = str(version.pk)
    draft.answers.pop(key, None)
    if found is not None:
        draft.answers[key] = found
    draft.seconds[key] = max(float(draft.seconds.get(key, 0)), round(min(max(seconds, 0.0), LONGEST), 1))
    draft.save(update_fields=["answers", "seconds", "updated_at"])
    return draft


@service
def hand_in(*, actor: Actor, case: Case, device: str) -> AnswerSheet:
    """Complete the case with what was saved; again gives the same sheet. Raises InvalidInput where the background is missing."""
    case = _locked(actor, case)
    draft = AnswerDraft.objects.filter(case=case).first()
    if draft is None or case.device_key != keyed("device", device):
        raise Conflict(_("请先输入答题码开始答题。"))
    if not draft.background:
        raise InvalidInput(_("请先填写基本情况。"))
    incoming = Incoming(
        draft.key, Mode.LINK, draft.answers, draft.background, case.consented_at, case.started_at, timezone.now(), draft.seconds, "link"
    )
    return take_sheet(actor=actor, case=case, incoming=incoming)


def _locked(actor: Actor, case: Case) -> Case:
    queryset: QuerySet[Case] = full_cases()
    return access.fetch(actor, queryset, "literacy.answer", lock=True, district_path="survey__district", pk=case.pk)


def _begun(actor: Actor, case: Case, device: str) -> tuple[Case, AnswerDraft]:
    case = _locked(actor, case)
    check_may_answer(case, device)
    draft = AnswerDraft.objects.filter(case=case).first()
    if draft is None or not case.device_key:
        raise Conflict(_("请先输入答题码开始答题。"))
    return case, draft
