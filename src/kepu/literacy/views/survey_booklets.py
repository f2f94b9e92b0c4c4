"""Booklets: assembled, looked at as the respondent sees them, printed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kepu.literacy.models import Booklet, Survey
from kepu.literacy.parts import NAMES
from kepu.literacy.queries.field import entries_of
from kepu.literacy.queries.surveys_booklets import overview
from kepu.literacy.services import surveys_booklets as services
from kepu.organizations.access import allowed, page
from kepu.organizations.errors import KepuError, NotFound
from kepu.organizations.views.writes import acting

from .survey_common import survey_or_404, tabs_of


@require_GET
@page("literacy.view_items")
def booklets(request: HttpRequest, pk: int) -> HttpResponse:
    """The forms of the questionnaire and how they meet the blueprint."""
    survey = survey_or_404(request, pk, "literacy.view_items")
    open_yet = survey.state in (Survey.State.DESIGN, Survey.State.SAMPLED) and not survey.cases.exists()
    context = {
        "survey": survey, "tabs": tabs_of(request, survey, "booklets"), "overview": overview(survey), "areas": NAMES,
        "wanted": services.blueprint_of(survey, survey.items_per_booklet),
        "may_assemble": open_yet and allowed(acting(request), "literacy.change_survey"),
    }  # fmt: skip
    return render(request, "literacy/surveys/booklets.html", context)


@require_POST
@page("literacy.change_survey")
def assemble(request: HttpRequest, pk: int) -> HttpResponse:
    """Assemble the booklets anew; the search ends after twenty seconds with the best that it found."""
    survey = survey_or_404(request, pk, "literacy.change_survey")
    try:
        proposal = services.propose_booklets(survey)
        services.set_booklets(actor=acting(request), survey=survey, proposal=proposal)
    except KepuError as error:
        messages.error(request, error.message)
    else:
        told = _("已组卷：%(count)d 套，共同题 %(anchors)d 题，其中 %(linked)d 题与上一期相同；各套信息量相差不超过 %(share).1f%%。")
        values = {"count": len(proposal.booklets), "anchors": len(proposal.anchors), "linked": proposal.linked, "share": 100 * proposal.deviation}
        messages.success(request, told % values)
    return redirect("literacy:booklets", pk=pk)


@require_GET
@page("literacy.view_items")
def booklet(request: HttpRequest, pk: int, label: str) -> HttpResponse:
    """A booklet as the respondent sees it."""
    survey = survey_or_404(request, pk, "literacy.view_items")
    found = Booklet.objects.filter(survey=survey, label=label).first()
    if found is None:
        raise NotFound()
    return render(request, "literacy/surveys/booklet.html", {"survey": survey, "booklet": found, "entries": entries_of(found.pk)})
