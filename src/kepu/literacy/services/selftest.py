"""Writes of the self-test. Courses of residents leave no line in the audit log: there is nobody to name, and thousands come a day."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.literacy import scoring
from kepu.literacy.models import Audience, Education, SelfTest, SelfTestAnswer, SelfTestSettings
from kepu.literacy.models.selftest import AGES
from kepu.literacy.queries.open_bank import OpenBank, open_bank, settings_of
from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput, NotFound
from kepu.organizations.services.base import audit, check_version, service

TOKEN_HOURS = 24
EARLY = 5
SETTINGS = ("is_open", "least", "most", "standard_error")


def key_of(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(f"self-test:{token}".encode()).hexdigest()


def test_of(actor: Actor, token: str, *, lock: bool = False) -> SelfTest:
    """The course of a token in the district; raises NotFound where there is none, or it is older than a day."""
    tests = SelfTest.objects.select_for_update() if lock else SelfTest.objects.all()
    found = tests.filter(district=actor.district, token_key=key_of(token), started_at__gt=timezone.now() - timedelta(hours=TOKEN_HOURS)).first()
    if not token or found is None:
        raise NotFound(_("没有找到进行中的自测，请重新开始。"))
    return found


@service
def start_self_test(*, actor: Actor, consent: bool, age: str = "", group: str = "", education: str = "") -> str:
    """Begin a course and show its first item; the token that leads to it, of which only a digest is kept.

    Raises NotFound where the district has no self-test, InvalidInput without consent or for values that are not offered.
    """
    access.require(actor, "literacy.self_test")
    bank = _bank_of(actor, group if group in Audience.values else "")
    errors = {} if consent else {"consent": _("请先阅读并同意")}
    for name, value, offered in (("age", age, dict(AGES)), ("group", group, Audience.values), ("education", education, Education.values)):
        if value and value not in offered:
            errors[name] = _("请从选项中选择")
    if errors:
        raise InvalidInput(fields=errors)
    token, now = secrets.token_urlsafe(24), timezone.now()
    test = SelfTest.objects.create(
        district=actor.district, token_key=key_of(token), age=age, group=group, education=education, seed=secrets.randbelow(2**31),
        consented_at=now, started_at=now,
    )  # fmt: skip
    _show_next(test, bank, [])
    return token


@service
def answer_self_test(*, actor: Actor, token: str, position: int, answer: Any, is_skipped: bool = False) -> SelfTest:
    """Take the answer to the item at a position, and show the next or end the course.

    An answer to a position that was answered before changes nothing, so sending twice and going back are safe.
    Raises InvalidInput where nothing was chosen or the item has no such option.
    """
    access.require(actor, "literacy.self_test")
    test = test_of(actor, token, lock=True)
    answers = list(test.answers.select_related("version__item").order_by("position"))
    asked = next((each for each in answers if each.position == position), None)
    if asked is None:
        raise Conflict(_("这一题还没有出示，请刷新页面。"))
    if test.state == SelfTest.State.FINISHED or asked.answered_at is not None:
        return test
    take_answer(asked, None if is_skipped else answer, is_skipped)
    bank = _bank_of(actor, test.group, running=True)
    done = [each for each in answers if each.answered_at is not None]
    state = bank.state([(each.version_id, bool(each.is_right)) for each in done])
    if len(done) >= bank.most or bank.test.finished(state):
        _finish(test, bank, done)
    else:
        _show_next(test, bank, done)
    return test


def take_answer(asked: SelfTestAnswer, raw: Any, is_skipped: bool) -> None:
    """Score an answer and store it; raises InvalidInput for one that the item does not have."""
    try:
        value = scoring.read(asked.version, raw)
    except scoring.AnswerError as error:
        raise InvalidInput(fields={"answer": _("没有“%s”这个答案，请从本题的选项中选择") % error}) from error
    if value is None and not is_skipped:
        raise InvalidInput(fields={"answer": _("请先作答；不会的点“不知道”")})
    points = scoring.score(asked.version, value)
    asked.answer, asked.score, asked.is_right = value, points, points == scoring.max_score(asked.version)
    asked.answered_at = timezone.now()
    asked.save(update_fields=["answer", "score", "is_right", "answered_at"])


@service
def end_self_test(*, actor: Actor, token: str) -> SelfTest:
    """End a course early, after five answers at least; one that has ended stays as it is."""
    access.require(actor, "literacy.self_test")
    test = test_of(actor, token, lock=True)
    if test.state == SelfTest.State.FINISHED:
        return test
    done = list(test.answers.filter(answered_at__isnull=False).order_by("position"))
    if len(done) < EARLY:
        raise InvalidInput(_("至少答完%d题才有结果。") % EARLY)
    _finish(test, _bank_of(actor, test.group, running=True), done)
    return test


def _bank_of(actor: Actor, group: str, *, running: bool = False) -> OpenBank:
    """The bank of a course. A course that runs may end though the district has closed the self-test meanwhile."""
    if not running and not settings_of(actor.district).is_open:
        raise NotFound(_("本区暂未开放自测。"))
    bank = open_bank(actor.district, group)
    if not bank.is_enough:
        bank = open_bank(actor.district)
    if not bank.is_enough:
        raise NotFound(_("本区自测的题目还在准备，请过些时候再来。"))
    return bank


def _show_next(test: SelfTest, bank: OpenBank, done: list[SelfTestAnswer]) -> None:
    state = bank.state([(each.version_id, bool(each.is_right)) for each in done])
    version = bank.next_version(state, test.seed)
    SelfTestAnswer.objects.create(test=test, position=len(done) + 1, version_id=version, shown_at=timezone.now())


def _finish(test: SelfTest, bank: OpenBank, done: list[SelfTestAnswer]) -> None:
    """Keep the result; an item that was shown and not answered is taken away."""
    test.answers.filter(answered_at__isnull=True).delete()
    found = bank.outcome(bank.state([(each.version_id, bool(each.is_right)) for each in done]))
    test.state, test.finished_at = SelfTest.State.FINISHED, timezone.now()
    test.seconds = int((test.finished_at - test.started_at).total_seconds())
    test.theta, test.standard_error = found.theta, found.standard_error
    test.points, test.points_low, test.points_high = found.points, found.points_low, found.points_high
    test.level, test.chances, test.is_provisional = found.level, found.chances, bank.is_provisional
    test.save()


@service
def set_self_test(*, actor: Actor, version: int, **values: Any) -> SelfTestSettings:
    """Open or close the self-test of the district, and say how long it is."""
    access.require(actor, "literacy.change_self_test")
    settings = SelfTestSettings.objects.select_for_update().filter(district=actor.district).first() or SelfTestSettings(district=actor.district)
    check_version(settings, version)
    chosen = {name: value for name, value in values.items() if name in SETTINGS}
    for name, value in chosen.items():
        setattr(settings, name, value)
    if not 5 <= settings.least <= settings.most <= 15:
        raise InvalidInput(fields={"least": _("题数应为5至15，且至少不多于至多")})
    if not 0.2 <= settings.standard_error <= 1:
        raise InvalidInput(fields={"standard_error": _("误差应在0.2至1之间")})
    settings.version += 1
    settings.save()
    audit(actor, "literacy.set_self_test", settings, **chosen)
    return settings


@service
def forget_self_tests(*, actor: Actor) -> int:
    """Forget the tokens of courses older than a day, so that nothing leads to them any more; how many."""
    access.require(actor, "literacy.run_self_test")
    old = SelfTest.objects.filter(district=actor.district, token_key__isnull=False, started_at__lt=timezone.now() - timedelta(hours=TOKEN_HOURS))
    return old.update(token_key=None)
