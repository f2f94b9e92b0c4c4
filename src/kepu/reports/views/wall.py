"""The wall screen."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from kepu.organizations.access import page
from kepu.reports.queries import overview as whole
from kepu.reports.queries.scope import scope_of


@require_GET
@page("reports.view_wall")
def screen(request: HttpRequest) -> HttpResponse:
    """Panels that take turns, without menu, loaded again by itself."""
    actor = request.actor  # type: ignore[attr-defined]
    scope = scope_of(actor.district, timezone.localdate())
    shown = whole.overview(actor, scope) if scope else None
    return render(request, "reports/wall.html", {"scope": scope, "shown": shown})
