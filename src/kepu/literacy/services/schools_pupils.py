"""Writes of pupils and guardians, who have a code or a link and no account. The sheet itself keeps when it was begun and handed in; the
audit log names what guardians decide."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kepu.literacy import scoring
from kepu.literacy.codes import key_of, typed
from kepu.literacy.models import Assessment, AssessmentItem, Pupil, SchoolClass
from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput, NotFound
from kepu.organizations.services.base import audit, service

from .schools_classes import keep_columns, set_consent

WITH = ("school_class__school__assessment__district", "school_class__school__unit")
WRONG_CODE = gettext_lazy("编码或座号不对，请对照小纸条重新输入，或请老师帮忙。")


def actor_of(pupil: Pupil) -> Actor:
    """A resident of the pupil's district."""
    return Actor.resident(pupil.school_class.school.assessment.district)


def pupil_of_code(code: str, number: int | None = None, *, lock: bool = False) -> Pupil:
    """The pupil of a code, and of the seat where one is told; raises InvalidInput for a wrong one."""
    pupils = Pupil.objects.select_related(*WITH)
    found = (pupils.select_for_update(of=("self",)) if lock else pupils).filter(code_key=key_of(typed(code))).first()
    if found is None or (number is not None and found.number != number):
        raise InvalidInput(fields={"code": WRONG_CODE})
    return found


def pupil_of_guardian(token: str, *, lock: bool = False) -> Pupil:
    """The pupil of a guardian's link; raises NotFound for a wrong one."""
    pupils = Pupil.objects.select_related(*WITH)
    found = (pupils.select_for_update(of=("self",)) if lock else pupils).filter(guardian_key=key_of(token)).first()
    if found is None:
        raise NotFound(_("链接无效或已经更换，请向老师要新的链接。"))
    return found


def refuse_outside_window(school_class: SchoolClass) -> None:
    """Raise Conflict where the class may not answer now, with when it may."""
    assessment, now = school_class.school.assessment, timezone.localtime()
    if assessment.state == Assessment.State.CLOSED or now.date() > assessment.ends_on:
        raise Conflict(_("测评已经结束，编码已过期。"))
    if assessment.state == Assessment.State.DRAFT or now.date() < assessment.starts_on:
        raise Conflict(_("测评还没有开始，%s起可以作答。") % assessment.starts_on.strftime("%Y-%m-%d"))
    if school_class.opens_at and now < school_class.opens_at:
        raise Conflict(_("本班还没有开始，%s起可以作答。") % timezone.localtime(school_class.opens_at).strftime("%m-%d %H:%M"))
    if school_class.closes_at and now > school_class.closes_at:
        raise Conflict(_("本班的作答时间已过，编码已过期。"))


@service
def begin_sheet(*, actor: Actor, code: str, number: int) -> Pupil:
    """Begin or go on with the sheet of a code. Raises InvalidInput for a wrong code, Conflict without consent, outside the window of the
    class, or when the sheet was handed in."""
    access.require(actor, "literacy.answer")
    pupil = pupil_of_code(code, number, lock=True)
    _may_answer(pupil)
    if pupil.state == Pupil.State.WAITING:
        booklets = sorted(set(pupil.school_class.school.assessment.entries.values_list("booklet", flat=True)))
        pupil.booklet = booklets[(pupil.number - 1) % len(booklets)]
        pupil.state, pupil.started_at = Pupil.State.STARTED, timezone.now()
        pupil.save(update_fields=["booklet", "state", "started_at"])
    return pupil


@service
def keep_answer(*, actor: Actor, code: str, position: int, answer: Any) -> Pupil:
    """Keep the answer to an item of the booklet; sent again it replaces the one before. Raises InvalidInput for an option that is not there."""
    access.require(actor, "literacy.answer")
    pupil = pupil_of_code(code, lock=True)
    _may_answer(pupil)
    entry = entries_of(pupil).filter(position=position).first()
    if entry is None or pupil.state != Pupil.State.STARTED:
        raise NotFound(_("没有这一题。"))
    try:
        value = scoring.read(entry.version, answer)
    except scoring.AnswerError as error:
        raise InvalidInput(fields={"answer": _("没有“%s”这个答案，请从本题的选项中选择") % error}) from error
    pupil.answers = {**pupil.answers, str(entry.version_id): value}
    pupil.save(update_fields=["answers"])
    return pupil


@service
def hand_in_sheet(*, actor: Actor, code: str) -> Pupil:
    """Hand the sheet in; what was left open counts as wrong. Once handed in it stays as it is."""
    access.require(actor, "literacy.answer")
    pupil = pupil_of_code(code, lock=True)
    if pupil.state == Pupil.State.FINISHED:
        return pupil
    _may_answer(pupil)
    if pupil.state != Pupil.State.STARTED:
        raise Conflict(_("还没有开始作答。"))
    hand_in([pupil], pupil.school_class.school.assessment)
    return pupil


def hand_in(pupils: Iterable[Pupil], assessment: Assessment) -> int:
    """Score the answers of sheets and close them; how many."""
    booklets = defaultdict[str, list[AssessmentItem]](list)
    for entry in AssessmentItem.objects.filter(assessment=assessment).select_related("version"):
        booklets[entry.booklet].append(entry)
    now, done = timezone.now(), list(pupils)
    for pupil in done:
        given = pupil.answers
        pupil.scores = {str(entry.version_id): scoring.score(entry.version, given.get(str(entry.version_id))) for entry in booklets[pupil.booklet]}
        pupil.state, pupil.finished_at = Pupil.State.FINISHED, now
    keep_columns(done, ("scores", "state", "finished_at"))
    return len(done)


def entries_of(pupil: Pupil) -> Any:
    """The items of the pupil's booklet in their order."""
    entries = AssessmentItem.objects.filter(assessment=pupil.school_class.school.assessment, booklet=pupil.booklet)
    return entries.select_related("version__item").order_by("position")


def _may_answer(pupil: Pupil) -> None:
    if pupil.state == Pupil.State.FINISHED:
        raise Conflict(_("这个编码已经交卷，不能再作答。"))
    if pupil.consent != Pupil.Consent.GIVEN:
        raise Conflict(_("还没有家长的同意，暂时不能作答，请找老师。"))
    refuse_outside_window(pupil.school_class)


@service
def decide_as_guardian(*, actor: Actor, token: str, decision: str) -> Pupil:
    """What a guardian decides by his link: given, refused or withdrawn. Without consent the pupil's answers are deleted, also after the end.

    Raises InvalidInput for anything else, Conflict for a consent after the end.
    """
    access.require(actor, "literacy.answer")
    pupil = pupil_of_guardian(token, lock=True)
    if decision not in (Pupil.Consent.GIVEN, Pupil.Consent.REFUSED, Pupil.Consent.WITHDRAWN):
        raise InvalidInput(fields={"decision": _("请选择同意或不同意")})
    if pupil.consent == decision:
        return pupil
    assessment = pupil.school_class.school.assessment
    if decision == Pupil.Consent.GIVEN and assessment.state == Assessment.State.CLOSED:
        raise Conflict(_("测评已经结束。"))
    set_consent(pupil, decision, Pupil.Form.LINK, actor)
    audit(
        actor,
        "literacy.guardian_decides",
        pupil,
        _("%(class)s 座号%(number)d") % {"class": pupil.school_class, "number": pupil.number},
        decision=decision,
    )
    return pupil
