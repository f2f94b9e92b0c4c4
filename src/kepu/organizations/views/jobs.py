"""Pages of long work: how far it is and what came of it."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from kepu.organizations.access import fetch, page
from kepu.organizations.errors import KepuError, RowError
from kepu.organizations.models import Job
from kepu.organizations.services.jobs import retry_job, sweep_jobs
from kepu.organizations.services.workbook import error_sheet

from .answers import workbook_answer

PAGE_SIZE = 30
SHOWN_ERRORS = 100


@require_GET
@page("organizations.view_job")
def job_list(request: HttpRequest) -> HttpResponse:
    """The person's own jobs, newest first."""
    sweep_jobs()
    actor = request.actor  # type: ignore[attr-defined]
    own = Job.objects.filter(district=actor.district, owner=actor.user)
    return render(request, "organizations/jobs.html", {"page_obj": Paginator(own, PAGE_SIZE).get_page(request.GET.get("page"))})


@require_GET
@page("organizations.view_job")
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """One job; the part with the progress asks for itself until the job is over."""
    sweep_jobs()
    found = fetch(request.actor, Job.objects.select_related("result", "source"), "organizations.view_job", pk=pk)  # type: ignore[attr-defined]
    context = {"job": found, "errors": found.errors[:SHOWN_ERRORS], "more_errors": max(0, len(found.errors) - SHOWN_ERRORS)}
    return render(request, "organizations/_job.html" if request.htmx else "organizations/job.html", context)  # type: ignore[attr-defined]


@require_GET
@page("organizations.view_job")
def job_errors(request: HttpRequest, pk: int) -> HttpResponse:
    """The uploaded workbook with the faulty cells marked."""
    found = fetch(request.actor, Job.objects.select_related("source"), "organizations.view_job", pk=pk)  # type: ignore[attr-defined]
    if found.source is None or not found.errors:
        return redirect("organizations:job", pk=pk)
    with found.source.file.open("rb") as file:
        marked = error_sheet(file.read(), [RowError(*error) for error in found.errors])
    return workbook_answer(marked, f"错误标注-{found.source.name}")


@require_POST
@page("organizations.view_job")
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Start a failed job again."""
    found = fetch(request.actor, Job, "organizations.view_job", pk=pk)  # type: ignore[attr-defined]
    try:
        retry_job(actor=request.actor, job=found)  # type: ignore[attr-defined]
    except KepuError as error:
        messages.error(request, error.message)
    return redirect("organizations:job", pk=pk)
