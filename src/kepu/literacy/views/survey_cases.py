"""Cases: the list, their codes and papers."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from kepu.literacy.models import Case, SampledCommunity, Survey
from kepu.literacy.papers import booklets_pdf, slips_pdf
from kepu.literacy.queries import field as reads
from kepu.literacy.queries.field_progress import state_counts
from kepu.literacy.services import field_cases as services
from kepu.literacy.workbooks.slips import write_slips
from kepu.organizations.access import allowed, page
from kepu.organizations.errors import InvalidInput, KepuError
from kepu.organizations.views.answers import PDF, file_answer, workbook_answer
from kepu.organizations.views.public import public_address
from kepu.organizations.views.writes import acting, number, try_service

from .survey_common import PAGE_SIZE, survey_or_404, tabs_of


@require_GET
@page("literacy.view_surveys")
def cases(request: HttpRequest, pk: int) -> HttpResponse:
    """The cases of a survey, by state and community."""
    survey = survey_or_404(request, pk)
    state, community = request.GET.get("state", ""), number(request.GET.get("community"))
    found = reads.cases_of(survey)
    if state in Case.State.values:
        found = found.filter(state=state)
    if community:
        found = found.filter(community=community)
    if wanted := number(request.GET.get("number", "").strip()):
        found = found.filter(number=wanted)
    communities = survey.sample.filter(state=SampledCommunity.State.ACTIVE).select_related("frame__area").defer("frame__area__boundary")
    manages = allowed(acting(request), "literacy.manage_field")
    context = {
        "survey": survey, "tabs": tabs_of(request, survey, "cases"), "page_obj": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")),
        "counts": state_counts(survey), "states": Case.State.choices, "state": state, "community": community,
        "communities": [(one.pk, one.frame.area.name) for one in communities],
        "may_make": manages and survey.state in (Survey.State.SAMPLED, Survey.State.FIELD), "may_manage": manages,
    }  # fmt: skip
    return render(request, "literacy/surveys/cases.html", context)


@require_POST
@page("literacy.manage_field")
def cases_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the cases."""
    survey = survey_or_404(request, pk, "literacy.manage_field")
    try_service(request, _("样本名单已生成。"), services.create_cases, actor=acting(request), survey=survey)
    return redirect("literacy:cases", pk=pk)


@never_cache
@require_POST
@page("literacy.manage_field")
def codes(request: HttpRequest, pk: int) -> HttpResponse:
    """New codes as slips to cut out, or as a workbook; they are shown this once."""
    survey = survey_or_404(request, pk, "literacy.manage_field")
    try:
        community = _community(survey, request.POST.get("community"))
        slips = services.issue_codes(actor=acting(request), survey=survey, community=community)
    except KepuError as error:
        return _back(request, pk, error)
    address = public_address(request, reverse("literacy:answer", args=[survey.district.code]))
    name = _("答题码-%(where)s-%(when)s") % {"where": community.frame.area if community else survey.title, "when": timezone.localdate()}
    if request.POST.get("as") == "workbook":
        return workbook_answer(write_slips(slips, address), f"{name}.xlsx")
    return file_answer(slips_pdf(survey, slips, address), PDF, f"{name}.pdf")


@never_cache
@require_POST
@page("literacy.manage_field")
def papers(request: HttpRequest, pk: int) -> HttpResponse:
    """Paper questionnaires of the open cases of a community, each with its number and code to scan."""
    survey = survey_or_404(request, pk, "literacy.manage_field")
    try:
        community = _community(survey, request.POST.get("community"))
        if community is None:
            raise InvalidInput(_("请选择一个社区；纸质问卷按社区印制。"))
        waiting = list(reads.cases_of(survey).filter(community=community, state__in=reads.Open))
        if not waiting:
            raise InvalidInput(_("这个社区没有未完成的样本。"))
    except KepuError as error:
        return _back(request, pk, error)
    return file_answer(booklets_pdf(survey, waiting), PDF, _("纸质问卷-%s.pdf") % community.frame.area)


def _community(survey: Survey, asked: str | None) -> SampledCommunity | None:
    if not asked:
        return None
    found = survey.sample.filter(pk=number(asked), state=SampledCommunity.State.ACTIVE).select_related("frame__area").first()
    if found is None:
        raise InvalidInput(_("请从列表中选择社区。"))
    return found


def _back(request: HttpRequest, pk: int, error: KepuError) -> HttpResponse:
    from django.contrib import messages

    messages.error(request, error.message)
    return redirect("literacy:cases", pk=pk)
