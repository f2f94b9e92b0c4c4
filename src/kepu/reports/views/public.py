"""Pages for everybody, without sign-in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from kepu.organizations.access import public_page
from kepu.organizations.errors import NotFound
from kepu.plans.models import Plan
from kepu.reports.queries.public import public_plans


@require_GET
@public_page
@cache_control(public=True, max_age=300)
def districts(request: HttpRequest) -> HttpResponse:
    """Which districts show their progress."""
    return render(request, "reports/public_list.html", {"plans": public_plans()})


@require_GET
@public_page
@cache_control(public=True, max_age=300)
def progress(request: HttpRequest, code: str) -> HttpResponse:
    """A plan, its indicators and what was done; 404 where the office did not open one."""
    plan = _plan(code, request.GET.get("plan", ""))
    return render(request, "reports/public.html", {"plan": plan, "district": plan.district})


def _plan(code: str, picked: str) -> Plan:
    plans = list(public_plans().filter(district__code=code))
    plan = next((plan for plan in plans if str(plan.pk) == picked), plans[0] if plans else None)
    if plan is None:
        raise NotFound()
    return plan
