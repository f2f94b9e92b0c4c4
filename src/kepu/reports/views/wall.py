"""The wall screen."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kepu.organizations.access import page
from kepu.reports import pictures
from kepu.reports.queries import overview as whole
from kepu.reports.queries.scope import scope_of

UNITS_ON_WALL = 12


@require_GET
@page("reports.view_wall")
def screen(request: HttpRequest) -> HttpResponse:
    """Panels that take turns, without menu, loaded again by itself."""
    actor = request.actor  # type: ignore[attr-defined]
    scope = scope_of(actor.district, timezone.localdate())
    if scope is None:
        return render(request, "reports/wall.html", {"scope": None})
    shown = whole.overview(actor, scope)
    rows = [(row.unit.name, row.work) for row in shown.units]
    chart = pictures.work_by_name(_("各单位任务进度"), rows, limit=UNITS_ON_WALL)
    return render(request, "reports/wall.html", {"scope": scope, "shown": shown, "work_chart": chart})
