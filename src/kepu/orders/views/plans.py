"""Plans of a week: asked for, followed while they are computed, compared, approved wholly or in part."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kepu.orders import services
from kepu.orders.forms.planning import PlanForm
from kepu.orders.models import Order, WeekPlan
from kepu.orders.planning import reason_text, remedy_text, why_text
from kepu.organizations.access import fetch, page
from kepu.organizations.actors import Actor
from kepu.organizations.errors import KepuError

from .week import monday_of

State = WeekPlan.State


@page("orders.plan_week")
def plans(request: HttpRequest) -> HttpResponse:
    """The plans of a week side by side, and a form for another."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    monday = monday_of(request)
    form = PlanForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.start_plan(
                actor=actor, starts_on=monday, name=form.cleaned_data["name"], scenario=form.scenario(), seconds=form.cleaned_data["seconds"]
            )
        except KepuError as error:
            form.add_service_error(error)
        else:
            return redirect("orders:plan", pk=made.pk)
    found = list(WeekPlan.objects.filter(district=actor.district, starts_on=monday)[:12])
    context = {"form": form, "monday": monday, "plans": [_summary(plan, found) for plan in found]}
    return render(request, "orders/plans.html", context, status=422 if form.errors else 200)


def _summary(plan: WeekPlan, others: list[WeekPlan]) -> dict[str, Any]:
    """A line of the comparison; the difference is to the oldest plan that was computed."""
    base = next((one for one in reversed(others) if one.result), None)
    result = plan.result or {}
    served, points = len(result.get("visits", [])), result.get("points", 0)
    return {
        "plan": plan, "served": served, "unserved": len(result.get("unserved", [])), "points": points, "bound": result.get("bound", 0),
        "gap": 100 * result.get("gap", 0), "travel": result.get("travel_minutes", 0),
        "more": served - len(base.result["visits"]) if base and result else 0, "ready": bool(result),
    }  # fmt: skip


@require_GET
@page("orders.plan_week")
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """One plan: live while it is computed, then beside what stands now, with reasons."""
    found = fetch(request.actor, WeekPlan.objects.select_related("job"), "orders.plan_week", pk=pk)  # type: ignore[attr-defined]
    if request.htmx and found.state == State.RUNNING:  # type: ignore[attr-defined]
        return render(request, "orders/_progress.html", _live(found))
    if request.htmx:  # type: ignore[attr-defined]
        answer = HttpResponse()
        answer["HX-Refresh"] = "true"
        return answer
    return render(request, "orders/plan.html", _live(found) | _shown(found))


def _live(plan: WeekPlan) -> dict[str, Any]:
    points = plan.progress
    seconds, value, bound = points[-1] if points else (0, 0, 0)
    failed = plan.job is not None and plan.job.state == plan.job.State.FAILED
    return {
        "plan": plan, "seconds": seconds, "value": value, "bound": bound, "gap": 100 * (bound - value) / bound if bound else None,
        "values": [point[1] for point in points], "broken": failed and plan.state == State.RUNNING, "message": plan.job.message if plan.job else "",
    }  # fmt: skip


def _shown(plan: WeekPlan) -> dict[str, Any]:
    if not plan.result:
        return {}
    result = plan.result
    pks = [item["order"] for item in (*result["visits"], *result["unserved"], *result["left_out"])]
    orders = Order.objects.select_related("area", "topic", "offer", "team", "unit").in_bulk(pks)
    visits = [_line(visit, orders[visit["order"]], plan) for visit in result["visits"] if visit["order"] in orders]
    visits.sort(key=lambda line: (line["starts_at"], line["order"].pk))
    unserved = [
        {"order": orders[item["order"]], "reason": reason_text(item["reason"]), "remedies": [remedy_text(one) for one in item.get("remedies", [])]}
        for item in (*result["unserved"], *result["left_out"])
        if item["order"] in orders
    ]
    changes = sum(1 for line in visits if line["change"] in ("new", "moved"))
    return {"visits": visits, "unserved": unserved, "result": result, "changes": changes, "gap": 100 * result["gap"]}


def _line(visit: dict[str, Any], order: Order, plan: WeekPlan) -> dict[str, Any]:
    starts_at = parse_datetime(visit["starts_at"])
    same = order.team_id == visit["team"] and order.starts_at == starts_at
    change = "same" if same else "moved" if order.starts_at else "new"
    return {
        "order": order, "team": visit["team_name"], "starts_at": starts_at, "sequence": visit["sequence"], "travel": visit["travel_minutes"],
        "why": why_text(visit["reasons"]) if visit["reasons"] else "", "change": change, "invented": visit["team"] < 0,
        "stale": plan.versions.get(str(order.pk)) != order.version and not same,
    }  # fmt: skip


@require_POST
@page("orders.plan_week")
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Carry out all that was ticked, or put the plan aside."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = fetch(actor, WeekPlan, "orders.plan_week", pk=pk)
    try:
        if request.POST.get("action") == "discard":
            services.discard_plan(actor=actor, plan=found)
            messages.success(request, _("已放弃这个方案。"))
            return redirect("orders:plans")
        chosen = [int(value) for value in request.POST.getlist("orders") if value.isdecimal()]
        done, refused = services.approve_plan(actor=actor, plan=found, orders=chosen)
        if done:
            messages.success(request, _("已按方案指派 %d 单，并通知了相关人员。") % done)
        else:
            messages.warning(request, _("一单也没有指派。"))
        for text in refused[:10]:
            messages.warning(request, text)
    except KepuError as error:
        messages.error(request, error.message)
    return redirect("orders:plan", pk=pk)
