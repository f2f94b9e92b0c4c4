"""The end of a plan, and the next one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kepu.organizations.access import fetch, page
from kepu.organizations.errors import KepuError
from kepu.plans import queries
from kepu.plans.forms import NextPlanForm
from kepu.plans.models import Plan
from kepu.plans.services import close_plan, open_next_plan


@page("plans.close_plan")
def next_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """What is still to be done before the plan is closed; closing it; opening the next."""
    plan = fetch(request.actor, Plan, "plans.close_plan", pk=pk)  # type: ignore[attr-defined]
    closing = request.method == "POST" and request.POST.get("decision") == "close"
    form = NextPlanForm(request.POST if request.method == "POST" and not closing else None, plan=plan)
    try:
        if closing:
            close_plan(actor=request.actor, plan=plan)  # type: ignore[attr-defined]
            messages.success(request, _("规划已总结。内容仍可查看，不再改动。"))
            return redirect("plans:next", pk=plan.pk)
        if request.method == "POST" and form.is_valid():
            successor = open_next_plan(actor=request.actor, plan=plan, **form.cleaned_data)  # type: ignore[attr-defined]
            messages.success(request, _("已建立“%s”。请设定新的目标值，核对后发布。") % successor.title)
            return redirect("plans:review", pk=successor.pk)
    except KepuError as error:
        if closing:
            messages.error(request, error.message)
        else:
            form.add_service_error(error)
    context = {"plan": plan, "form": form, "checks": queries.readiness(plan), "successor": plan.successors.first()}
    return render(request, "plans/next_plan.html", context, status=422 if form.errors else 200)
