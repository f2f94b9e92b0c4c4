"""The self-test as residents take it: begin, one question a screen, the result. Works without JavaScript and without an account."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from kepu.literacy.forms.selftest import StartForm
from kepu.literacy.models import SelfTest, SelfTestAnswer
from kepu.literacy.queries.open_bank import open_bank, settings_of
from kepu.literacy.queries.selftest import result_of
from kepu.literacy.questions import Question, read_sent
from kepu.literacy.services.selftest import EARLY, TOKEN_HOURS, answer_self_test, end_self_test, start_self_test, test_of
from kepu.organizations.access import public_page
from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidInput, NotFound
from kepu.organizations.models import Area
from kepu.organizations.views.public import district_of

from .shared import limit, number

STARTS_AN_HOUR = 120
ANSWERS_A_MINUTE = 240


@require_GET
@public_page
def districts(request: HttpRequest) -> HttpResponse:
    """Where the self-test can be taken."""
    return render(request, "literacy/selftest/districts.html", {"districts": Area.objects.filter(level=Area.Level.DISTRICT).order_by("code")})


@never_cache
@public_page
def start(request: HttpRequest, code: str) -> HttpResponse:
    """What it is, consent, and the first step."""
    district = district_of(code)
    form = StartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        limit(request, "self-test", STARTS_AN_HOUR, 3600)
        try:
            token = start_self_test(actor=Actor.resident(district), **form.cleaned_data)
        except InvalidInput as error:
            form.add_service_error(error)
        else:
            return _remember(redirect("literacy:selftest_question", code=code), code, token)
    own, rules, bank = _own(request, district), settings_of(district), open_bank(district)
    context = {"district": district, "form": form, "own": own, "open": rules.is_open and bank.is_enough, "rules": rules, "closed": not rules.is_open}
    return render(request, "literacy/selftest/start.html", context, status=422 if form.errors else 200)


@never_cache
@public_page
def question(request: HttpRequest, code: str) -> HttpResponse:
    """The question that waits for an answer, whichever page the browser came from."""
    district = district_of(code)
    test = _own(request, district)
    if test is None:
        return redirect("literacy:selftest_start", code=code)
    if request.method == "POST":
        return _answer(request, district, test)
    if test.state == SelfTest.State.FINISHED:
        return redirect("literacy:selftest_result", code=code)
    return _show(request, district, test)


def _answer(request: HttpRequest, district: Area, test: SelfTest) -> HttpResponse:
    limit(request, "self-test-answers", ANSWERS_A_MINUTE, 60)
    position = number(request.POST.get("position"))
    asked = test.answers.select_related("version").filter(position=position).first()
    if asked is None:
        return redirect("literacy:selftest_question", code=district.code)
    is_skipped = request.POST.get("go") == "skip"
    try:
        answer = None if is_skipped else read_sent(asked.version, request.POST)
        test = answer_self_test(
            actor=Actor.resident(district), token=_token(request, district.code), position=position, answer=answer, is_skipped=is_skipped
        )
    except InvalidInput as error:
        return _show(request, district, test, error="；".join(error.fields.values()) or error.message)
    if test.state == SelfTest.State.FINISHED:
        return _to_result(request, district)
    return _show(request, district, test) if request.htmx else redirect("literacy:selftest_question", code=district.code)  # type: ignore[attr-defined]


def _to_result(request: HttpRequest, district: Area) -> HttpResponse:
    url = reverse("literacy:selftest_result", args=[district.code])
    return HttpResponse(headers={"HX-Redirect": url}) if request.htmx else redirect(url)  # type: ignore[attr-defined]


@require_POST
@public_page
def end(request: HttpRequest, code: str) -> HttpResponse:
    """See the result now."""
    district = district_of(code)
    end_self_test(actor=Actor.resident(district), token=_token(request, code))
    return redirect("literacy:selftest_result", code=code)


@never_cache
@require_GET
@public_page
def result(request: HttpRequest, code: str) -> HttpResponse:
    """Level in words with its uncertainty, feedback by area, every item explained, and where to go on."""
    district = district_of(code)
    test = _own(request, district)
    if test is None or test.state == SelfTest.State.RUNNING:
        return redirect("literacy:selftest_start" if test is None else "literacy:selftest_question", code=code)
    share = request.build_absolute_uri(reverse("literacy:selftest_start", args=[code]))
    low, high = test.points_low or 0.0, test.points_high or 100.0
    context = {
        "district": district, "test": test, "result": result_of(test), "share": share, "span": max(high - low, 1.0),
        "mark": min(max((test.points or 0.0) - 0.5, 0.0), 99.0),
    }  # fmt: skip
    return render(request, "literacy/selftest/result.html", context)


def _show(request: HttpRequest, district: Area, test: SelfTest, *, error: str = "") -> HttpResponse:
    """The open question; an answer that was refused stays as it was sent."""
    asked: SelfTestAnswer | None = test.answers.select_related("version__item").filter(answered_at__isnull=True).first()
    if asked is None:
        raise NotFound()
    sent = request.POST if error else None
    rules = settings_of(district)
    context = {
        "district": district, "position": asked.position, "question": Question(asked.version, test.seed, sent, error), "rules": rules,
        "may_end": asked.position > EARLY, "waits": asked.position <= rules.least,
    }  # fmt: skip
    template = "literacy/selftest/_question.html" if request.htmx else "literacy/selftest/question.html"  # type: ignore[attr-defined]
    return render(request, template, context, status=422 if error else 200)


def _name(code: str) -> str:
    return f"kepu_test_{code}"


def _token(request: HttpRequest, code: str) -> str:
    try:
        return str(request.get_signed_cookie(_name(code), salt="kepu.self-test", max_age=TOKEN_HOURS * 3600))
    except (KeyError, signing.BadSignature):
        return ""


def _own(request: HttpRequest, district: Area) -> SelfTest | None:
    try:
        return test_of(Actor.resident(district), _token(request, district.code))
    except NotFound:
        return None


def _remember(answer: HttpResponse, code: str, token: str) -> HttpResponse:
    answer.set_signed_cookie(
        _name(code), token, salt="kepu.self-test", max_age=TOKEN_HOURS * 3600, httponly=True, samesite="Lax", secure=settings.HTTPS,
        path=reverse("literacy:selftest_start", args=[code]),
    )  # fmt: skip
    return answer
