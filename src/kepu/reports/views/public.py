"""Pages for everybody, without sign-in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_GET

from kepu.organizations.access import public_page
from kepu.organizations.errors import NotFound
from kepu.organizations.file_types import XLSX
from kepu.organizations.views.answers import open_file_answer
from kepu.plans.models import Plan
from kepu.reports import opendata, public_charts
from kepu.reports.queries.public import public_plans
from kepu.reports.queries.public_progress import SECONDS, SMALL, progress_of

View = Callable[..., HttpResponse]


def cached(view: View) -> View:
    """Let browsers and proxies keep the page for a while, but never one that shows who is signed in."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = view(request, *args, **kwargs)
        patch_vary_headers(answer, ["Cookie"])
        if request.user.is_authenticated:
            patch_cache_control(answer, private=True, no_store=True)
        else:
            patch_cache_control(answer, public=True, max_age=SECONDS)
        return answer

    return wrapper


@require_GET
@public_page
@cached
def districts(request: HttpRequest) -> HttpResponse:
    """Which districts show their progress."""
    return render(request, "reports/public_list.html", {"plans": public_plans()})


@require_GET
@public_page
@cached
def progress(request: HttpRequest, code: str) -> HttpResponse:
    """A plan, its indicators and what was done; 404 where the office did not open one."""
    plans = _plans(code)
    plan = _picked(plans, request)
    found = progress_of(plan, timezone.localdate())
    context = {"plan": plan, "plans": plans, "district": plan.district, "shown": found, "small": SMALL, **public_charts.charts_of(found)}
    return render(request, "reports/public.html", {**context, "address": request.build_absolute_uri(request.path)})


@require_GET
@public_page
@cached
def indicators_json(request: HttpRequest, code: str) -> HttpResponse:
    """Indicator values for programs; any site may read them."""
    plan = _picked(_plans(code), request)
    answer = JsonResponse(opendata.as_json(plan, progress_of(plan, timezone.localdate())), json_dumps_params={"ensure_ascii": False})
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


@require_GET
@public_page
@cached
def indicators_csv(request: HttpRequest, code: str) -> HttpResponse:
    """Indicator values as a table."""
    plan = _picked(_plans(code), request)
    return open_file_answer(
        opendata.as_csv(plan, progress_of(plan, timezone.localdate())), "text/csv; charset=utf-8", f"{plan.district.name}指标数值.csv"
    )


@require_GET
@public_page
@cached
def indicators_xlsx(request: HttpRequest, code: str) -> HttpResponse:
    """Indicator values as a workbook."""
    plan = _picked(_plans(code), request)
    return open_file_answer(
        opendata.as_workbook(plan, progress_of(plan, timezone.localdate())), XLSX.content_type, f"{plan.district.name}指标数值.xlsx"
    )


def _plans(code: str) -> list[Plan]:
    plans = list(public_plans().filter(district__code=code))
    if not plans:
        raise NotFound()
    return plans


def _picked(plans: list[Plan], request: HttpRequest) -> Plan:
    """The plan that is asked for, else the one in force."""
    year = timezone.localdate().year
    wanted = request.GET.get("plan", "")
    in_force = [plan for plan in plans if plan.year_from <= year <= plan.year_to]
    return next((plan for plan in plans if str(plan.pk) == wanted), (in_force or plans)[0])
