"""Assessments as the office prepares and ends them, and their reports."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from kepu.engines.official_document import write
from kepu.literacy.charts import school_areas, school_bands
from kepu.literacy.documents.schools import method_words, school_document, school_workbook
from kepu.literacy.forms.schools import AssessmentForm, BookletsForm, SchoolsForm
from kepu.literacy.models import Assessment, ParticipatingSchool
from kepu.literacy.queries.school_reports import Report, district_report, school_report, schools_of_report
from kepu.literacy.queries.schools import assessments, schools_of, scoring_job
from kepu.literacy.services import schools as services
from kepu.literacy.services.schools_booklets import assemble_booklets
from kepu.organizations.access import allowed, fetch, page
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict
from kepu.organizations.file_types import DOCX
from kepu.organizations.services.base import audit
from kepu.organizations.views.answers import file_answer, workbook_answer
from kepu.organizations.views.writes import acting, submit, try_service
from kepu.ui import charts

from .shared import number, reported

MOVES = {
    "open": (services.open_assessment, gettext_lazy("测评已经开始，学校可以登记班级。")),
    "close": (services.close_assessment, gettext_lazy("测评已经结束。")),
}


@require_GET
@page("literacy.view_assessments")
def index(request: HttpRequest) -> HttpResponse:
    """Assessments, newest first."""
    actor = acting(request)
    return render(
        request, "literacy/schools/assessments.html", {"assessments": assessments(actor), "may_change": allowed(actor, "literacy.change_assessments")}
    )


@page("literacy.change_assessments")
def new(request: HttpRequest) -> HttpResponse:
    """Prepare one."""
    form = AssessmentForm(request.POST or None)
    made = submit(request, form, _("已新建，接着组卷和选择学校。"), services.create_assessment, actor=acting(request))
    if made is not None:
        return redirect("literacy:assessment", pk=made.pk)
    return render(request, "literacy/schools/assessment_form.html", {"form": form}, status=422 if form.errors else 200)


@page("literacy.change_assessments")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one."""
    actor = acting(request)
    own = fetch(actor, Assessment, "literacy.change_assessments", pk=pk)
    form = AssessmentForm(request.POST or None, assessment=own)
    if submit(request, form, _("已保存。"), services.update_assessment, actor=actor, assessment=own) is not None:
        return redirect("literacy:assessment", pk=pk)
    return render(request, "literacy/schools/assessment_form.html", {"form": form, "assessment": own}, status=422 if form.errors else 200)


@require_GET
@page("literacy.view_assessments")
def assessment(request: HttpRequest, pk: int) -> HttpResponse:
    """How it stands: booklets, schools with their progress, the next step."""
    actor = acting(request)
    own = fetch(actor, Assessment, "literacy.view_assessments", pk=pk)
    may_change = allowed(actor, "literacy.change_assessments")
    booklets: dict[str, list[object]] = {}
    for entry in own.entries.select_related("version__item") if may_change else ():
        booklets.setdefault(entry.booklet, []).append(entry)
    schools = list(schools_of(actor, own))
    context = {
        "assessment": own, "schools": schools, "booklets": list(booklets.items()), "may_change": may_change,
        "may_report": own.is_scored, "job": scoring_job(own) if own.state == Assessment.State.CLOSED else None,
        "may_see_district": allowed(actor, "literacy.view_district_report"),
        "may_open_schools": may_change or any(allowed(actor, "literacy.view_school", school) for school in schools[:1]),
        "booklets_form": BookletsForm(), "schools_form": SchoolsForm(assessment=own) if may_change else None,
        "asked": sum(getattr(school, "pupil_count", 0) for school in schools),
        "finished": sum(getattr(school, "finished_count", 0) for school in schools),
    }  # fmt: skip
    return render(request, "literacy/schools/assessment.html", context)


