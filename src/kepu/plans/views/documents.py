"""Pages of the plan."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kepu.organizations.access import allowed, fetch, page
from kepu.organizations.errors import KepuError
from kepu.organizations.views.answers import workbook_answer
from kepu.plans import queries
from kepu.plans.forms import ImportForm
from kepu.plans.models import Plan, PlanDoubt
from kepu.plans.services import import_plan, issue_plan, propose_revision, same_plan, set_plan_public
from kepu.plans.services.matrix_sheet import matrix_workbook


@require_GET
@page("plans.view_plan")
def plan_list(request: HttpRequest) -> HttpResponse:
    """The district's plans."""
    actor = request.actor  # type: ignore[attr-defined]
    context = {"plans": queries.plans(actor), "may_change": allowed(actor, "plans.change_plan")}
    return render(request, "plans/list.html", context)


@page("plans.import_plan")
def import_page(request: HttpRequest) -> HttpResponse:
    """Hand in a document; what cannot be read is said beside the form, which keeps the pasted text."""
    form = ImportForm(request.POST or None, request.FILES or None, actor=request.actor, initial={"plan": request.GET.get("plan")})  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        try:
            return _take_in(request, *form.source(), form.cleaned_data["plan"])
        except KepuError as error:
            form.add_service_error(error)
    return render(request, "plans/import.html", {"form": form}, status=422 if form.errors else 200)


def _take_in(request: HttpRequest, source: bytes | str, filename: str, chosen: Plan | None) -> HttpResponse:
    """A new plan is stored; a newer text of one that is there is compared with it."""
    actor = request.actor  # type: ignore[attr-defined]
    known = chosen or same_plan(actor, source, filename)
    if known is None:
        return redirect("plans:review", pk=import_plan(actor=actor, source=source, filename=filename).pk)
    revision = propose_revision(actor=actor, plan=known, source=source, filename=filename)
    if revision is None:
        messages.info(request, _("这份文件与已导入的“%s”没有差异。") % known.title)
        return redirect("plans:outline", pk=known.pk)
    return redirect("plans:revision", pk=revision.pk)


@require_POST
@page("plans.issue_plan")
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the plan in force."""
    plan = fetch(request.actor, Plan, "plans.issue_plan", pk=pk)  # type: ignore[attr-defined]
    try:
        issue_plan(actor=request.actor, plan=plan)  # type: ignore[attr-defined]
    except KepuError as error:
        messages.error(request, error.message)
        return redirect("plans:review", pk=pk)
    messages.success(request, _("规划已发布，各单位可以看到自己的任务。"))
    return redirect("plans:outline", pk=pk)


@require_POST
@page("plans.publish_plan")
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Open or close the public progress page."""
    plan = fetch(request.actor, Plan, "plans.publish_plan", pk=pk)  # type: ignore[attr-defined]
    try:
        set_plan_public(actor=request.actor, plan=plan, public=request.POST.get("public") == "1")  # type: ignore[attr-defined]
    except KepuError as error:
        messages.error(request, error.message)
    return redirect("plans:outline", pk=pk)


@require_GET
@page("plans.view_plan")
def outline(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan as a tree, with its promises."""
    plan = fetch(request.actor, Plan, "plans.view_plan", pk=pk)  # type: ignore[attr-defined]
    may_publish = allowed(request.actor, "plans.publish_plan", plan) and plan.status != Plan.Status.REVIEW  # type: ignore[attr-defined]
    may_change = allowed(request.actor, "plans.change_plan", plan) and plan.status != Plan.Status.CLOSED  # type: ignore[attr-defined]
    context = {
        "plan": plan,
        "nodes": queries.outline(plan),
        "undrawn": queries.UNDRAWN,
        "indicators": plan.indicators.select_related("responsible_unit"),
        "left": plan.doubts.filter(status=PlanDoubt.Status.OPEN).count() if may_change else 0,
        "is_office": allowed(request.actor, "plans.change_plan", plan),  # type: ignore[attr-defined]
        "may_publish": may_publish,
        "may_change": may_change,
        "has_ended": plan.status == Plan.Status.ISSUED and plan.year_to < timezone.localdate().year,
        "successor": plan.successors.first(),
    }
    return render(request, "plans/outline.html", context)


@require_GET
@page("plans.view_matrix")
def matrix(request: HttpRequest, pk: int) -> HttpResponse:
    """Who leads and who answers for each task, printable as the annex."""
    actor = request.actor  # type: ignore[attr-defined]
    plan = fetch(actor, Plan, "plans.view_matrix", pk=pk)
    rows = queries.matrix(plan, actor.unit)
    only_mine = request.GET.get("mine") == "1"
    if request.GET.get("format") == "xlsx":
        shown = [row for row in rows if row.mine] if only_mine else rows
        return workbook_answer(matrix_workbook(plan, shown), _("任务分工-%s.xlsx") % plan.title)
    tabs = [
        {"label": _("全部任务"), "url": "?", "current": not only_mine, "count": len(rows)},
        {"label": _("本单位参与"), "url": "?mine=1", "current": only_mine, "count": sum(row.mine for row in rows)},
    ]
    may_change = allowed(actor, "plans.change_plan", plan) and plan.status != Plan.Status.CLOSED
    context = {"plan": plan, "rows": [row for row in rows if row.mine or not only_mine], "tabs": tabs, "only_mine": only_mine}
    return render(request, "plans/matrix.html", {**context, "may_change": may_change})
