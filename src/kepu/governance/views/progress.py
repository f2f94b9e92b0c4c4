"""Pages of one progress report."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kepu.governance.models import ProgressReport
from kepu.organizations.access import fetch, page


@require_GET
@page("governance.view_report")
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """What a report says and how it came here."""
    queryset = ProgressReport.objects.select_related("period", "work_item", "unit", "lead_unit", "reporter")
    shown = fetch(request.actor, queryset, "governance.view_report", pk=pk)  # type: ignore[attr-defined]
    return render(request, "governance/report.html", {"report": shown})
