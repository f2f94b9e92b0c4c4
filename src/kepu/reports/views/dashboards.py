"""Dashboards: the office's overview, a unit's, a leader's."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from kepu.organizations.access import allowed, fetch, page
from kepu.organizations.models import Unit
from kepu.plans.models import Plan
from kepu.reports.queries import leader as leading
from kepu.reports.queries import overview as whole
from kepu.reports.queries import unit as single
from kepu.reports.queries.scope import scope_of


@require_GET
@page("reports.view_overview")
def overview(request: HttpRequest) -> HttpResponse:
    """The whole district: what needs attention, indicators, work, reports, activity."""
    actor = request.actor  # type: ignore[attr-defined]
    scope = scope_of(actor.district, timezone.localdate(), request.GET)
    shown = whole.overview(actor, scope) if scope else None
    context: dict[str, object] = {"scope": scope, "shown": shown}
    if allowed(actor, "plans.import_plan"):
        context |= {"may_begin": True, "in_review": Plan.objects.filter(district=actor.district, status=Plan.Status.REVIEW).first()}
    return render(request, "reports/overview.html", context)


@require_GET
@page("reports.view_unit")
def my_unit(request: HttpRequest) -> HttpResponse:
    """The actor's own unit."""
    return _unit(request, request.actor.unit)  # type: ignore[attr-defined]


@require_GET
@page("reports.view_unit")
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """A unit of the district; a unit's people see their own."""
    return _unit(request, fetch(request.actor, Unit, "reports.view_unit", pk=pk))  # type: ignore[attr-defined]


def _unit(request: HttpRequest, of: Unit) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    scope = scope_of(actor.district, timezone.localdate(), request.GET)
    shown = single.unit_view(actor, scope, of) if scope else None
    return render(request, "reports/unit.html", {"scope": scope, "shown": shown, "unit": of})


@require_GET
@page("reports.view_leader")
def leader(request: HttpRequest) -> HttpResponse:
    """One page for a phone: lights, what is behind and why, the next briefing."""
    actor = request.actor  # type: ignore[attr-defined]
    scope = scope_of(actor.district, timezone.localdate())
    shown = leading.leader_view(actor, scope) if scope else None
    return render(request, "reports/leader.html", {"scope": scope, "shown": shown})
