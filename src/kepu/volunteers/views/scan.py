"""What the QR at the place opens on a volunteer's telephone."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from kepu.organizations.access import public_page
from kepu.organizations.errors import KepuError, NotFound
from kepu.organizations.views.writes import number, try_service
from kepu.volunteers import services
from kepu.volunteers.actors import VolunteerActor
from kepu.volunteers.codes import check_code
from kepu.volunteers.models import ServiceSession

from .self import of_session

SEEN = "volunteer_seen"


@never_cache
@public_page
def scan(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Note when the code was seen, so that somebody who must first sign in is not too late; then check in or out."""
    session = ServiceSession.objects.filter(pk=pk).select_related("district", "team").first()
    if session is None:
        raise NotFound()
    if request.method == "GET":
        _note(request, session, code)
    family = of_session(request, session.district)
    seen_at = _seen_at(request, pk, code)
    if request.method == "POST" and family:
        chosen = next((one for one in family if one.pk == number(request.POST.get("volunteer"))), family[0])
        actor = VolunteerActor.of_volunteer(chosen)
        leaves = session.check_ins.filter(volunteer=chosen, out_at__isnull=True).exists()
        function, text = (
            (services.check_out, _("签退成功，时长待队长确认。")) if leaves else (services.check_in, _("签到成功，离开时请再次扫码签退。"))
        )
        if try_service(request, text, function, actor=actor, session=session, volunteer=chosen, code=code, seen_at=seen_at):
            return redirect("volunteers:me_session", code=session.district.code, pk=pk)
        return redirect(request.path)
    there = set(session.check_ins.filter(volunteer__in=family, out_at__isnull=True).values_list("volunteer_id", flat=True))
    context = {
        "session": session, "family": family, "there": there, "fresh": seen_at is not None, "target": request.path,
        "refused": _refusal(session, code) if seen_at is None else "",
    }  # fmt: skip
    return render(request, "volunteers/scan.html", context)


def _refusal(session: ServiceSession, code: str) -> str:
    """Why a code that was never seen fresh here does not count; one that is fresh only now cannot be."""
    try:
        check_code(session, code, timezone.now())
    except KepuError as error:
        return "；".join(error.fields.values())
    return ""


def _note(request: HttpRequest, session: ServiceSession, code: str) -> None:
    kept = request.session.get(SEEN) or {}
    if kept.get("code") == code and kept.get("pk") == session.pk:
        return
    try:
        check_code(session, code, timezone.now())
    except KepuError:
        return
    request.session[SEEN] = {"pk": session.pk, "code": code, "at": timezone.now().isoformat()}


def _seen_at(request: HttpRequest, pk: int, code: str) -> datetime | None:
    kept = request.session.get(SEEN) or {}
    return datetime.fromisoformat(kept["at"]) if kept.get("pk") == pk and kept.get("code") == code else None
