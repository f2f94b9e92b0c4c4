"""The structure of the plan, changed by hand."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kepu.organizations.access import fetch, page
from kepu.organizations.errors import KepuError
from kepu.plans.forms import NodeForm
from kepu.plans.models import Plan, PlanNode
from kepu.plans.services import add_node, remove_node, update_node


def _fetch(request: HttpRequest, pk: int) -> PlanNode:
    nodes = PlanNode.objects.select_related("plan", "parent")
    return fetch(request.actor, nodes, "plans.change_plan", district_path="plan__district", pk=pk)  # type: ignore[attr-defined]


@page("plans.change_plan")
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """A new heading or measure; `?parent=` is taken over."""
    plan = fetch(request.actor, Plan, "plans.change_plan", pk=pk)  # type: ignore[attr-defined]
    initial = {"parent": request.GET.get("parent"), "kind": request.GET.get("kind", "measure" if request.GET.get("parent") else "action")}
    form = NodeForm(request.POST or None, plan=plan, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            node = add_node(actor=request.actor, plan=plan, **form.cleaned_data)  # type: ignore[attr-defined]
        except KepuError as error:
            form.add_service_error(error)
        else:
            messages.success(request, _("已添加“%s”。") % node)
            return redirect(f"{reverse('plans:outline', args=[plan.pk])}#node-{node.pk}")
    return render(request, "plans/node_form.html", {"plan": plan, "form": form}, status=422 if form.errors else 200)


@page("plans.change_plan")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a node and its units."""
    node = _fetch(request, pk)
    form = NodeForm(request.POST or None, plan=node.plan, node=node)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        version = given.pop("version") or 0
        try:
            update_node(actor=request.actor, node=node, version=version, **given)  # type: ignore[attr-defined]
        except KepuError as error:
            form.add_service_error(error)
        else:
            messages.success(request, _("已保存“%s”。") % node)
            review = node.plan.status == Plan.Status.REVIEW and node.plan.source_text
            return redirect(reverse("plans:review" if review else "plans:outline", args=[node.plan_id]) + f"#node-{node.pk}")
    return render(request, "plans/node_form.html", {"plan": node.plan, "node": node, "form": form}, status=422 if form.errors else 200)


@require_POST
@page("plans.change_plan")
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a node out of the plan."""
    node = _fetch(request, pk)
    try:
        remove_node(actor=request.actor, node=node)  # type: ignore[attr-defined]
    except KepuError as error:
        messages.error(request, error.message)
        return redirect("plans:node_edit", pk=node.pk)
    messages.success(request, _("已删除“%s”。") % node)
    return redirect("plans:outline", pk=node.plan_id)
