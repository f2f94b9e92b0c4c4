"""The end of a plan on one page: evaluate, conclude, open the next."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kepu.governance import services
from kepu.governance.forms.evaluations import CarryForm, FinishForm, OpenForm
from kepu.governance.models import Evaluation
from kepu.governance.queries import evaluations as queries
from kepu.organizations.access import allowed, fetch, page
from kepu.organizations.errors import Conflict, KepuError, NotFound
from kepu.plans.models import Plan
from kepu.plans.services import carry_work_over, close_plan
from kepu.plans.summaries import shown_plans


def _ending(plans: list[Plan]) -> Plan | None:
    """The plan whose end is nearest: in force and in or past its last year, the oldest first; else the newest."""
    year = timezone.localdate().year
    due = [plan for plan in plans if plan.status == Plan.Status.ISSUED and plan.year_to <= year]
    return due[-1] if due else plans[0] if plans else None


@require_GET
@page("governance.view_evaluation")
def evaluations(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Where a plan stands between its last year and the next plan, and what is to be done now."""
    actor = request.actor  # type: ignore[attr-defined]
    plans = list(shown_plans(actor.district).select_related("predecessor"))
    if pk is not None:
        plan: Plan | None = fetch(actor, shown_plans(actor.district), "governance.view_evaluation", pk=pk)
    else:
        plan = _ending(plans)
    return _page(request, plan, plans)


def _page(request: HttpRequest, plan: Plan | None, plans: list[Plan], forms: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    actor, today, given = request.actor, timezone.localdate(), forms or {}  # type: ignore[attr-defined]
    evaluation = queries.evaluation_of(plan) if plan else None
    units = queries.progress_by_unit(evaluation) if evaluation else []
    context: dict[str, Any] = {
        "plan": plan,
        "plans": plans,
        "evaluation": evaluation,
        "units": units,
        "waiting": sum(row.waiting for row in units),
        "submitted": sum(row.submitted for row in units),
        "confirmed": sum(row.confirmed for row in units),
        "total": sum(row.total for row in units),
        "grades": queries.grades(evaluation) if evaluation else [],
        "mine": queries.measures(actor, evaluation).count() if evaluation else 0,
        "sees": allowed(actor, "governance.view_all_evaluations"),
        "may_change": allowed(actor, "governance.change_evaluation"),
        "too_early": plan is not None and today.year < plan.year_to,
        "successor": plan.successors.first() if plan else None,
        "following": queries.following_plan(plan) if plan else None,
        "open_form": given.get("open") or OpenForm(initial={"due_on": today + timedelta(days=30)}),
        "finish_form": given.get("finish") or FinishForm(initial={"version": evaluation.version if evaluation else 0}),
    }
    context["step"] = _step(context)
    if plan is not None and context["step"] == 5:
        context["carry"] = urlencode([("carry", pk) for pk in sorted(queries.proposed_carry_over(plan))])
    context["steps"] = [_("启动评估"), _("单位自评"), _("纲要办复核"), _("形成评价"), _("总结规划"), _("开启下一规划")]
    return render(request, "governance/evaluations.html", context, status=status)


def _step(context: dict[str, Any]) -> int:
    evaluation, plan = context["evaluation"], context["plan"]
    if plan is not None and plan.status == Plan.Status.CLOSED:
        return 6 if context["successor"] else 5
    if evaluation is None:
        return 0
    if evaluation.status == Evaluation.Status.FINISHED:
        return 4
    return 1 if context["waiting"] else 2 if context["submitted"] else 3


def _plan(request: HttpRequest, pk: int) -> tuple[Plan, list[Plan]]:
    actor = request.actor  # type: ignore[attr-defined]
    return fetch(actor, Plan, "governance.change_evaluation", pk=pk), list(shown_plans(actor.district))


@require_POST
@page("governance.change_evaluation")
def evaluation_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the lead units."""
    plan, plans = _plan(request, pk)
    form = OpenForm(request.POST)
    if form.is_valid():
        try:
            services.open_evaluation(actor=request.actor, plan=plan, **form.cleaned_data)  # type: ignore[attr-defined]
        except KepuError as error:
            form.add_service_error(error)
        else:
            messages.success(request, _("已启动总结评估，并通知各牵头部门。"))
            return redirect("governance:evaluations_of", pk=pk)
    return _page(request, plan, plans, {"open": form}, status=422)


@require_POST
@page("governance.change_evaluation")
def evaluation_refresh(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the figures of now."""
    evaluation = fetch(request.actor, Evaluation, "governance.change_evaluation", pk=pk)  # type: ignore[attr-defined]
    try:
        services.refresh_facts(actor=request.actor, evaluation=evaluation)  # type: ignore[attr-defined]
        messages.success(request, _("系统数据已更新。"))
    except KepuError as error:
        messages.error(request, error.message)
    return redirect("governance:evaluations_of", pk=evaluation.plan_id)


@require_POST
@page("governance.change_evaluation")
def evaluation_finish(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the judgement of the whole."""
    queryset = Evaluation.objects.select_related("plan")
    evaluation = fetch(request.actor, queryset, "governance.change_evaluation", pk=pk)  # type: ignore[attr-defined]
    form = FinishForm(request.POST)
    if form.is_valid():
        try:
            services.finish_evaluation(actor=request.actor, evaluation=evaluation, **form.cleaned_data)  # type: ignore[attr-defined]
        except KepuError as error:
            form.add_service_error(error)
        else:
            messages.success(request, _("总结评估已完成，可以总结规划。"))
            return redirect("governance:evaluations_of", pk=evaluation.plan_id)
    plan, plans = _plan(request, evaluation.plan_id)
    return _page(request, plan, plans, {"finish": form}, status=422)


@require_POST
@page("governance.change_evaluation")
def plan_close(request: HttpRequest, pk: int) -> HttpResponse:
    """End the plan after its evaluation."""
    plan, _plans = _plan(request, pk)
    evaluation = queries.evaluation_of(plan)
    try:
        if evaluation is None or evaluation.status != Evaluation.Status.FINISHED:
            raise Conflict(_("完成总结评估之后才能总结规划。"))
        close_plan(actor=request.actor, plan=plan)  # type: ignore[attr-defined]
        messages.success(request, _("规划已总结，内容不再变动。"))
    except KepuError as error:
        messages.error(request, error.message)
    return redirect("governance:evaluations_of", pk=pk)


@page("governance.change_evaluation")
def plan_carry(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a plan of the next period exists already: let unfinished work go over into it."""
    plan, _plans = _plan(request, pk)
    into = queries.following_plan(plan)
    if into is None:
        raise NotFound()
    form = CarryForm(request.POST or None, plan=plan, into=into)
    if request.method == "POST" and form.is_valid():
        try:
            drafts = carry_work_over(actor=request.actor, plan=plan, into=into, places=form.places())  # type: ignore[attr-defined]
        except KepuError as error:
            form.add_service_error(error)
        else:
            messages.success(request, _("已结转 %d 项工作，请在年度工作计划中核对后下达。") % len(drafts))
            return redirect("governance:evaluations_of", pk=pk)
    return render(request, "governance/plan_carry.html", {"form": form, "plan": plan, "into": into}, status=422 if form.errors else 200)
