"""The phases of a plan and their checklists."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kepu.governance import services
from kepu.governance.models import PhaseCheck
from kepu.governance.queries.phases import phases as phases_of
from kepu.organizations.access import allowed, fetch, page
from kepu.organizations.errors import KepuError
from kepu.plans.models import Plan
from kepu.plans.summaries import current_plan, shown_plans


def _plan(request: HttpRequest, pk: int | None) -> Plan | None:
    actor = request.actor  # type: ignore[attr-defined]
    if pk is not None:
        return fetch(actor, shown_plans(actor.district), "governance.view_phases", pk=pk)
    return current_plan(actor.district, timezone.localdate())


@require_GET
@page("governance.view_phases")
def phases(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Where the plan stands in time, and what each phase asks for."""
    today, plan = timezone.localdate(), _plan(request, pk)
    context = {
        "plan": plan,
        "today": today,
        "phases": phases_of(plan, today) if plan else [],
        "may_change": allowed(request.actor, "governance.change_phases"),  # type: ignore[attr-defined]
        "years": range(plan.year_from, plan.year_to + 1) if plan else (),
    }
    return render(request, "governance/phases.html", context)


@require_POST
@page("governance.change_phases")
def phase_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a point, or the usual points, on the checklist."""
    actor = request.actor  # type: ignore[attr-defined]
    plan = fetch(actor, Plan, "governance.change_phases", pk=pk)
    try:
        if request.POST.get("usual"):
            added = services.add_usual_checks(actor=actor, plan=plan)
            messages.success(request, _("已加入 %d 项常用事项。") % added)
        else:
            services.add_phase_check(actor=actor, plan=plan, phase=request.POST.get("phase", ""), title=request.POST.get("title", ""))
    except KepuError as error:
        messages.error(request, "；".join(error.fields.values()) or error.message)
    return redirect("governance:phases_of", pk=pk)


@require_POST
@page("governance.change_phases")
def phase_tick(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a point as done or not, or take it off."""
    actor, step = request.actor, request.POST.get("step")  # type: ignore[attr-defined]
    check = fetch(actor, PhaseCheck, "governance.change_phases", pk=pk)
    if step == "remove":
        services.remove_phase_check(actor=actor, check=check)
    elif step in ("done", "undone"):
        services.tick_phase_check(actor=actor, check=check, done=step == "done")
    return redirect("governance:phases_of", pk=check.plan_id)
