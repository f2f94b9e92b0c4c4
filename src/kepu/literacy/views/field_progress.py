"""How the field goes: response, quality, its end, its data."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kepu.literacy.estimation.data import FAY
from kepu.literacy.microdata import K
from kepu.literacy.models import Case, Survey
from kepu.literacy.quality import FLAGS, Asker, Report
from kepu.literacy.queries import field_progress as reads
from kepu.literacy.queries.field import Open
from kepu.literacy.queries.field_quality import decision_counts, flagged, last_review
from kepu.literacy.queries.results import latest_of
from kepu.literacy.services.field_close import close_survey, export_microdata
from kepu.literacy.services.field_quality import review_quality
from kepu.literacy.workbooks.microdata import write_csv, write_excel, write_parquet
from kepu.organizations.access import allowed, page
from kepu.organizations.errors import KepuError, NotFound
from kepu.organizations.models import Membership
from kepu.organizations.views.answers import file_answer
from kepu.organizations.views.writes import acting, number, try_service
from kepu.ui import charts

from .survey_common import survey_or_404, tabs_of

FORMATS = {
    "csv": (write_csv, "text/csv; charset=utf-8"),
    "parquet": (write_parquet, "application/vnd.apache.parquet"),
    "xlsx": (write_excel, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def _missing(cell: reads.CellLine) -> float:
    return cell.complete - cell.target


@require_GET
@page("literacy.view_surveys")
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Response by street and cell against the target."""
    survey = survey_or_404(request, pk)
    counts = reads.state_counts(survey)
    rates, cells, days = reads.rates_of({state: count for state, _label, count in counts}), reads.cells_of(survey), reads.by_day(survey)
    streets = reads.by_street(survey)
    heat = charts.heat_map(
        _("完成占目标的百分比"),
        [charts.Cell(cell.street, f"{cell.sex}{cell.age_group}", round(cell.share, 1) if cell.share is not None else None) for cell in cells],
        unit="%", row_header=_("街道"),
    )  # fmt: skip
    context = {
        "survey": survey, "tabs": tabs_of(request, survey, "progress"), "counts": counts, "rates": rates, "streets": streets,
        "modes": reads.by_mode(survey), "heat": heat, "behind": sorted((cell for cell in cells if cell.status == "red"), key=_missing),
        "days": charts.line(_("每天完成的答卷"), [charts.Point(day, count) for day, count in days], unit=_("份")) if days else None,
        "cells": cells,
    }  # fmt: skip
    return render(request, "literacy/field/progress.html", context)


@require_GET
@page("literacy.view_surveys")
def quality(request: HttpRequest, pk: int) -> HttpResponse:
    """Doubtful interviews with the decision on each, and the effects of interviewers."""
    survey = survey_or_404(request, pk)
    show = request.GET.get("show", "open")
    show = show if show in ("open", "keep", "reject") else "open"
    last = last_review(survey)
    report = last.report if last else Report({})
    names = dict(Membership.objects.filter(pk__in=[asker.who for asker in report.askers]).values_list("pk", "user__display_name"))
    may_decide = survey.state in (Survey.State.FIELD, Survey.State.CLOSED) and allowed(acting(request), "literacy.manage_field")
    listed = Paginator(flagged(survey, show), 20).get_page(request.GET.get("page"))
    tabs = {"open": _("待决定"), "keep": _("已保留"), "reject": _("已剔除")}
    counts = decision_counts(survey)
    context = {
        "survey": survey, "tabs": tabs_of(request, survey, "quality"), "page_obj": listed, "report": report, "show": show, "last": last,
        "shown": [(case, [FLAGS.get(flag, flag) for flag in case.flags]) for case in listed],
        "decisions": [{"label": label, "url": f"?show={name}", "current": name == show, "count": counts[name]}
                      for name, label in tabs.items()],
        "flag_counts": [(label, report.counts.get(flag, 0)) for flag, label in FLAGS.items()], "may_decide": may_decide,
        "funnel": _funnel(report.askers, names) if report.askers else None, "choices": Case.Decision.choices,
    }  # fmt: skip
    return render(request, "literacy/field/quality.html", context)


def _funnel(askers: Sequence[Asker], names: dict[int, str]) -> charts.Chart:
    """Means of interviewers on the limits in which they lie by chance."""
    rows = [
        charts.Range(f"{names.get(one.who, '')} n={one.interviews}", round(one.mean, 1), round(one.act[0], 1), round(one.act[1], 1)) for one in askers
    ]
    centre = sum(askers[0].act) / 2
    text = _("点是调查员所访样本的平均得分率，线段是99.8%控制限；点在线段以外的，得分差异不像偶然。")
    return charts.ranges(_("各调查员的平均得分率"), rows, unit="%", reference=round(centre, 1), reference_label=_("平均"), description=text)


@require_POST
@page("literacy.manage_field")
def quality_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Look again at all interviews."""
    survey = survey_or_404(request, pk, "literacy.manage_field")
    try_service(request, _("已检查全部答卷。"), review_quality, actor=acting(request), survey=survey)
    return redirect("literacy:quality", pk=pk)


@page("literacy.manage_field")
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """End the field work."""
    survey = survey_or_404(request, pk, "literacy.manage_field")
    if request.method == "POST":
        made = try_service(
            request, _("调查已结束，可以估计了。"), close_survey, actor=acting(request), survey=survey,
            version=number(request.POST.get("version")), close_open=request.POST.get("close_open") == "yes",
        )  # fmt: skip
        return redirect("literacy:survey" if made else "literacy:close", pk=pk)
    undecided = flagged(survey).count()
    waiting = survey.cases.filter(state__in=Open)
    context = {
        "survey": survey, "waiting": waiting.count(), "counts": reads.state_counts(survey), "undecided": undecided,
        "streets": [group for group in reads.by_street(survey) if group.rates.untried + group.rates.partial],
    }  # fmt: skip
    return render(request, "literacy/field/close.html", context)


@require_GET
@page("literacy.manage_field")
def data(request: HttpRequest, pk: int) -> HttpResponse:
    """What the data for researchers hold, and by which rule they are protected."""
    survey = survey_or_404(request, pk, "literacy.manage_field")
    ready = survey.state in (Survey.State.CLOSED, Survey.State.ESTIMATED, Survey.State.PUBLISHED)
    context = {"survey": survey, "ready": ready, "k": K, "weighted": latest_of(survey.pk) is not None, "fay": FAY, "times": 1 / (1 - FAY) ** 2}
    return render(request, "literacy/field/data.html", context)


@require_POST
@page("literacy.manage_field")
def export(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The protected data as a file."""
    survey = survey_or_404(request, pk, "literacy.manage_field")
    if kind not in FORMATS:
        raise NotFound()
    try:
        items, records = export_microdata(actor=acting(request), survey=survey)
    except KepuError as error:
        messages.error(request, error.message)
        return redirect("literacy:data", pk=pk)
    write, content_type = FORMATS[kind]
    return file_answer(write(items, records), content_type, f"{survey.title}-{_('匿名数据')}.{kind}")
