"""The yearly work plan as a list."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kepu.organizations.access import allowed, fetch, page
from kepu.organizations.errors import KepuError
from kepu.organizations.services.workbook import write_workbook
from kepu.organizations.views.answers import workbook_answer
from kepu.organizations.views.imports import Import, import_page
from kepu.plans import queries
from kepu.plans.forms import WorkFilterForm
from kepu.plans.models import Plan, WorkItem
from kepu.plans.queries import WorkFilter
from kepu.plans.services import draft_work_items, issue_work_items
from kepu.plans.services.work_sheets import run_work_items, work_columns, work_rows

PAGE_SIZE = 30
TABS = ("", *WorkItem.Status.values)


@require_GET
@page("plans.view_work_item")
def work_plan(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Work of a year by unit, action and status; without a plan, that of the plan in force."""
    actor = request.actor  # type: ignore[attr-defined]
    plan = fetch(actor, Plan, "plans.view_work_item", pk=pk) if pk is not None else queries.plan_in_force(actor)
    if plan is None:
        return render(request, "plans/work_plan.html", {"plan": None})
    form = WorkFilterForm(request.GET, plan)
    picked = form.picked()
    if request.GET.get("format") == "xlsx":
        rows = work_rows(queries.work_items(plan, picked).prefetch_related("partners"))
        name = _("年度工作计划-%s.xlsx") % (picked.year or f"{plan.year_from}—{plan.year_to}")
        return workbook_answer(write_workbook(work_columns(plan), rows, template=True), name)
    counts = queries.status_counts(plan, picked.year)
    may_change = allowed(actor, "plans.change_work_item", plan) and plan.status != Plan.Status.CLOSED
    may_issue = plan.status == Plan.Status.ISSUED
    issuable = (WorkItem.Status.DRAFT, WorkItem.Status.DECLINED)
    context = {
        "plan": plan,
        "form": form,
        "picked": picked,
        "tabs": _tabs(request, plan, picked, counts),
        "page_obj": Paginator(queries.work_items(plan, picked), PAGE_SIZE).get_page(request.GET.get("page")),
        "drafts": counts[WorkItem.Status.DRAFT],
        "may_change": may_change,
        "may_issue": may_issue,
        "may_pick": may_change and may_issue and picked.year and any(counts[status] for status in issuable),
        "issuable": issuable,
    }
    return render(request, "plans/work_plan.html", context)


def _tabs(request: HttpRequest, plan: Plan, picked: WorkFilter, counts: dict[str, int]) -> list[dict[str, Any]]:
    labels = dict(WorkItem.Status.choices) | {"": _("全部"), queries.OVERDUE: _("已逾期"), queries.UNFINISHED: _("未完成")}
    everything = sum(counts[status] for status in WorkItem.Status.values)
    query = request.GET.copy()
    query.pop("page", None)
    shown = []
    for status in (*TABS, queries.UNFINISHED if plan.status == Plan.Status.CLOSED else queries.OVERDUE):
        query["status"] = status
        url = f"{reverse('plans:work_plan', args=[plan.pk])}?{query.urlencode()}"
        shown.append({"label": labels[status], "url": url, "current": status == picked.status, "count": counts.get(status, everything)})
    return shown


@require_POST
@page("plans.change_work_item")
def draft_year(request: HttpRequest, pk: int) -> HttpResponse:
    """Draft the year from the measures."""
    plan = fetch(request.actor, Plan, "plans.change_work_item", pk=pk)  # type: ignore[attr-defined]
    year = _year(request, plan)
    try:
        drafted = draft_work_items(actor=request.actor, plan=plan, year=year)  # type: ignore[attr-defined]
    except KepuError as error:
        messages.error(request, "；".join(error.fields.values()) or error.message)
        return _back(plan, year)
    if drafted.created:
        messages.success(request, _("已拟定 %(year)d 年的 %(count)d 项工作，核对后再下达。") % {"year": year, "count": len(drafted.created)})
    else:
        messages.info(request, _("%d 年各项举措都已有工作安排，没有新增。") % year)
    if drafted.without_lead:
        names = "、".join(str(node) for node in drafted.without_lead[:5]) + (_("等") if len(drafted.without_lead) > 5 else "")
        text = _("有 %(count)d 项举措没有牵头部门，请先在任务分工中补上：%(names)s")
        messages.warning(request, text % {"count": len(drafted.without_lead), "names": names})
    return _back(plan, year)


@require_POST
@page("plans.change_work_item")
def issue_year(request: HttpRequest, pk: int) -> HttpResponse:
    """Issue all drafts of the year, or the chosen ones."""
    plan = fetch(request.actor, Plan, "plans.change_work_item", pk=pk)  # type: ignore[attr-defined]
    year = _year(request, plan)
    chosen = [int(value) for value in request.POST.getlist("items") if value.isdecimal()]
    if "chosen" in request.POST and not chosen:
        messages.warning(request, _("请先勾选要下达的工作。"))
        return _back(plan, year)
    try:
        issued = issue_work_items(actor=request.actor, plan=plan, year=year, items=chosen or None)  # type: ignore[attr-defined]
    except KepuError as error:
        messages.error(request, error.message)
    else:
        text = _("已下达 %d 项工作，责任单位可以在“我的任务”中看到。")
        messages.success(request, text % len(issued)) if issued else messages.info(request, _("没有可以下达的工作。"))
    return _back(plan, year)


@page("plans.change_work_item")
def import_workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """Work written in Excel: the template or the export filled and handed in."""
    plan = fetch(request.actor, Plan, "plans.change_work_item", pk=pk)  # type: ignore[attr-defined]
    address = reverse("plans:work_plan", args=[plan.pk])
    what = Import(
        kind="plans.work_items",
        title=_("导入年度工作"),
        columns=work_columns(plan),
        run=run_work_items,
        filename=_("年度工作模板"),
        parent=(_("年度工作计划"), address),
        lead=plan.title,
        notes=(_("带编号的行更新原有工作，不带编号的行新增为拟定。"), _("已下达的工作改动后，会显示给责任单位确认。")),
        arguments={"plan_id": plan.pk},
        export_url=f"{address}?year=&format=xlsx",
    )
    return import_page(request, what)


def _year(request: HttpRequest, plan: Plan) -> int:
    given = request.POST.get("year", "")
    return int(given) if given.isdecimal() and len(given) == 4 else queries.current_year(plan)


def _back(plan: Plan, year: int) -> HttpResponse:
    return redirect(f"{reverse('plans:work_plan', args=[plan.pk])}?year={year}")
