"""What the leader sees: one page for the phone, Word, calendar."""

from __future__ import annotations

import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from kepu.engines.official_document import write
from kepu.governance.calendar_file import calendar_of
from kepu.governance.documents.briefing import briefing_document, value_of
from kepu.governance.documents.office import office_of
from kepu.governance.models import Briefing, BriefingPack
from kepu.organizations.access import fetch, page
from kepu.organizations.errors import NotFound

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _chosen(request: HttpRequest, briefing: Briefing) -> BriefingPack | None:
    """The pack that the address asks for by number, else the latest."""
    number = request.GET.get("number", "")
    packs = briefing.packs.filter(number=int(number)) if number.isdecimal() and len(number) < 5 else briefing.packs.all()
    return packs.first()


@require_GET
@page("governance.view_pack")
def briefing_pack(request: HttpRequest, pk: int) -> HttpResponse:
    """The figures of the hearing on one page, as they were when the pack was composed."""
    queryset = Briefing.objects.select_related("plan")
    briefing = fetch(request.actor, queryset, "governance.view_pack", pk=pk)  # type: ignore[attr-defined]
    pack = _chosen(request, briefing)
    context: dict[str, Any] = {"briefing": briefing, "pack": pack, "numbers": list(briefing.packs.values_list("number", flat=True))}
    if pack is not None:
        context |= {"content": _dated(pack.content), "values": [(row, value_of(row)) for row in pack.content["indicators"]]}
    return render(request, "governance/briefing_pack.html", context)


def _dated(content: dict[str, Any]) -> dict[str, Any]:
    """The content with its days as dates, as templates show them."""
    shown = {**content, "on": datetime.date.fromisoformat(content["on"])}
    for name in ("behind", "decisions"):
        rows = [{**row, "due_on": datetime.date.fromisoformat(row["due_on"])} for row in content[name]["rows"]]
        shown[name] = {**content[name], "rows": rows}
    return shown


@require_GET
@page("governance.view_pack")
def briefing_word(request: HttpRequest, pk: int) -> HttpResponse:
    """The pack in Word."""
    actor = request.actor  # type: ignore[attr-defined]
    briefing = fetch(actor, Briefing.objects.select_related("plan"), "governance.view_pack", pk=pk)
    pack = _chosen(request, briefing)
    if pack is None:
        raise NotFound()
    content = write(briefing_document(briefing, pack, office_of(actor.district)))
    return HttpResponse(content, content_type=DOCX, headers={"Content-Disposition": _attachment(f"{briefing.title}.docx")})


@require_GET
@page("governance.view_briefing")
def briefing_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """The hearing for a calendar."""
    briefing = fetch(request.actor, Briefing.objects.select_related("district"), "governance.view_briefing", pk=pk)  # type: ignore[attr-defined]
    url = request.build_absolute_uri(reverse("governance:briefing", args=[pk]))
    text = calendar_of(briefing, url, timezone.now())
    return HttpResponse(text, content_type="text/calendar; charset=utf-8", headers={"Content-Disposition": _attachment(f"{briefing.title}.ics")})


def _attachment(name: str) -> str:
    return content_disposition_header(True, name.replace("\n", " ").replace("\r", " ")) or "attachment"
