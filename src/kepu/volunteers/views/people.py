"""Volunteers: the list, one person, entering and changing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kepu.organizations.access import allowed, fetch, page
from kepu.organizations.services.attachments import attachments_of
from kepu.organizations.views.writes import acting, number, submit
from kepu.volunteers import queries, services
from kepu.volunteers.forms.people import CertificateForm, ExpertForm, PaperForm, PersonForm
from kepu.volunteers.honours import STARS, minutes_to_next
from kepu.volunteers.identity import PHONE, key_of, mask_document
from kepu.volunteers.models import Language, TeamMembership, Volunteer
from kepu.volunteers.volunteer_states import TRANSITIONS

from .common import PAGE_SIZE

SHOWN = 100
STEPS = ("approve", "refuse", "activate", "suspend", "resume", "leave")


@require_GET
@page("volunteers.list_people")
def people(request: HttpRequest) -> HttpResponse:
    """Volunteers whom the actor may see, found by name, whole telephone number, state, team, topic or language."""
    actor, asked = acting(request), request.GET
    found = _filtered(queries.visible_people(actor), asked, actor.district.code)
    page_obj = Paginator(found.select_related("area").order_by("-pk"), PAGE_SIZE).get_page(asked.get("page"))
    context = {
        "page_obj": page_obj,
        "rows": _rows(list(page_obj)),
        "asked": asked,
        "states": Volunteer.State.choices,
        "languages": Language.choices,
        "teams": queries.managed_teams(actor).filter(is_active=True).order_by("name"),
        "topics": queries.skills(actor),
        "may_add": allowed(actor, "volunteers.add_person"),
        "may_import": allowed(actor, "volunteers.import_people"),
        "may_export": allowed(actor, "volunteers.export_people"),
    }
    return render(request, "volunteers/people.html", context)


def _filtered(found: QuerySet[Volunteer], asked: Any, code: str) -> QuerySet[Volunteer]:
    search = asked.get("q", "").strip()
    if PHONE.fullmatch(search):
        found = found.filter(Q(phone_key=key_of(code, "phone", search)))
    elif search:
        found = found.filter(Q(name__startswith=search) | Q(name=search))
    if asked.get("state") in Volunteer.State.values:
        found = found.filter(state=asked["state"])
    if team := number(asked.get("team")):
        found = found.filter(pk__in=TeamMembership.objects.filter(team=team, state="active").values("volunteer"))
    if asked.get("topic"):
        found = found.filter(skills__code=asked["topic"])
    if 1 <= (stars := number(asked.get("stars"))) <= len(STARS):
        found = found.filter(pk__in=queries.with_stars(stars))
    if asked.get("papers") == "soon":
        today = timezone.localdate()
        found = found.filter(qualifications__expires_on__range=(today, today + timedelta(days=30))).distinct()
    return found


def _rows(volunteers: list[Volunteer]) -> list[tuple[Volunteer, queries.Hours, str]]:
    keys = [volunteer.pk for volunteer in volunteers]
    hours, teams = queries.hours_of(keys), _team_names(keys)
    return [(volunteer, hours[volunteer.pk], teams.get(volunteer.pk, "")) for volunteer in volunteers]


def _team_names(volunteers: list[int]) -> dict[int, str]:
    names: dict[int, list[str]] = {}
    for item in TeamMembership.objects.filter(volunteer__in=volunteers, state="active").select_related("team").order_by("pk"):
        names.setdefault(item.volunteer_id, []).append(item.team.name)
    return {pk: "、".join(found) for pk, found in names.items()}


@page("volunteers.add_person")
def person_new(request: HttpRequest) -> HttpResponse:
    """Enter a volunteer."""
    actor = acting(request)
    form = PersonForm(request.POST or None, district=actor.district)
    made = submit(request, form, _("已登记。"), services.add_volunteer, actor=actor)
    if made is not None:
        teams = list(queries.managed_teams(actor)[:2])
        if not allowed(actor, "volunteers.manage_district") and len(teams) == 1:
            # Who enters somebody for his only team means that team; otherwise he would lose sight of the person.
            services.add_to_team(actor=actor, volunteer=made, team=teams[0])
        return redirect("volunteers:person", pk=made.pk) if allowed(actor, "volunteers.view_people", made) else redirect("volunteers:people")
    return render(request, "volunteers/person_form.html", {"form": form}, status=422 if form.errors else 200)


@page("volunteers.change_person")
def person_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is known of a person."""
    actor = acting(request)
    volunteer = fetch(actor, Volunteer, "volunteers.change_person", pk=pk)
    form = PersonForm(request.POST or None, district=actor.district, volunteer=volunteer)
    values = {"actor": actor, "volunteer": volunteer, "version": number(request.POST.get("version"))}
    if submit(request, form, _("已保存。"), services.update_volunteer, **values) is not None:
        return redirect("volunteers:person", pk=pk)
    return render(request, "volunteers/person_form.html", {"form": form, "volunteer": volunteer}, status=422 if form.errors else 200)


@require_GET
@page("volunteers.list_people")
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One volunteer."""
    actor = acting(request)
    volunteer = fetch(actor, Volunteer.objects.select_related("area"), "volunteers.view_people", pk=pk)
    return render(request, "volunteers/person.html", person_context(request, volunteer))


def person_context(request: HttpRequest, volunteer: Volunteer) -> dict[str, Any]:
    """Everything that the page of a person shows."""
    actor, hours = acting(request), queries.hours_of([volunteer.pk])[volunteer.pk]
    moves, today = allowed(actor, "volunteers.move_person", volunteer), timezone.localdate()
    open_steps = [TRANSITIONS[verb] for verb in STEPS if moves and volunteer.state in TRANSITIONS[verb].sources and not volunteer.erased_at]
    papers = [(paper, list(attachments_of(paper))) for paper in volunteer.qualifications.select_related("checked_by")]
    in_teams = {item.team_id for item in volunteer.team_memberships.filter(state__in=("applied", "active"))}
    return {
        "volunteer": volunteer,
        "masked_document": mask_document(volunteer.document_number),
        "skills": list(volunteer.skills.all()),
        "service_fields": list(volunteer.fields.all()),
        "memberships": volunteer.team_memberships.select_related("team", "decided_by").order_by("-pk"),
        "events": volunteer.events.select_related("user").order_by("-pk")[:SHOWN],
        "entries": volunteer.hour_entries.select_related("session").order_by("-start_at", "-pk")[:SHOWN],
        "certificates": volunteer.certificates.all()[:SHOWN],
        "papers": papers,
        "hours": hours,
        "missing": queries.in_hours(minutes_to_next(hours.minutes) or 0),
        "steps": open_steps,
        "moves": moves,
        "is_office": allowed(actor, "volunteers.manage_district"),
        "joinable": queries.managed_teams(actor).filter(is_active=True).exclude(pk__in=in_teams).order_by("name") if moves else (),
        "paper_form": PaperForm(),
        "expert_form": ExpertForm(initial={name: getattr(volunteer, name) for name in ("is_expert", "is_silver_age", "title", "biography")}),
        "certificate_form": CertificateForm(initial={"first_day": today.replace(month=1, day=1), "last_day": today}),
        "today": today,
    }
