"""Reports: made ones, and making a new one."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from kepu.organizations.access import allowed, fetch, page
from kepu.organizations.errors import KepuError
from kepu.plans.summaries import shown_plans
from kepu.reports.forms import ReportForm
from kepu.reports.models import Report
from kepu.reports.queries import made
from kepu.reports.services import start_report

PAGE_SIZE = 20


@require_GET
@page("reports.view_reports")
def reports(request: HttpRequest) -> HttpResponse:
    """Reports of the district, and those that are being made."""
    actor = request.actor  # type: ignore[attr-defined]
    listed = Paginator(made.reports(actor), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page_obj": listed, "running": made.running(actor), "may_make": allowed(actor, "reports.make_report")}
    return render(request, "reports/reports.html", context)


@page("reports.make_report")
def new_report(request: HttpRequest) -> HttpResponse:
    """Choose kind, plan and year; the work runs in the background and its page shows how far it is."""
    actor = request.actor  # type: ignore[attr-defined]
    today = timezone.localdate()
    plans = [plan for plan in shown_plans(actor.district) if plan.year_from <= today.year]
    initial = {"kind": request.GET.get("kind") or Report.Kind.ANNUAL, "plan": request.GET.get("plan"), "year": request.GET.get("year")}
    form = ReportForm(request.POST or None, plans=plans, this_year=today.year, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            job = start_report(actor=actor, **form.arguments())
        except KepuError as error:
            form.add_service_error(error)
        else:
            return redirect("organizations:job", pk=job.pk)
    return render(request, "reports/new_report.html", {"form": form, "plans": plans}, status=422 if form.errors else 200)


@require_GET
@page("reports.view_reports")
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """A made report with its files, and from which state of the ledger it was made."""
    found = fetch(request.actor, made.reports(request.actor), "reports.view_reports", pk=pk)  # type: ignore[attr-defined]
    return render(request, "reports/report.html", {"report": found})
