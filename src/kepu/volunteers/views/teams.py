"""Teams: the list, a team, its form, its leaders."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kepu.organizations.access import allowed, fetch, page
from kepu.organizations.views.writes import acting, number, submit, try_service
from kepu.volunteers import queries, services
from kepu.volunteers.forms.teams import LeadersForm, TeamForm
from kepu.volunteers.models import ServiceSession, Team, TeamMembership

from .common import PAGE_SIZE
from .times import times_context


@require_GET
@page("volunteers.view_teams")
def teams(request: HttpRequest) -> HttpResponse:
    """All teams, found by name, unit or topic."""
    actor, search, topic = acting(request), request.GET.get("q", "").strip(), request.GET.get("topic", "")
    found = queries.teams(actor, only_active=request.GET.get("all") != "1").prefetch_related("skills")
    if search:
        found = found.filter(name__icontains=search) | found.filter(unit__name__icontains=search)
    if topic:
        found = found.filter(skills__code=topic)
    context = {
        "page_obj": Paginator(found.order_by("pk"), PAGE_SIZE).get_page(request.GET.get("page")),
        "search": search,
        "topic": topic,
        "topics": queries.skills(actor),
        "may_create": allowed(actor, "volunteers.create_team"),
        "mine": set(queries.managed_teams(actor).values_list("pk", flat=True)) if not allowed(actor, "volunteers.manage_district") else set(),
    }
    return render(request, "volunteers/teams.html", context)


@page("volunteers.create_team")
def team_new(request: HttpRequest) -> HttpResponse:
    """Found a team."""
    actor = acting(request)
    form = TeamForm(request.POST or None, actor=actor)
    made = submit(request, form, _("服务队已成立。"), services.create_team, actor=actor)
    if made is not None:
        return redirect("volunteers:team", pk=made.pk)
    return render(request, "volunteers/team_form.html", {"form": form}, status=422 if form.errors else 200)


@page("volunteers.change_team")
def team_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what a team is and offers."""
    actor = acting(request)
    team = fetch(actor, Team, "volunteers.change_team", pk=pk)
    form = TeamForm(request.POST or None, actor=actor, team=team)
    values = {"actor": actor, "team": team, "version": number(request.POST.get("version"))}
    if submit(request, form, _("已保存。"), services.update_team, **values) is not None:
        return redirect("volunteers:team", pk=pk)
    return render(request, "volunteers/team_form.html", {"form": form, "team": team}, status=422 if form.errors else 200)


@require_GET
@page("volunteers.view_teams")
def team(request: HttpRequest, pk: int) -> HttpResponse:
    """A team: what it offers, when, who, and what it does."""
    actor = acting(request)
    found = fetch(actor, Team.objects.select_related("unit", "area"), "volunteers.view_teams", pk=pk)
    may_change, sees_members = allowed(actor, "volunteers.change_team", found), allowed(actor, "volunteers.view_members", found)
    members = found.memberships.filter(state__in=("applied", "active")).select_related("volunteer") if sees_members else TeamMembership.objects.none()
    page_obj = Paginator(members.order_by("state", "pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    hours = queries.hours_of(item.volunteer_id for item in page_obj)
    context = {
        "team": found,
        "leaders": [membership.user.get_full_name() for membership in found.leaders.select_related("user")],
        "skills": found.skills.select_related("field"),
        "page_obj": page_obj,
        "rows": [(item, hours[item.volunteer_id]) for item in page_obj],
        "sees_members": sees_members,
        "coming": found.sessions.filter(state=ServiceSession.State.OPEN, ends_at__gt=timezone.now()).order_by("starts_at")[:5],
        "may_change": may_change,
        "may_open": allowed(actor, "volunteers.open_session", found),
        "leaders_form": LeadersForm(team=found) if allowed(actor, "volunteers.create_team", found) else None,
        "duties": TeamMembership.Duty.choices,
        "other_teams": queries.teams(actor).exclude(pk=pk).order_by("name") if may_change else (),
        **times_context(found, may_change),
    }
    return render(request, "volunteers/team.html", context)


@require_POST
@page("volunteers.create_team")
def team_leaders(request: HttpRequest, pk: int) -> HttpResponse:
    """Say who leads the team."""
    actor = acting(request)
    found = fetch(actor, Team, "volunteers.create_team", pk=pk)
    form = LeadersForm(request.POST, team=found)
    if form.is_valid():
        try_service(request, _("队长已更新。"), services.set_team_leaders, actor=actor, team=found, **form.cleaned_data)
    return redirect("volunteers:team", pk=pk)
