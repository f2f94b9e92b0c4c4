"""What can be done with one volunteer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from kepu.organizations.access import fetch, page
from kepu.organizations.errors import KepuError
from kepu.organizations.views.writes import acting, number, try_service
from kepu.volunteers import queries, services
from kepu.volunteers.forms.people import CertificateForm, ExpertForm, PaperForm
from kepu.volunteers.models import Qualification, Team, TeamMembership, Volunteer


def _person(request: HttpRequest, pk: int, perm: str) -> Volunteer:
    return fetch(acting(request), Volunteer, perm, pk=pk)


@require_POST
@page("volunteers.move_person")
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """A step of the person's way, joining a team, or the mark of an expert."""
    actor, volunteer, asked = acting(request), _person(request, pk, "volunteers.move_person"), request.POST
    if "team" in asked:
        team = fetch(actor, Team, "volunteers.decide_member", pk=number(asked["team"]))
        try_service(request, _("已加入服务队。"), services.add_to_team, actor=actor, volunteer=volunteer, team=team)
    else:
        values = {"actor": actor, "volunteer": volunteer, "verb": asked.get("verb", ""), "reason": asked.get("reason", "")}
        try_service(request, _("已更新。"), services.move_volunteer, **values)
    return redirect("volunteers:person", pk=pk)


@require_POST
@page("volunteers.change_expert")
def expert(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a person into the pool of experts, or out of it."""
    form = ExpertForm(request.POST)
    if form.is_valid():
        volunteer = _person(request, pk, "volunteers.change_expert")
        try_service(request, _("已保存。"), services.set_expert, actor=acting(request), volunteer=volunteer, **form.cleaned_data)
    return redirect("volunteers:person", pk=pk)


@never_cache
@require_POST
@page("volunteers.reveal_person")
def reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """A number in full, which is written down."""
    volunteer = _person(request, pk, "volunteers.reveal_person")
    what = request.POST.get("what", "")
    try:
        value = services.reveal(actor=acting(request), volunteer=volunteer, what=what)
    except KepuError as error:
        messages.error(request, "；".join(error.fields.values()) or error.message)
        return redirect("volunteers:person", pk=pk)
    labels: dict[str, Any] = {"phone": _("手机号"), "document": _("证件号码"), "guardian": _("监护人电话")}
    return render(request, "volunteers/revealed.html", {"volunteer": volunteer, "label": labels[what], "value": value})


@require_POST
@page("volunteers.move_person")
def papers(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter, check or remove a qualification."""
    actor, volunteer = acting(request), _person(request, pk, "volunteers.move_person")
    change_papers(request, actor, volunteer)
    return redirect("volunteers:person", pk=pk)


def change_papers(request: HttpRequest, actor: Any, volunteer: Volunteer) -> None:
    """What a form about papers asks for."""
    action = request.POST.get("action", "add")
    if action == "add":
        form = PaperForm(request.POST, request.FILES)
        if form.is_valid():
            try_service(request, _("证书已登记。"), services.add_qualification, actor=actor, volunteer=volunteer, **form.cleaned_data)
        else:
            messages.error(request, "；".join(str(text) for texts in form.errors.values() for text in texts))
        return
    paper = volunteer.qualifications.filter(pk=number(request.POST.get("paper"))).first() or Qualification()
    function = services.check_qualification if action == "check" else services.remove_qualification
    try_service(request, _("已更新。"), function, actor=actor, paper=paper)


@require_POST
@page("volunteers.issue_certificate")
def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """Certify the hours of a period."""
    volunteer, form = _person(request, pk, "volunteers.issue_certificate"), CertificateForm(request.POST)
    if form.is_valid():
        try_service(request, _("证明已出具。"), services.issue_certificate, actor=acting(request), volunteer=volunteer, **form.cleaned_data)
    return redirect("volunteers:person", pk=pk)


@never_cache
@require_GET
@page("volunteers.export_person")
def own_data(request: HttpRequest, pk: int) -> HttpResponse:
    """What is stored about a person, for him to take along."""
    volunteer = _person(request, pk, "volunteers.export_person")
    return zip_answer(services.export_person(actor=acting(request), volunteer=volunteer), pk)


def zip_answer(content: bytes, pk: int) -> HttpResponse:
    """A zip as a download."""
    answer = HttpResponse(content, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="volunteer-{pk}.zip"'
    return answer


@require_POST
@page("volunteers.erase_person")
def erase(request: HttpRequest, pk: int) -> HttpResponse:
    """Erase what tells who the person is."""
    volunteer = _person(request, pk, "volunteers.erase_person")
    try_service(request, _("个人信息已删除，服务时长以代号保留。"), services.erase_volunteer, actor=acting(request), volunteer=volunteer)
    return redirect("volunteers:person", pk=pk)


@require_GET
@page("volunteers.decide_member")
def applications(request: HttpRequest) -> HttpResponse:
    """Who waits for a decision."""
    actor = acting(request)
    context = {"applications": queries.applications(actor)[:200], "people": queries.applicants_without_team(actor)[:200]}
    return render(request, "volunteers/applications.html", context)


@require_POST
@page("volunteers.decide_member")
def membership(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide an application, end a membership, move it to another team, or give a duty."""
    actor, asked = acting(request), request.POST
    queryset = TeamMembership.objects.select_related("team")
    found: TeamMembership = fetch(actor, queryset, "volunteers.decide_member", district_path="team__district", pk=pk)
    action, reason = asked.get("action", ""), asked.get("reason", "")
    if action in ("accept", "refuse"):
        text = _("已通过，志愿者已入队。") if action == "accept" else _("已退回申请。")
        try_service(request, text, services.decide_membership, actor=actor, membership=found, accept=action == "accept", reason=reason)
    elif action == "end":
        try_service(request, _("已离队。"), services.end_membership, actor=actor, membership=found, reason=reason)
    elif action == "duty":
        try_service(request, _("分工已更新。"), services.set_duty, actor=actor, membership=found, duty=asked.get("duty", ""))
    elif action == "transfer":
        team = fetch(actor, Team, "volunteers.find_team", pk=number(asked.get("to")))
        try_service(request, _("已提出转队。"), services.transfer_member, actor=actor, membership=found, team=team, reason=reason)
    return redirect(asked["next"]) if asked.get("next") == "/volunteers/applications/" else redirect("volunteers:team", pk=found.team_id)
