"""Calculations of a survey, their results, publishing; and what everybody may see."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kepu.literacy import charts
from kepu.literacy.forms.calculations import CalculationForm, WithdrawForm
from kepu.literacy.models import Calculation, Survey
from kepu.literacy.queries import results as queries
from kepu.literacy.services import calculations as services
from kepu.literacy.services import publishing
from kepu.organizations.access import allowed, fetch, page, public_page
from kepu.organizations.errors import KepuError, NotFound
from kepu.organizations.file_types import DOCX
from kepu.organizations.models import Area, Job
from kepu.organizations.views.answers import file_answer, open_file_answer, workbook_answer
from kepu.organizations.views.public import district_of
from kepu.organizations.views.writes import acting, try_service

from .survey_common import tabs_of

State = Calculation.State


def _calculation(request: HttpRequest, pk: int, perm: str = "literacy.view_calculations") -> Calculation:
    rows = Calculation.objects.select_related("survey__district", "survey__indicator", "survey__previous", "created_by", "published_by")
    return fetch(acting(request), rows, perm, district_path="survey__district", pk=pk)


@page("literacy.view_calculations")
def calculations(request: HttpRequest, pk: int) -> HttpResponse:
    """All calculations of a survey, and the form for another."""
    actor = acting(request)
    survey = fetch(actor, Survey.objects.select_related("district"), "literacy.view_surveys", pk=pk)
    may = allowed(actor, "literacy.calculate", survey)
    form = CalculationForm(request.POST or None, initial={"seed": survey.seed, "replicates": survey.replicate_count})
    if request.method == "POST" and form.is_valid():
        try:
            made = services.start_calculation(actor=actor, survey=survey, **form.arguments())
        except KepuError as error:
            form.add_service_error(error)
        else:
            return redirect("literacy:calculation", pk=made.pk)
    ready = survey.state in services.COMPUTABLE
    context = {"survey": survey, "form": form, "may": may, "ready": ready, "calculations": queries.calculations_of(survey)}
    context["tabs"] = tabs_of(request, survey, "calculations")
    return render(request, "literacy/results/calculations.html", context, status=422 if form.errors else 200)


@require_GET
@page("literacy.view_calculations")
def calculation(request: HttpRequest, pk: int) -> HttpResponse:
    """One calculation: live while it runs, then its results with every step."""
    found = _calculation(request, pk)
    if found.state != State.DONE:
        job = _job_of(found)
        lost = found.state == State.RUNNING and job is not None and job.state == Job.State.FAILED
        template = "literacy/results/_running.html" if request.htmx else "literacy/results/unfinished.html"  # type: ignore[attr-defined]
        return render(request, template, {"calculation": found, "job": job, "lost": lost})
    if request.htmx:  # type: ignore[attr-defined]
        answer = HttpResponse()
        answer["HX-Refresh"] = "true"
        return answer
    results = queries.results_of(found, with_suppressed=True)
    actor = acting(request)
    context = _shown(results) | {
        "steps": found.steps, "may_publish": allowed(actor, "literacy.publish"), "withdraw": WithdrawForm(),
        "other_published": found.survey.calculations.filter(published_at__isnull=False).exclude(pk=found.pk).exists(),
        "sensitivity": charts.sensitivity(found.steps["sensitivity"]), "variance": _variance(found), "response": _response(found),
    }  # fmt: skip
    return render(request, "literacy/results/calculation.html", context)


def _job_of(calculation: Calculation) -> Job | None:
    return (
        Job.objects.filter(kind="literacy.calculation", district=calculation.survey.district, arguments__calculation_id=calculation.pk)
        .order_by("-pk")
        .first()
    )


def _shown(results: queries.Results) -> dict[str, Any]:
    """Charts and tables of results, for members and for everybody."""
    names, whole = queries.dimension_names(), results.headline
    groups = [
        {"name": names[dimension], "rows": rows, "chart": charts.forest(_("按%s") % names[dimension], rows, whole, names[dimension])}
        for dimension, rows in results.groups.items()
    ]
    return {
        "results": results, "calculation": results.calculation, "survey": results.calculation.survey, "groups": groups,
        "trend": charts.trend(results.trend, results.target), "district_changes": [row for row in results.changes if row.dimension == "district"],
        "streets": _map(results),
    }  # fmt: skip


def _map(results: queries.Results) -> dict[str, Any] | None:
    """Streets with their shares as GeoJSON; None where no street has a boundary."""
    rows = {row.key: row for row in results.groups.get("street", [])}
    areas = Area.objects.filter(district=results.calculation.survey.district, level=Area.Level.STREET).order_by("code")
    features = []
    for area in areas:
        if not area.boundary:
            continue
        row = rows.get(area.code)
        told = {"share": round(100 * row.share, 1), "low": round(100 * row.low, 1), "high": round(100 * row.high, 1)} if row else {}
        features.append({"type": "Feature", "geometry": area.boundary, "properties": {"name": area.name, **told}})
    if not features:
        return None
    return {"type": "FeatureCollection", "features": features, "tiles": settings.KEPU_TILES_URL, "credit": settings.KEPU_TILES_CREDIT}


def _variance(calculation: Calculation) -> list[tuple[str, float]]:
    """Where the uncertainty comes from, in percent of the variance."""
    parts = calculation.steps["precision"]
    whole = sum(parts.values()) or 1.0
    names = {"sampling": _("抽样和测量"), "calibration": _("题目标定、等值和潜在回归")}
    return [(names[name], 100 * value / whole) for name, value in parts.items()]


def _response(calculation: Calculation) -> dict[str, int]:
    from kepu.literacy.queries.estimation import response_counts

    return response_counts(calculation.survey)


def _act(request: HttpRequest, pk: int, done: str, service: Any, **arguments: Any) -> HttpResponse:
    try_service(request, done, service, actor=acting(request), calculation=_calculation(request, pk), **arguments)
    return redirect("literacy:calculation", pk=pk)


@require_POST
@page("literacy.publish")
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish into the ledger."""
    return _act(request, pk, _("已发布：比例和区间已写入佐证台账，对应指标随之更新。"), publishing.publish_calculation)


