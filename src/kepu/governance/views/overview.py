"""The office's view of reporting: matrix, overdue list, periods, rules of reminding."""

from __future__ import annotations

import re

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kepu.governance import queries, services
from kepu.governance.forms.progress import DueDateForm, FollowUpForm, PeriodForm
from kepu.governance.models import OWED, ProgressReport, ReportEscalation, ReportingPeriod
from kepu.governance.report_states import State
from kepu.governance.services.progress_followup import follow_up_rules
from kepu.organizations.access import fetch, page
from kepu.organizations.actors import Actor
from kepu.organizations.errors import KepuError
from kepu.plans.models import Plan

PAGE_SIZE = 50


@require_GET
@page("governance.view_overview")
def overview(request: HttpRequest) -> HttpResponse:
    """Unit × period with lights, for one plan, year and span."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    known = list(ReportingPeriod.objects.filter(district=actor.district).select_related("plan").order_by("-ends_on", "-pk"))
    choices = list(dict.fromkeys((period.plan, period.year, period.span) for period in known))
    wanted = request.GET.get("show", "")
    options = [(f"{plan.pk}-{year}-{span}", plan, year, ReportingPeriod.Span(span).label) for plan, year, span in choices]
    at = next((i for i, option in enumerate(options) if option[0] == wanted), 0)
    context: dict[str, object] = {"options": options, "several_plans": len({plan for plan, _year, _span in choices}) > 1}
    if choices:
        plan, year, span = choices[at]
        columns, rows = queries.matrix(plan, year, span)
        states = queries.totals(rows)
        review = sum(states[state] for state in (State.WITH_HEAD, State.WITH_LEAD, State.WITH_OFFICE))
        owed = sum(states[state] for state in OWED)
        context |= {"chosen": options[at], "columns": columns, "rows": rows, "states": states, "under_review": review, "owed": owed}
    return render(request, "governance/overview.html", context)


@require_GET
@page("governance.view_report")
def overdue(request: HttpRequest) -> HttpResponse:
    """督办: what units owe after the due date, or what waits too long for a reviewer, and how far each was escalated."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    of_review = request.GET.get("review") == "1"
    owed, stalled = queries.overdue(actor.district, of=actor), queries.stalled(actor, follow_up_rules(actor.district).review_after)
    listed = Paginator((stalled if of_review else owed).prefetch_related("escalations"), PAGE_SIZE).get_page(request.GET.get("page"))
    tabs = [
        {"label": _("逾期未报"), "url": "?", "current": not of_review, "count": owed.count()},
        {"label": _("审核超期"), "url": "?review=1", "current": of_review, "count": stalled.count()},
    ]
    rows = [_late(report, of_review) for report in listed]
    return render(request, "governance/overdue.html", {"page_obj": listed, "rows": rows, "tabs": tabs, "of_review": of_review})


def _late(report: ProgressReport, of_review: bool) -> tuple[ProgressReport, int, list[ReportEscalation]]:
    """A report, for how many days it is late, and what was told of that."""
    since = timezone.localdate(report.since) if of_review else report.period.due_on  # type: ignore[attr-defined]
    told = [past for past in report.escalations.all() if past.version == (report.version if of_review else 0)]
    return report, (timezone.localdate() - since).days, told


@page("governance.change_periods")
def periods(request: HttpRequest) -> HttpResponse:
    """Open a period; the open ones with their progress."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    plans = Plan.objects.filter(district=actor.district, status=Plan.Status.ISSUED)
    form = PeriodForm(request.POST or None, plans=plans)
    if request.method == "POST" and form.is_valid():
        try:
            period = services.open_period(actor=actor, **form.cleaned_data)
        except KepuError as error:
            form.add_service_error(error)
        else:
            values = {"period": period.label, "number": period.reports.count()}
            messages.success(request, _("%(period)s填报已开始，共 %(number)d 份报告。") % values)
            return redirect("governance:periods")
    listed = Paginator(queries.periods(actor.district), PAGE_SIZE).get_page(request.GET.get("page"))
    several = len({period.plan_id for period in listed}) > 1
    context = {"form": form, "page_obj": listed, "has_plan": plans.exists(), "several_plans": several}
    return render(request, "governance/periods.html", context, status=422 if form.errors else 200)


@page("governance.change_periods")
def period(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the due date of a period."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = fetch(actor, ReportingPeriod.objects.select_related("plan"), "governance.change_periods", pk=pk)
    form = DueDateForm(request.POST or None, initial={"due_on": found.due_on})
    if request.method == "POST" and form.is_valid():
        try:
            services.change_due_date(actor=actor, period=found, due_on=form.cleaned_data["due_on"])
        except KepuError as error:
            form.add_service_error(error)
        else:
            messages.success(request, _("已保存。"))
            return redirect("governance:periods")
    return render(request, "governance/period.html", {"form": form, "period": found}, status=422 if form.errors else 200)


@require_POST
@page("governance.change_periods")
def sync(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for reports on work that was issued since the period was opened."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    made = services.sync_reports(actor=actor, period=fetch(actor, ReportingPeriod, "governance.change_periods", pk=pk))
    messages.success(request, _("补充了 %d 份报告。") % made if made else _("没有新的任务，不需要补充。"))
    return redirect("governance:periods")


@page("governance.change_periods")
def follow_up(request: HttpRequest) -> HttpResponse:
    """The district's days of reminding and escalating."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = FollowUpForm(request.POST or None, initial=FollowUpForm.initial_of(follow_up_rules(actor.district)))
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        values["remind_before"] = [int(day) for day in re.findall(r"[0-9]{1,4}", values["remind_before"])]
        try:
            services.set_follow_up(actor=actor, **values)
        except KepuError as error:
            form.add_service_error(error)
        else:
            messages.success(request, _("已保存，从明天的催报开始生效。"))
            return redirect("governance:follow_up")
    return render(request, "governance/follow_up.html", {"form": form}, status=422 if form.errors else 200)
