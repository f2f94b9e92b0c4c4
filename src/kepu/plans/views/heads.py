"""Title, number and period of a plan; plans without a document."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kepu.organizations.access import fetch, page
from kepu.organizations.errors import KepuError
from kepu.plans.forms import PlanForm
from kepu.plans.models import Plan
from kepu.plans.services import create_plan, update_plan


@page("plans.change_plan")
def create(request: HttpRequest) -> HttpResponse:
    """Set up a plan by hand."""
    form = PlanForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        try:
            plan = create_plan(actor=request.actor, **given)  # type: ignore[attr-defined]
        except KepuError as error:
            form.add_service_error(error)
        else:
            messages.success(request, _("已建立规划。请逐条添加行动、工程和举措，再设定指标和责任单位。"))
            return redirect("plans:outline", pk=plan.pk)
    return render(request, "plans/plan_form.html", {"form": form}, status=422 if form.errors else 200)


@page("plans.change_plan")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the head of a plan."""
    plan = fetch(request.actor, Plan, "plans.change_plan", pk=pk)  # type: ignore[attr-defined]
    initial = {name: getattr(plan, name) for name in PlanForm.base_fields}
    form = PlanForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        version = given.pop("version") or 0
        try:
            update_plan(actor=request.actor, plan=plan, version=version, **given)  # type: ignore[attr-defined]
        except KepuError as error:
            form.add_service_error(error)
        else:
            messages.success(request, _("已保存。"))
            return redirect("plans:outline", pk=plan.pk)
    return render(request, "plans/plan_form.html", {"plan": plan, "form": form}, status=422 if form.errors else 200)
