"""The questionnaire behind the link: public pages on which a person answers under a one-time code."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from kepu.literacy.forms.field import BackgroundForm
from kepu.literacy.models import AnswerDraft, Case, ItemVersion
from kepu.literacy.queries.field import entries_of
from kepu.literacy.services import field_answers as services
from kepu.literacy.services.field_sheets import full_cases
from kepu.organizations.access import public_page
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput, KepuError
from kepu.organizations.views.public import address_of, resident_of
from kepu.organizations.views.writes import number

COOKIE, SALT = "kepu_answer", "literacy.answer"
MONTHS = 92 * 24 * 3600
Screen = Callable[..., HttpResponse]


class Visit:
    """A browser at a questionnaire: who acts, which case, and the mark of the browser."""

    def __init__(self, request: HttpRequest, code: str) -> None:
        self.code = code
        self.actor: Actor = resident_of(code)
        self.case: Case | None = None
        self.device = ""
        try:
            pk, self.device = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=MONTHS)
        except (signing.BadSignature, ValueError, TypeError):
            return
        self.case = full_cases().filter(survey__district=self.actor.district, pk=pk).first()

    def remember(self, answer: HttpResponse, case: Case) -> HttpResponse:
        """Keep case and mark in the browser; a browser that is new gets a mark."""
        self.device = self.device or secrets.token_hex(16)
        path = reverse("literacy:answer", args=[self.code])
        value = signing.dumps((case.pk, self.device), salt=SALT)
        answer.set_cookie(COOKIE, value, max_age=MONTHS, path=path, httponly=True, samesite="Lax", secure=settings.HTTPS)
        return answer


@never_cache
@public_page
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """The door: type the code, or go on where this browser stopped."""
    visit = Visit(request, code)
    if request.method != "POST":
        return render(request, "literacy/answer/door.html", {"visit": visit, "resumes": _resumes(visit)})
    typed = request.POST.get("code", "")[:40]
    try:
        services.check_rate(address_of(request))
        case = services.find_case(visit.actor, typed)
        if case is None:
            services.note_wrong_code(actor=visit.actor, address=address_of(request))
            raise InvalidInput(_("答题码不对，请核对后再输；码由13位数字和字母组成。"))
        services.check_may_answer(case, visit.device)
    except KepuError as error:
        response = render(request, "literacy/answer/door.html", {"visit": visit, "error": error.message, "typed": typed}, status=error.status)
        if error.retry_after:
            response["Retry-After"] = str(error.retry_after)
        return response
    return visit.remember(redirect("literacy:answer_consent", code=code), case)


def _resumes(visit: Visit) -> bool:
    return visit.case is not None and visit.case.state == Case.State.STARTED


def screen(view: Screen) -> Screen:
    """A page behind the door: with the case of the browser, or back to the door; what is over is told."""

    @never_cache
    @public_page
    @wraps(view)
    def wrapper(request: HttpRequest, code: str, **more: Any) -> HttpResponseBase:
        visit = Visit(request, code)
        if visit.case is None:
            return redirect("literacy:answer", code=code)
        try:
            if visit.case.state == Case.State.COMPLETE:
                return redirect("literacy:answer_done", code=code)
            if visit.case.state == Case.State.INELIGIBLE:
                return render(request, "literacy/answer/over.html", {"visit": visit, "ineligible": True})
            services.check_may_answer(visit.case, visit.device)
            return view(request, visit, **more)
        except Conflict as error:
            return render(request, "literacy/answer/over.html", {"visit": visit, "told": error.message}, status=error.status)

    return wrapper  # type: ignore[return-value]


@screen
def consent(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What it is about, and whether the person takes part."""
    assert visit.case is not None
    if request.method == "POST":
        if request.POST.get("agree") == "no":
            return render(request, "literacy/answer/over.html", {"visit": visit, "declined": True})
        services.begin_answers(actor=visit.actor, case=visit.case, device=visit.device)
        return redirect("literacy:answer_background", code=visit.code)
    context = {"visit": visit, "survey": visit.case.survey, "items": len(entries_of(visit.case.booklet_id)), "resumes": _resumes(visit)}
    return render(request, "literacy/answer/consent.html", context)


