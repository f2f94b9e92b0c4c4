"""The sample of communities: draw, table, map, interviewers, replacement."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kepu.literacy.models import SampledCommunity, Survey
from kepu.literacy.queries import surveys as reads
from kepu.literacy.queries.surveys_plan import figures_of
from kepu.literacy.services import surveys_draw as services
from kepu.literacy.workbooks.sample import write_sample
from kepu.organizations.access import allowed, fetch, page
from kepu.organizations.errors import InvalidInput, NotFound
from kepu.organizations.models import Area
from kepu.organizations.views.answers import workbook_answer
from kepu.organizations.views.writes import acting, number, try_service

from .survey_common import survey_or_404, tabs_of


@require_GET
@page("literacy.view_surveys")
def sample(request: HttpRequest, pk: int) -> HttpResponse:
    """Communities drawn and in reserve, on a map and in a table."""
    survey = survey_or_404(request, pk)
    rows = list(reads.sample_of(survey))
    actor = acting(request)
    context = {
        "survey": survey, "tabs": tabs_of(request, survey, "sample"), "figures": figures_of(survey),
        "asked": [row for row in rows if row.state != SampledCommunity.State.RESERVE],
        "reserves": [row for row in rows if row.state == SampledCommunity.State.RESERVE],
        "may_draw": survey.state == Survey.State.DESIGN and allowed(actor, "literacy.change_survey"),
        "may_manage": survey.state in (Survey.State.SAMPLED, Survey.State.FIELD) and allowed(actor, "literacy.manage_field"),
        "interviewers": reads.interviewers_of(actor), "streets": _without_interviewer(rows),
    }  # fmt: skip
    return render(request, "literacy/surveys/sample.html", context)


def _without_interviewer(rows: list[SampledCommunity]) -> list[tuple[Area, int]]:
    """Streets with communities that nobody has yet, and how many."""
    waiting = [row.frame.stratum for row in rows if row.state == SampledCommunity.State.ACTIVE and not row.interviewers.all()]
    return [(street, waiting.count(street)) for street in dict.fromkeys(waiting)]


@require_POST
@page("literacy.change_survey")
def draw(request: HttpRequest, pk: int) -> HttpResponse:
    """Draw the sample."""
    survey = survey_or_404(request, pk, "literacy.change_survey")
    version = number(request.POST.get("version"))
    try_service(request, _("已抽样。"), services.draw_sample, actor=acting(request), survey=survey, version=version)
    return redirect("literacy:sample", pk=pk)


@require_GET
@page("literacy.view_surveys")
def sample_export(request: HttpRequest, pk: int) -> HttpResponse:
    """The sample and its replacements as a workbook."""
    survey = survey_or_404(request, pk)
    return workbook_answer(write_sample(survey), _("样本社区-%s.xlsx") % survey.title)


@require_GET
@page("literacy.view_surveys")
def sample_map(request: HttpRequest, pk: int) -> HttpResponse:
    """The areas as GeoJSON, each community with its part in the sample."""
    survey = survey_or_404(request, pk)
    drawn = {one.frame.area_id: one for one in reads.sample_of(survey)}
    district = acting(request).district
    features = [_feature(area, drawn.get(area.pk)) for area in [district, *Area.objects.filter(district=district).order_by("code")]]
    return JsonResponse({"type": "FeatureCollection", "features": features})


def _feature(area: Area, part: SampledCommunity | None) -> dict[str, object]:
    told = ""
    if part is not None:
        told = f"{part.get_state_display()} · {part.done_count}/{part.case_count}"  # type: ignore[attr-defined]
    properties = {
        "name": area.name,
        "level": area.level,
        "state": part.state if part else "",
        "told": told,
        "center": [area.latitude, area.longitude],
    }
    return {"type": "Feature", "geometry": area.boundary, "properties": properties}


@require_POST
@page("literacy.manage_field")
def community(request: HttpRequest, pk: int, community: int) -> HttpResponse:
    """Assign interviewers to a community, or put a replacement in its place."""
    survey = survey_or_404(request, pk, "literacy.manage_field")
    found = fetch(acting(request), SampledCommunity, "literacy.manage_field", district_path="survey__district", pk=community, survey=survey)
    if request.POST.get("action") == "replace":
        made = try_service(
            request, _("已替换。"), services.replace_community, actor=acting(request), survey=survey, community=found,
            reason=request.POST.get("reason", ""),
        )  # fmt: skip
    else:
        made = try_service(
            request, _("已安排。"), services.assign_interviewers, actor=acting(request), survey=survey, community=found,
            interviewers=_chosen(request),
        )  # fmt: skip
    return redirect("literacy:sample", pk=pk) if made is None else redirect(f"{request.path.rsplit('/', 2)[0]}/#community-{found.pk}")


@require_POST
@page("literacy.manage_field")
def assign_street(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the communities of a street that nobody has yet to one interviewer."""
    survey = survey_or_404(request, pk, "literacy.manage_field")
    street = Area.objects.filter(district=acting(request).district, level=Area.Level.STREET, pk=number(request.POST.get("street"))).first()
    if street is None:
        raise NotFound()
    try_service(
        request, _("已安排。"), services.assign_the_rest, actor=acting(request), survey=survey, stratum=street, interviewers=_chosen(request)
    )  # fmt: skip
    return redirect("literacy:sample", pk=pk)


def _chosen(request: HttpRequest) -> list[object]:
    wanted = {number(value) for value in request.POST.getlist("interviewers")} - {0}
    found = list(reads.interviewers_of(acting(request)).filter(pk__in=wanted))
    if len(found) < len(wanted):
        raise InvalidInput(_("请选择本区的调查员"))
    return found  # type: ignore[return-value]
