"""Volunteers."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from kepu.organizations.actors import Actor
from kepu.organizations.models import Area, Membership, Unit
from kepu.volunteers.models import CheckIn, HourEntry, ServiceSession, Team, TeamMembership, Volunteer
from kepu.volunteers.services import (
    add_staff,
    add_to_team,
    add_volunteer,
    create_team,
    issue_certificate,
    load_usual_skills,
    make_calendar_link,
    open_session,
    set_expert,
)

from . import ALL, OFFICE, PUBLIC

WORKERS = ALL - {"operator", "assessor", "interviewer", "teacher"}
MANAGERS = frozenset({"office", "head", "team_leader"})
TEAM = MANAGERS | {"reporter"}
HOSTS = TEAM | {"community"}
UNIT = frozenset({"office", "head", "reporter"})

GET: dict[str, frozenset[str]] = {
    "/volunteers/teams/": WORKERS,
    "/volunteers/teams/new/": frozenset({"office", "head"}),
    "/volunteers/teams/<int:pk>/": WORKERS,
    "/volunteers/teams/<int:pk>/edit/": MANAGERS,
    "/volunteers/people/": TEAM,
    "/volunteers/people/new/": MANAGERS,
    "/volunteers/people/import/": OFFICE,
    "/volunteers/people/<int:pk>/": TEAM,
    "/volunteers/people/<int:pk>/edit/": MANAGERS,
    "/volunteers/people/<int:pk>/data.zip": OFFICE,
    "/volunteers/applications/": MANAGERS,
    "/volunteers/sessions/": WORKERS,
    "/volunteers/sessions/new/": TEAM,
    "/volunteers/sessions/<int:pk>/": WORKERS,
    "/volunteers/sessions/<int:pk>/edit/": TEAM,
    "/volunteers/sessions/<int:pk>/code/": HOSTS,
    "/volunteers/hours/<int:pk>/correct/": MANAGERS,
    "/volunteers/certificates/<int:pk>.pdf": TEAM,
    "/volunteers/experts/": WORKERS,
    "/volunteers/experts/<int:pk>/invite/": HOSTS,
    "/volunteers/invitations/": HOSTS,
    "/volunteers/staff/": UNIT | {"leader", "auditor"},
    "/volunteers/staff/new/": UNIT,
    "/volunteers/staff/import/": UNIT,
    "/volunteers/staff/export/": UNIT | {"leader", "auditor"},
    "/volunteers/staff/figures.xlsx": UNIT | {"leader", "auditor"},
    "/volunteers/staff/<int:pk>/": UNIT,
    "/volunteers/statistics/": WORKERS,
    "/volunteers/skills/": OFFICE,
    "/volunteers/join/": PUBLIC,
    "/volunteers/join/<str:code>/": PUBLIC,
    "/volunteers/join/<str:code>/teams/<int:pk>/": PUBLIC,
    "/volunteers/join/<str:code>/apply/": PUBLIC,
    "/volunteers/join/<str:code>/notice/": PUBLIC,
    # Pages of a volunteer show the sign-in by telephone to everybody else.
    "/volunteers/me/<str:code>/": PUBLIC,
    "/volunteers/me/<str:code>/sign-in/": PUBLIC,
    "/volunteers/me/<str:code>/sessions/<int:pk>/": PUBLIC,
    "/volunteers/me/<str:code>/hours/": PUBLIC,
    "/volunteers/me/<str:code>/certificates/<int:pk>.pdf": PUBLIC,
    "/volunteers/me/<str:code>/profile/": PUBLIC,
    "/volunteers/me/<str:code>/times/": PUBLIC,
    "/volunteers/me/<str:code>/data.zip": PUBLIC,
    "/volunteers/scan/<int:pk>/<str:code>/": PUBLIC,
    "/volunteers/verify/": PUBLIC,
    "/volunteers/verify/<str:code>/": PUBLIC,
    "/volunteers/calendar/<str:secret>.ics": PUBLIC,
}
POST: dict[str, frozenset[str]] = {
    "/volunteers/teams/<int:pk>/leaders/": frozenset({"office", "head"}),
    "/volunteers/teams/<int:pk>/times/": MANAGERS,
    "/volunteers/people/export/": MANAGERS,
    "/volunteers/people/<int:pk>/move/": MANAGERS,
    "/volunteers/people/<int:pk>/expert/": OFFICE,
    "/volunteers/people/<int:pk>/reveal/": MANAGERS,
    "/volunteers/people/<int:pk>/papers/": MANAGERS,
    "/volunteers/people/<int:pk>/certificate/": MANAGERS,
    "/volunteers/people/<int:pk>/erase/": OFFICE,
    "/volunteers/memberships/<int:pk>/": MANAGERS,
    "/volunteers/sessions/<int:pk>/move/": WORKERS,
    "/volunteers/certificates/<int:pk>/revoke/": OFFICE,
    "/volunteers/me/<str:code>/sign-out/": PUBLIC,
    "/volunteers/me/<str:code>/move/": PUBLIC,
}
API = {
    "GET /volunteer-skills": WORKERS,
    "GET /volunteer-teams": WORKERS,
    "GET /volunteer-teams/{int:pk}": WORKERS,
    "GET /volunteers": TEAM,
    "GET /volunteers/{int:pk}": TEAM,
    "GET /volunteer-sessions": WORKERS,
    "GET /volunteer-sessions/{int:pk}": WORKERS,
    "POST /volunteer-sessions": TEAM,
    "POST /volunteer-sessions/{int:pk}/close": MANAGERS | {"community"},
    "POST /volunteer-sessions/{int:pk}/confirm": MANAGERS | {"community"},
    "GET /volunteer-hours": TEAM,
}


def team_at_work(system: Actor) -> tuple[Team, Volunteer, ServiceSession]:
    """A team of the health commission, led by whoever is a leader there, with a member who served in a session that still runs."""
    load_usual_skills(actor=system)
    unit = Unit.objects.get(district=system.district, name="区卫生健康委")
    leaders = Membership.objects.filter(unit=unit, role="team_leader")
    team = create_team(actor=system, unit=unit, name="红岩科普队", leaders=leaders, is_recruiting=True)
    volunteer = add_volunteer(actor=system, name="张晓明", phone="13800138000")
    add_to_team(actor=system, volunteer=volunteer, team=team)
    volunteer = set_expert(actor=system, volunteer=Volunteer.objects.get(pk=volunteer.pk), is_expert=True)
    now = timezone.now()
    area = Area.objects.filter(district=system.district, level="community").first()
    values = {"title": "讲座", "place": "活动室", "area": area, "starts_at": now - timedelta(hours=3), "ends_at": now + timedelta(hours=1)}
    return team, volunteer, open_session(actor=system, team=team, **values)


def _served(volunteer: Volunteer, session: ServiceSession) -> HourEntry:
    start, end = timezone.now() - timedelta(days=2, hours=2), timezone.now() - timedelta(days=2)
    CheckIn.objects.create(session=session, volunteer=volunteer, in_at=start, in_way="host", out_at=end, out_way="host")
    return HourEntry.objects.create(volunteer=volunteer, session=session, start_at=start, end_at=end, minutes=120, state="confirmed")


def concrete(system: Actor) -> dict[str, str]:
    team, volunteer, session = team_at_work(system)
    entry = _served(volunteer, session)
    certificate = issue_certificate(actor=system, volunteer=volunteer, first_day=date(2020, 1, 1), last_day=timezone.localdate())
    staff = add_staff(
        actor=system, unit=team.unit, name="李主任", sex="male", employment="full_time", rank="middle", task="managing", started_on=date(2020, 1, 1)
    )
    numbers = {
        "teams": team.pk, "people": volunteer.pk, "sessions": session.pk, "hours": entry.pk, "certificates": certificate.pk,
        "experts": volunteer.pk, "staff": staff.pk, "memberships": TeamMembership.objects.get().pk, "scan": session.pk,
    }  # fmt: skip
    codes = {"scan": "0.forged", "verify": certificate.code}
    secret = make_calendar_link(actor=system, owner=team)
    made = {}
    for route in (*GET, *POST):
        parts = route.split("/")
        own = parts[4] if parts[2] in ("join", "me") and len(parts) > 5 else parts[2]
        address = route.replace("<int:pk>", str(numbers.get(own, 0))).replace("<str:secret>", secret)
        made[route] = address.replace("<str:code>", codes.get(parts[2], system.district.code))
    return made


def identifiers(system: Actor) -> dict[str, int]:
    """Collection of the API -> the number of one of its objects."""
    team, volunteer, session = team_at_work(system)
    return {"volunteer-teams": team.pk, "volunteers": volunteer.pk, "volunteer-sessions": session.pk}