@screen
def background(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Who answers: sex, age, education, group, household."""
    assert visit.case is not None
    draft = _draft(visit.case)
    form = BackgroundForm(request.POST or None, initial=draft.background)
    if request.method == "POST" and form.is_valid():
        try:
            case = services.save_background(actor=visit.actor, case=visit.case, device=visit.device, background=form.background())
        except InvalidInput as error:
            form.add_service_error(error)
        else:
            if case.state == Case.State.INELIGIBLE:
                return render(request, "literacy/answer/over.html", {"visit": visit, "ineligible": True})
            return redirect("literacy:answer_item", code=visit.code, place=_next_place(case, draft))
    return render(request, "literacy/answer/background.html", {"visit": visit, "form": form}, status=422 if form.errors else 200)


def _draft(case: Case) -> AnswerDraft:
    draft = AnswerDraft.objects.filter(case=case).first()
    if draft is None:
        raise Conflict(_("请先输入答题码开始答题。"))
    return draft


def _next_place(case: Case, draft: AnswerDraft) -> int:
    """The first item that was not shown yet."""
    entries = entries_of(case.booklet_id)
    return next((place for place, entry in enumerate(entries, start=1) if str(entry.version_id) not in draft.seconds), len(entries))


@screen
def item(request: HttpRequest, visit: Visit, place: int) -> HttpResponse:
    """One item; the answer is kept when the screen is left."""
    assert visit.case is not None
    draft, entries = _draft(visit.case), entries_of(visit.case.booklet_id)
    if not draft.background:
        return redirect("literacy:answer_background", code=visit.code)
    if not 1 <= place <= len(entries):
        return redirect("literacy:answer_item", code=visit.code, place=_next_place(visit.case, draft))
    version, error = entries[place - 1].version, ""
    if request.method == "POST":
        spent = request.POST.get("seconds", "")
        seconds = float(spent) if spent.replace(".", "", 1).isdecimal() and len(spent) < 12 else 0.0
        try:
            services.save_answer(
                actor=visit.actor, case=visit.case, device=visit.device, place=place, answer=read_screen(version, request.POST), seconds=seconds
            )
        except InvalidInput as wrong:
            error = "；".join(wrong.fields.values()) or wrong.message
        else:
            return _leave(request, visit, place, len(entries))
    given = draft.answers.get(str(version.pk))
    listed = given if isinstance(given, list) else [] if given is None else [f"{given:g}"]
    places = [(key, place_of) for place_of, key in enumerate(listed, start=1)]
    if error:  # what was chosen stays on the screen to be mended
        listed = request.POST.getlist("answer")
        places = [(str(option["key"]), number(request.POST.get(f"place_{option['key']}"))) for option in version.options]
    context = {
        "visit": visit, "version": version, "place": place, "total": len(entries), "given": listed, "error": error,
        "places": places, "spent": draft.seconds.get(str(version.pk), 0),
        "share": round(100 * (place - 1) / len(entries)),
    }  # fmt: skip
    return render(request, "literacy/answer/item.html", context, status=422 if error else 200)


def read_screen(version: ItemVersion, data: QueryDict) -> Any:
    """The answer as a form sends it; order items as a number for each option. Raises InvalidInput for an order with gaps."""
    if version.kind == ItemVersion.Kind.NUMERIC:
        return data.get("answer", "").strip()[:40]
    if version.kind != ItemVersion.Kind.ORDER:
        return data.getlist("answer")
    places = {str(option["key"]): number(data.get(f"place_{option['key']}")) for option in version.options}
    if not any(places.values()):
        return None
    if sorted(places.values()) != list(range(1, len(places) + 1)):
        raise InvalidInput(fields={"answer": _("请给每一项选一个不同的次序")})
    return sorted(places, key=lambda key: places[key])


def _leave(request: HttpRequest, visit: Visit, place: int, total: int) -> HttpResponse:
    wanted = place - 1 if request.POST.get("go") == "back" else place + 1
    if wanted < 1:
        return redirect("literacy:answer_background", code=visit.code)
    if wanted > total:
        return redirect("literacy:answer_finish", code=visit.code)
    return redirect("literacy:answer_item", code=visit.code, place=wanted)


@screen
def finish(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What is still open, and handing in."""
    assert visit.case is not None
    draft, entries = _draft(visit.case), entries_of(visit.case.booklet_id)
    told = ""
    if request.method == "POST":
        try:
            services.hand_in(actor=visit.actor, case=visit.case, device=visit.device)
            return redirect("literacy:answer_done", code=visit.code)
        except InvalidInput as error:
            told = error.message
    blank = [place for place, entry in enumerate(entries, start=1) if str(entry.version_id) not in draft.answers]
    context = {"visit": visit, "blank": blank, "total": len(entries), "told": told}
    return render(request, "literacy/answer/finish.html", context, status=422 if told else 200)


@never_cache
@public_page
def done(request: HttpRequest, code: str) -> HttpResponse:
    """Thanks; the code is used up and the browser forgets the case."""
    visit = Visit(request, code)
    if visit.case is None or visit.case.state != Case.State.COMPLETE:
        return redirect("literacy:answer", code=code)
    return render(request, "literacy/answer/over.html", {"visit": visit, "complete": True})
