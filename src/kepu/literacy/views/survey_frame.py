"""The frame: what is wrong with it, in and out as a workbook."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kepu.literacy.models import Survey
from kepu.literacy.queries import surveys as reads
from kepu.literacy.workbooks.frame import frame_columns, run_frame, write_frame
from kepu.organizations.access import allowed, page
from kepu.organizations.errors import Conflict
from kepu.organizations.views.answers import workbook_answer
from kepu.organizations.views.imports import Import, import_page
from kepu.organizations.views.writes import acting

from .survey_common import PAGE_SIZE, survey_or_404, tabs_of


@require_GET
@page("literacy.view_surveys")
def frame(request: HttpRequest, pk: int) -> HttpResponse:
    """Communities with their residents, and what has to be mended."""
    survey = survey_or_404(request, pk)
    persons = reads.persons_by_community(survey)
    listed = Paginator(reads.frame_rows(survey), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "survey": survey, "tabs": tabs_of(request, survey, "frame"), "page_obj": listed, "findings": reads.check_frame(survey),
        "rows": [(row, persons.get(row.area_id, 0)) for row in listed], "total": sum(persons.values()),
        "households": sum(survey.frame.values_list("households", flat=True)),
        "may_change": survey.state == Survey.State.DESIGN and allowed(acting(request), "literacy.change_survey"),
    }  # fmt: skip
    return render(request, "literacy/surveys/frame.html", context)


@page("literacy.change_survey")
def frame_import(request: HttpRequest, pk: int) -> HttpResponse:
    """The frame from a workbook; the template lists the district's communities."""
    survey = survey_or_404(request, pk, "literacy.change_survey")
    if request.GET.get("template"):
        return workbook_answer(write_frame(acting(request), survey), _("抽样框模板-%s.xlsx") % survey.year)
    if survey.state != Survey.State.DESIGN:
        raise Conflict(_("调查现在是“%s”，抽样框不能再改；先撤销抽样。") % survey.get_state_display())
    what = Import(
        kind="literacy.frame",
        title=_("导入抽样框"),
        columns=frame_columns(),
        run=run_frame,
        filename=_("抽样框模板"),
        parent=(survey.title, reverse("literacy:frame", args=[pk])),
        lead=_("一个工作簿两张表：“社区”每行一个社区；“文化程度”是全区18–69岁人口按文化程度的人数。导入会替换原有的抽样框。"),
        arguments={"survey": survey.pk},
        export_url=reverse("literacy:frame_export", args=[pk]),
    )
    return import_page(request, what)


@require_GET
@page("literacy.view_surveys")
def frame_export(request: HttpRequest, pk: int) -> HttpResponse:
    """The frame as a workbook that can be imported again."""
    survey = survey_or_404(request, pk)
    return workbook_answer(write_frame(acting(request), survey), _("抽样框-%s.xlsx") % survey.title)