@require_POST
@page("literacy.change_assessments")
def booklets(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the items anew; items that are ticked are left out."""
    actor = acting(request)
    own = fetch(actor, Assessment, "literacy.change_assessments", pk=pk)
    form = BookletsForm(request.POST)
    if form.is_valid():
        excluded = [number(value) for value in request.POST.getlist("excluded")]
        try_service(request, _("已组卷。"), assemble_booklets, actor=actor, assessment=own, excluded=excluded, **form.cleaned_data)
    else:
        try_service(request, "", _refuse, text=_("请填写套数（1至4）和每套题数（5至60）。"))
    return redirect("literacy:assessment", pk=pk)


def _refuse(text: str) -> None:
    raise Conflict(text)


@require_POST
@page("literacy.change_assessments")
def add_schools(request: HttpRequest, pk: int) -> HttpResponse:
    """Let schools take part."""
    actor = acting(request)
    own = fetch(actor, Assessment, "literacy.change_assessments", pk=pk)
    form = SchoolsForm(request.POST, assessment=own)
    if form.is_valid():
        try_service(request, _("已加入。"), services.add_schools, actor=actor, assessment=own, units=list(form.cleaned_data["units"]))
    else:
        try_service(request, "", _refuse, text=_("请选择学校。"))
    return redirect("literacy:assessment", pk=pk)


@require_POST
@page("literacy.change_assessments")
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Open, close, score again, or take a school out."""
    actor, step = acting(request), request.POST.get("step", "")
    own = fetch(actor, Assessment, "literacy.change_assessments", pk=pk)
    if step in MOVES:
        function, success = MOVES[step]
        try_service(request, str(success), function, actor=actor, assessment=own, version=number(request.POST.get("version")))
    elif step == "score":
        try_service(request, _("已重新评分。"), services.score_assessment, actor=actor, assessment=own)
    else:
        schools = ParticipatingSchool.objects.filter(assessment=own)
        school = fetch(actor, schools, "literacy.change_assessments", district_path="assessment__district", pk=number(request.POST.get("school")))
        try_service(request, _("已移除。"), services.remove_school, actor=actor, school=school)
    return redirect("literacy:assessment", pk=pk)


def _pictures(report: Report) -> dict[str, charts.Chart | None]:
    return {"chart": school_areas(report.total), "bands_chart": school_bands(report)}


def _closed(actor: Actor, pk: int) -> Assessment:
    own = fetch(actor, Assessment, "literacy.view_district_report", pk=pk)
    return reported(own, own)


@require_GET
@page("literacy.view_district_report")
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """The district's report."""
    own = _closed(acting(request), pk)
    found = district_report(own)
    context = {
        "assessment": own, "report": found, "schools": schools_of_report(own), "notes": method_words(own), **_pictures(found),
    }  # fmt: skip
    return render(request, "literacy/schools/district_report.html", context)


@require_GET
@page("literacy.view_district_report")
def report_file(request: HttpRequest, pk: int, ending: str) -> HttpResponse:
    """The district's report in Word or Excel."""
    actor = acting(request)
    own = _closed(actor, pk)
    found, schools, title = district_report(own), schools_of_report(own), _("%s报告") % own.title
    audit(actor, "literacy.download_school_report", own, title)
    if ending == "xlsx":
        return workbook_answer(school_workbook(found, own, schools), f"{title}.xlsx")
    document = school_document(title, found, own, issuer=_issuer(actor), on=timezone.localdate(), schools=schools)
    return file_answer(write(document), DOCX.content_type, f"{title}.docx")


def _school(actor: Actor, pk: int) -> ParticipatingSchool:
    schools = ParticipatingSchool.objects.select_related("unit", "assessment__district")
    own = fetch(actor, schools, "literacy.view_school_report", district_path="assessment__district", pk=pk)
    return reported(own, own.assessment)


@require_GET
@page("literacy.view_school_report")
def school_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A school's report."""
    own = _school(acting(request), pk)
    found = school_report(own)
    context = {
        "school": own, "assessment": own.assessment, "report": found, "notes": method_words(own.assessment), **_pictures(found),
    }  # fmt: skip
    return render(request, "literacy/schools/school_report.html", context)


@require_GET
@page("literacy.view_school_report")
def school_file(request: HttpRequest, pk: int, ending: str) -> HttpResponse:
    """A school's report in Word or Excel."""
    actor = acting(request)
    own = _school(actor, pk)
    found, title = school_report(own), _("%(school)s：%(title)s报告") % {"school": own.unit, "title": own.assessment.title}
    audit(actor, "literacy.download_school_report", own, title)
    if ending == "xlsx":
        return workbook_answer(school_workbook(found, own.assessment), f"{title}.xlsx")
    return file_answer(
        write(school_document(title, found, own.assessment, issuer=_issuer(actor), on=timezone.localdate())), DOCX.content_type, f"{title}.docx"
    )


def _issuer(actor: Actor) -> str:
    return str(actor.unit or actor.district)
