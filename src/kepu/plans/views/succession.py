"""The end of a plan, and the next one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kepu.organizations.access import fetch, page
from kepu.organizations.actors import Actor
from kepu.organizations.errors import KepuError
from kepu.plans import queries
from kepu.plans.forms import FollowPlanForm, NextPlanForm
from kepu.plans.models import Plan
from kepu.plans.services import close_plan, follow_plan, open_next_plan


@page("plans.close_plan")
def next_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """What is still to be done before the plan is closed; closing it; opening the next, or joining one that was imported."""
    actor = request.actor  # type: ignore[attr-defined]
    plan = fetch(actor, Plan, "plans.close_plan", pk=pk)
    decision = request.POST.get("decision", "") if request.method == "POST" else ""
    form = NextPlanForm(request.POST if decision == "open" else None, plan=plan, carry=request.GET.getlist("carry"))
    follow = FollowPlanForm(request.POST if decision == "follow" else None, plan=plan)
    if decision == "close":
        return _close(request, actor, plan)
    for chosen, write in ((form, open_next_plan), (follow, follow_plan)):
        if chosen.is_bound and chosen.is_valid():
            try:
                successor = write(actor=actor, plan=plan, **chosen.cleaned_data)
            except KepuError as error:
                chosen.add_service_error(error)
            else:
                messages.success(request, _("“%s”已作为下一个规划，请设定新的目标值，核对结转的工作。") % successor.title)
                return redirect("plans:outline" if write is follow_plan else "plans:review", pk=successor.pk)
    context = {
        "plan": plan,
        "form": form,
        "follow": follow,
        "checks": queries.readiness(plan),
        "successor": plan.successors.first(),
    }
    return render(request, "plans/next_plan.html", context, status=422 if form.errors or follow.errors else 200)


def _close(request: HttpRequest, actor: Actor, plan: Plan) -> HttpResponse:
    try:
        close_plan(actor=actor, plan=plan)
    except KepuError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("规划已总结。内容仍可查看，不再改动。"))
    return redirect("plans:next", pk=plan.pk)
