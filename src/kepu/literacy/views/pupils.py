"""Pupils answer by code, one question a screen; guardians decide and read by their link."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from kepu.literacy.models import Assessment, Pupil
from kepu.literacy.queries.school_reports import own_feedback
from kepu.literacy.questions import Question, read_sent
from kepu.literacy.services.schools_pupils import (
    actor_of,
    begin_sheet,
    decide_as_guardian,
    entries_of,
    hand_in_sheet,
    keep_answer,
    pupil_of_code,
    pupil_of_guardian,
)
from kepu.organizations.access import public_page
from kepu.organizations.errors import Conflict, InvalidInput

from .shared import limit, number

COOKIE, SALT, HOURS = "kepu_pupil", "kepu.pupil", 3
TRIES = 60


@never_cache
@public_page
def enter(request: HttpRequest) -> HttpResponse:
    """Code and seat number lead to the sheet; of a sheet that was handed in, to its feedback."""
    context = {"code": request.POST.get("code", "")[:20], "number": request.POST.get("number", "")[:3]}
    if request.method != "POST":
        return render(request, "literacy/schools/enter.html", context)
    try:
        pupil = pupil_of_code(context["code"], number(context["number"]))
        if pupil.state != Pupil.State.FINISHED:
            begin_sheet(actor=actor_of(pupil), code=context["code"], number=pupil.number)
    except (InvalidInput, Conflict) as error:
        if isinstance(error, InvalidInput):
            limit(request, "pupil-code", TRIES, 600)
        text = "；".join(error.fields.values()) or error.message
        return render(request, "literacy/schools/enter.html", {**context, "error": text}, status=error.status)
    page = "literacy:pupil_done" if pupil.state == Pupil.State.FINISHED else "literacy:pupil_question"
    answer = redirect(page) if pupil.state == Pupil.State.FINISHED else redirect(page, position=1)
    answer.set_signed_cookie(
        COOKIE,
        context["code"],
        salt=SALT,
        max_age=HOURS * 3600,
        httponly=True,
        samesite="Lax",
        secure=settings.HTTPS,
        path=reverse("literacy:pupil_enter"),
    )
    return answer


def _own(request: HttpRequest) -> tuple[str, Pupil] | None:
    try:
        code = str(request.get_signed_cookie(COOKIE, salt=SALT, max_age=HOURS * 3600))
        return code, pupil_of_code(code)
    except (KeyError, signing.BadSignature, InvalidInput):
        return None


@never_cache
@public_page
def question(request: HttpRequest, position: int) -> HttpResponse:
    """A question of the booklet; answers are kept when the page is left, and may be changed until the sheet is handed in."""
    own = _own(request)
    if own is None:
        return redirect("literacy:pupil_enter")
    code, pupil = own
    if pupil.state != Pupil.State.STARTED:
        return redirect("literacy:pupil_done" if pupil.state == Pupil.State.FINISHED else "literacy:pupil_enter")
    entries = list(entries_of(pupil))
    at = min(max(position, 1), len(entries))
    entry, sent, error = entries[at - 1], None, ""
    if request.method == "POST":
        step = -1 if request.POST.get("go") == "back" else 1
        try:
            keep_answer(actor=actor_of(pupil), code=code, position=at, answer=read_sent(entry.version, request.POST))
        except InvalidInput as refused:
            sent, error = request.POST, "；".join(refused.fields.values()) or refused.message
        except Conflict as refused:
            return render(request, "literacy/schools/enter.html", {"error": refused.message}, status=409)
        else:
            return redirect("literacy:pupil_done") if at + step > len(entries) else redirect("literacy:pupil_question", position=max(at + step, 1))
    shown = Question(entry.version, pupil.pk, sent, error, pupil.answers.get(str(entry.version_id)))
    context = {"question": shown, "position": at, "count": len(entries), "assessment": pupil.school_class.school.assessment, "pupil": pupil}
    return render(request, "literacy/schools/question.html", context, status=422 if error else 200)


@never_cache
@public_page
def done(request: HttpRequest) -> HttpResponse:
    """What is still open before handing in; afterwards the pupil's own feedback."""
    own = _own(request)
    if own is None:
        return redirect("literacy:pupil_enter")
    code, pupil = own
    if request.method == "POST":
        try:
            pupil = hand_in_sheet(actor=actor_of(pupil), code=code)
        except Conflict as error:
            return render(request, "literacy/schools/enter.html", {"error": error.message}, status=409)
        return redirect("literacy:pupil_done")
    if pupil.state == Pupil.State.WAITING:
        return redirect("literacy:pupil_enter")
    entries = list(entries_of(pupil))
    missing = [entry.position for entry in entries if pupil.answers.get(str(entry.version_id)) is None]
    context = {
        "pupil": pupil, "missing": missing, "count": len(entries), "assessment": pupil.school_class.school.assessment,
        "feedback": own_feedback(pupil) if pupil.state == Pupil.State.FINISHED else None,
    }  # fmt: skip
    return render(request, "literacy/schools/done.html", context)


@require_POST
@public_page
def leave(request: HttpRequest) -> HttpResponse:
    """Let the next pupil come to this computer."""
    answer = redirect("literacy:pupil_enter")
    answer.delete_cookie(COOKIE, path=reverse("literacy:pupil_enter"), samesite="Lax")
    return answer


@never_cache
@public_page
def guardian(request: HttpRequest, token: str) -> HttpResponse:
    """A guardian reads what it is about, agrees or not, takes the pupil out, and reads the feedback."""
    pupil, error = pupil_of_guardian(token), ""
    if request.method == "POST":
        if request.POST.get("is_guardian") != "on":
            error = _("请先确认您是这名学生的监护人")
        else:
            try:
                decide_as_guardian(actor=actor_of(pupil), token=token, decision=request.POST.get("decision", ""))
                return redirect("literacy:guardian", token=token)
            except (InvalidInput, Conflict) as refused:
                error = "；".join(refused.fields.values()) or refused.message
    assessment = pupil.school_class.school.assessment
    context = {
        "pupil": pupil, "assessment": assessment, "error": error, "closed": assessment.state == Assessment.State.CLOSED,
        "feedback": own_feedback(pupil) if pupil.state == Pupil.State.FINISHED else None,
    }  # fmt: skip
    answer = render(request, "literacy/schools/guardian.html", context, status=422 if error else 200)
    answer["X-Robots-Tag"] = "noindex"
    return answer
