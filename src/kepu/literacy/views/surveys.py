"""Surveys: the list, the design, the way of one."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kepu.engines.survey import SurveyError
from kepu.literacy.forms.surveys import SizeForm, SurveyForm
from kepu.literacy.models import Case, Survey
from kepu.literacy.queries import surveys as reads
from kepu.literacy.queries.surveys_plan import Figures, figures_of, plan_figures
from kepu.literacy.queries.surveys_way import next_steps
from kepu.literacy.services import surveys as services
from kepu.literacy.survey_states import ORDER, steps_from
from kepu.organizations.access import allowed, page
from kepu.organizations.views.writes import acting, number, submit, try_service

from .survey_common import survey_or_404, tabs_of

OVER = (Survey.State.CLOSED, Survey.State.ESTIMATED, Survey.State.PUBLISHED)


@require_GET
@page("literacy.view_surveys")
def surveys(request: HttpRequest) -> HttpResponse:
    """All surveys of the district."""
    listed = Paginator(reads.surveys_of(acting(request)), 20).get_page(request.GET.get("page"))
    return render(request, "literacy/surveys/list.html", {"page_obj": listed, "may_change": allowed(acting(request), "literacy.change_survey")})


@page("literacy.change_survey")
def survey_new(request: HttpRequest) -> HttpResponse:
    """Begin a survey."""
    form = SurveyForm(request.POST or None, actor=acting(request))
    made = submit(request, form, _("已保存。下一步：导入抽样框。"), services.create_survey, actor=acting(request))
    if made is not None:
        return redirect("literacy:frame", pk=made.pk)
    return _form(request, form, None)


@page("literacy.change_survey")
def survey_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the design."""
    survey = survey_or_404(request, pk, "literacy.change_survey")
    form = SurveyForm(request.POST or None, actor=acting(request), survey=survey)
    version = number(request.POST.get("version"))
    if submit(request, form, _("已保存。"), services.update_survey, actor=acting(request), survey=survey, version=version) is not None:
        return redirect("literacy:survey", pk=pk)
    return _form(request, form, survey)


def _form(request: HttpRequest, form: SurveyForm, survey: Survey | None) -> HttpResponse:
    figures = None
    if survey is not None:
        figures = figures_of(survey)
    elif not form.is_bound:
        values = {name: form.initial[name] for name in SizeForm.base_fields}
        figures = plan_figures(**{**values, **{name: values[name] / 100 for name in ("expected_share", "margin", "confidence", "response_rate")}})
    context = {"form": form, "survey": survey, "figures": figures, "frozen": survey is not None and survey.state != Survey.State.DESIGN}
    return render(request, "literacy/surveys/form.html", context, status=422 if form.errors else 200)


@require_GET
@page("literacy.change_survey")
def survey_size(request: HttpRequest) -> HttpResponse:
    """How large the sample has to be for what is being typed, as part of the page."""
    form, figures, told = SizeForm(request.GET or None), None, ""
    survey = Survey.objects.filter(district=acting(request).district, pk=number(request.GET.get("survey"))).first()
    if form.is_valid():
        persons = reads.persons_by_community(survey) if survey else {}
        try:
            figures = plan_figures(**form.values(), population=sum(persons.values()), frame=len(persons))
        except SurveyError as error:
            told = error.message
    return render(request, "literacy/surveys/_size.html", {"figures": figures, "told": told})


@require_GET
@page("literacy.view_surveys")
def survey(request: HttpRequest, pk: int) -> HttpResponse:
    """One survey: where it stands, what to do next, its design, what was done."""
    found = survey_or_404(request, pk)
    actor = acting(request)
    figures: Figures = figures_of(found)
    begun = found.cases.exclude(state=Case.State.ISSUED).exists()
    steps = [
        row for row in steps_from(found.state)
        if row.by_page and allowed(actor, row.perm, found) and not (begun and row.verb in ("halt", "undo_draw"))
    ]  # fmt: skip
    context = {
        "survey": found, "figures": figures, "tabs": tabs_of(request, found, "survey"), "steps": steps,
        "labels": [str(state.label) for state in ORDER], "position": ORDER.index(Survey.State(found.state)),
        "todo": next_steps(found, figures) if allowed(actor, "literacy.change_survey") else [],
        "history": reads.history_of(found), "may_change": allowed(actor, "literacy.change_survey"),
        "may_close": found.state == Survey.State.FIELD and allowed(actor, "literacy.manage_field"),
        "may_export": found.state in OVER and allowed(actor, "literacy.manage_field"),
    }  # fmt: skip
    return render(request, "literacy/surveys/survey.html", context)


@require_POST
@page("literacy.change_survey")
def survey_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a step of its way."""
    found = survey_or_404(request, pk, "literacy.change_survey")
    verb, version = request.POST.get("verb", ""), number(request.POST.get("version"))
    try_service(
        request, _("已完成。"), services.move_survey, actor=acting(request), survey=found, version=version, verb=verb,
        reason=request.POST.get("reason", ""),
    )  # fmt: skip
    return redirect("literacy:survey", pk=pk)