@require_POST
@page("literacy.publish")
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a published calculation back."""
    return _act(request, pk, _("已撤回，台账中的记录已作废。"), publishing.withdraw_calculation, reason=request.POST.get("reason", ""))


@require_POST
@page("literacy.view_calculations")
def reproduce(request: HttpRequest, pk: int) -> HttpResponse:
    """Compute it again and compare."""
    calculation = _calculation(request, pk)
    try:
        job = services.start_reproduction(actor=acting(request), calculation=calculation)
    except KepuError as error:
        messages.error(request, error.message)
        return redirect("literacy:calculation", pk=pk)
    return redirect("organizations:job", pk=job.pk)


@require_GET
@page("literacy.view_calculations")
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """The report with its method annex, in Word."""
    from kepu.literacy.report import report_of

    found = _finished(request, pk)
    return file_answer(report_of(found, timezone.localdate()), DOCX.content_type, f"{found.survey.title}报告.docx")


@require_GET
@page("literacy.view_calculations")
def workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """All estimates as a workbook, small cells left empty."""
    from kepu.literacy.workbooks.estimates import as_workbook

    found = _finished(request, pk)
    return workbook_answer(as_workbook(found), f"{found.survey.title}估计结果.xlsx")


def _finished(request: HttpRequest, pk: int) -> Calculation:
    found = _calculation(request, pk)
    if found.state != State.DONE:
        raise NotFound()
    return found


@require_GET
@page("literacy.view_results")
def results(request: HttpRequest) -> HttpResponse:
    """What the district has published, for all who work in it."""
    district = acting(request).district
    found = queries.published(district)
    context = {"district": district, "published": found} | (_shown(queries.results_of(found[0])) if found else {})
    return render(request, "literacy/results/results.html", context)


@require_GET
@public_page
def districts(request: HttpRequest) -> HttpResponse:
    """Districts that have published results."""
    return render(request, "literacy/results/districts.html", {"districts": queries.districts_with_results()})


@require_GET
@public_page
def public(request: HttpRequest, code: str) -> HttpResponse:
    """The published results of a district; an earlier wave by `?wave=`."""
    found, picked = _published(request, code)
    return render(
        request, "literacy/results/public.html", {"published": found, "district": picked.survey.district} | _shown(queries.results_of(picked))
    )


@require_GET
@public_page
def public_csv(request: HttpRequest, code: str) -> HttpResponse:
    """The open data of a published wave."""
    from kepu.literacy.workbooks.estimates import as_csv

    _all, picked = _published(request, code)
    answer = open_file_answer(as_csv(picked), "text/csv; charset=utf-8", f"{picked.survey.title}估计结果.csv")
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def _published(request: HttpRequest, code: str) -> tuple[list[Calculation], Calculation]:
    """What a district has published, and the wave that is asked for; NotFound where there is nothing."""
    found = queries.published(district_of(code))
    if not found:
        raise NotFound(_("这个区县现在没有公布的监测结果，以前的可能已经撤回。"))
    return found, next((one for one in found if str(one.pk) == request.GET.get("wave", "")), found[0])
