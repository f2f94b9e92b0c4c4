"""Indicators of a plan, as the office sets them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kepu.organizations.access import fetch, page
from kepu.organizations.errors import KepuError
from kepu.plans.forms import IndicatorForm
from kepu.plans.models import Indicator, Plan, PlanDoubt
from kepu.plans.services import create_indicator, remove_indicator, update_indicator


def _fetch(request: HttpRequest, pk: int) -> Indicator:
    found = Indicator.objects.select_related("plan")
    return fetch(request.actor, found, "plans.change_plan", district_path="plan__district", pk=pk)  # type: ignore[attr-defined]


@page("plans.change_plan")
def create(request: HttpRequest, pk: int) -> HttpResponse:
    """A new indicator."""
    plan = fetch(request.actor, Plan, "plans.change_plan", pk=pk)  # type: ignore[attr-defined]
    form = IndicatorForm(request.POST or None, plan=plan, initial={"deadline": plan.year_to})
    if request.method == "POST" and form.is_valid():
        fields, targets = form.cleaned()
        try:
            indicator = create_indicator(actor=request.actor, plan=plan, targets=targets, **fields)  # type: ignore[attr-defined]
        except KepuError as error:
            form.add_service_error(error)
        else:
            messages.success(request, _("已添加指标“%s”。") % indicator)
            return _back(plan)
    return render(request, "plans/indicator_form.html", {"plan": plan, "form": form}, status=422 if form.errors else 200)


@page("plans.change_plan")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an indicator."""
    indicator = _fetch(request, pk)
    form = IndicatorForm(request.POST or None, plan=indicator.plan, initial=IndicatorForm.initial_of(indicator))
    if request.method == "POST" and form.is_valid():
        fields, targets = form.cleaned()
        version = form.cleaned_data["version"] or 0
        try:
            update_indicator(actor=request.actor, indicator=indicator, version=version, targets=targets, **fields)  # type: ignore[attr-defined]
        except KepuError as error:
            form.add_service_error(error)
        else:
            messages.success(request, _("已保存指标“%s”。") % indicator)
            return _back(indicator.plan)
    context = {"plan": indicator.plan, "indicator": indicator, "form": form}
    return render(request, "plans/indicator_form.html", context, status=422 if form.errors else 200)


@require_POST
@page("plans.change_plan")
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an indicator out of the plan."""
    indicator = _fetch(request, pk)
    try:
        remove_indicator(actor=request.actor, indicator=indicator)  # type: ignore[attr-defined]
    except KepuError as error:
        messages.error(request, error.message)
        return redirect("plans:indicator_edit", pk=pk)
    messages.success(request, _("已删除指标“%s”。") % indicator)
    return _back(indicator.plan)


def _back(plan: Plan) -> HttpResponse:
    if plan.status == Plan.Status.REVIEW and plan.doubts.filter(status=PlanDoubt.Status.OPEN).exists():
        return redirect("plans:review", pk=plan.pk)
    return redirect(reverse("plans:outline", args=[plan.pk]) + "#indicators")
