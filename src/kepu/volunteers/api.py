"""Operations on teams, volunteers, sessions and hours."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Field, Query, Schema

from kepu.organizations.access import fetch
from kepu.organizations.errors import InvalidInput
from kepu.organizations.fields import mask_phone
from kepu.organizations.rest import Cursor, IfMatch, Page, Room, actor_of, cursor_page, listed, match_version, may

from . import queries, services
from .models import HourEntry, ServiceSession, Skill, Team, Volunteer

room = Room(tags=["volunteers"])
SessionState = Annotated[ServiceSession.State, listed(ServiceSession.State)]
VolunteerState = Annotated[Volunteer.State, listed(Volunteer.State)]
HourState = Annotated[HourEntry.State, listed(HourEntry.State)]


class SkillOut(Schema):
    """A topic of the two-level list."""

    id: int
    code: str
    name: str
    field: str = Field(alias="field.code")
    needs: str = Field(description="Kind of paper that a member must hold; empty for none")
    is_active: bool


class TeamOut(Schema):
    """A service team."""

    id: int
    name: str
    unit_id: int
    area_id: int | None
    latitude: float | None
    longitude: float | None
    skills: list[str]
    languages: list[str]
    weekly_minutes: int
    max_distance_km: int
    is_recruiting: bool
    is_active: bool
    members: int
    version: int

    @staticmethod
    def resolve_skills(team: Team) -> list[str]:
        return [skill.code for skill in team.skills.all()]


class VolunteerOut(Schema):
    """A volunteer; the telephone number masked, the document not at all."""

    id: int
    name: str
    phone: str
    state: VolunteerState
    languages: list[str]
    skills: list[str]
    is_expert: bool
    is_silver_age: bool
    area_id: int | None
    version: int

    @staticmethod
    def resolve_phone(volunteer: Volunteer) -> str:
        return mask_phone(volunteer.phone)

    @staticmethod
    def resolve_skills(volunteer: Volunteer) -> list[str]:
        return [skill.code for skill in volunteer.skills.all()]


class SessionOut(Schema):
    """An occasion of service."""

    id: int
    team_id: int
    title: str
    topic: str
    level: int
    place: str
    area_id: int | None
    latitude: float | None
    longitude: float | None
    radius: int
    starts_at: datetime
    ends_at: datetime
    places: int
    is_public: bool
    state: SessionState
    version: int

    @staticmethod
    def resolve_topic(session: ServiceSession) -> str:
        return session.topic.code if session.topic else ""


class HoursOut(Schema):
    """Hours of a person; a counter-entry has negative minutes and names what it takes back."""

    id: int
    volunteer_id: int
    session_id: int
    start_at: datetime
    end_at: datetime
    minutes: int
    points: int
    state: HourState
    counters_id: int | None


class SessionIn(Schema):
    """An occasion to arrange."""

    team_id: int
    title: str = Field(min_length=1, max_length=200)
    place: str = Field(min_length=1, max_length=200)
    starts_at: datetime
    ends_at: datetime
    topic: str = Field("", max_length=60, description="Code of a topic")
    level: Annotated[int, Field(ge=1, le=3)] = 1
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None
    radius: Annotated[int, Field(ge=50, le=2000)] = 300
    places: Annotated[int, Field(ge=0, le=1000)] = 0
    is_public: bool = False


class SessionQuery(Cursor):
    """Which sessions."""

    state: SessionState | None = None


@room.get("/volunteer-skills", auth=may("volunteers.view_teams"), response=Page[SkillOut])
def list_skills(request: HttpRequest, query: Query[Cursor]) -> dict[str, Any]:
    """Topics of the district."""
    return cursor_page(Skill.objects.filter(district=actor_of(request).district).select_related("field"), query)


@room.get("/volunteer-teams", auth=may("volunteers.view_teams"), response=Page[TeamOut])
def list_teams(request: HttpRequest, query: Query[Cursor]) -> dict[str, Any]:
    """Teams of the district."""
    return cursor_page(queries.teams(actor_of(request), only_active=False).prefetch_related("skills"), query)


@room.get("/volunteer-teams/{int:pk}", auth=may("volunteers.view_teams"), response=TeamOut)
def read_team(request: HttpRequest, pk: int) -> Team:
    """A team."""
    actor = actor_of(request)
    return fetch(actor, queries.teams(actor, only_active=False), "volunteers.view_teams", pk=pk)


@room.get("/volunteers", auth=may("volunteers.list_people"), response=Page[VolunteerOut])
def list_volunteers(request: HttpRequest, query: Query[Cursor]) -> dict[str, Any]:
    """Volunteers whom the caller may see."""
    return cursor_page(queries.visible_people(actor_of(request)).prefetch_related("skills"), query)


@room.get("/volunteers/{int:pk}", auth=may("volunteers.list_people"), response=VolunteerOut)
def read_volunteer(request: HttpRequest, pk: int) -> Volunteer:
    """A volunteer."""
    return fetch(actor_of(request), Volunteer, "volunteers.view_people", pk=pk)


def _sessions(request: HttpRequest) -> QuerySet[ServiceSession]:
    return queries.sessions(actor_of(request))


@room.get("/volunteer-sessions", auth=may("volunteers.view_sessions"), response=Page[SessionOut])
def list_sessions(request: HttpRequest, query: Query[SessionQuery]) -> dict[str, Any]:
    """Sessions with which the caller works."""
    rows = _sessions(request)
    return cursor_page(rows.filter(state=query.state) if query.state else rows, query)


@room.get("/volunteer-sessions/{int:pk}", auth=may("volunteers.view_sessions"), response=SessionOut)
def read_session(request: HttpRequest, pk: int) -> ServiceSession:
    """A session."""
    return fetch(actor_of(request), ServiceSession.objects.select_related("topic"), "volunteers.view_sessions", pk=pk)


@room.post("/volunteer-sessions", auth=may("volunteers.open_session"), response={201: SessionOut})
def open_session(request: HttpRequest, data: SessionIn) -> tuple[int, ServiceSession]:
    """Arrange an occasion."""
    actor, values = actor_of(request), data.dict(exclude={"team_id", "topic"})
    team = fetch(actor, Team, "volunteers.open_session", pk=data.team_id)
    topic = Skill.objects.filter(district=actor.district, code=data.topic).first() if data.topic else None
    if data.topic and topic is None:
        raise InvalidInput(fields={"topic": "没有这个主题"})
    if data.starts_at.tzinfo is None or data.ends_at.tzinfo is None:
        raise InvalidInput(fields={"starts_at": "时间须带时区"})
    return 201, services.open_session(actor=actor, team=team, topic=topic, **values)


@room.post("/volunteer-sessions/{int:pk}/close", auth=may("volunteers.confirm_hours"), response=SessionOut)
def close_session(request: HttpRequest, pk: int, if_match: IfMatch = None) -> ServiceSession:
    """End an occasion, so that its hours can be confirmed."""
    session = fetch(actor_of(request), ServiceSession, "volunteers.confirm_hours", pk=pk)
    match_version(session, if_match)
    return services.close_session(actor=actor_of(request), session=session)


@room.post("/volunteer-sessions/{int:pk}/confirm", auth=may("volunteers.confirm_hours"), response=SessionOut)
def confirm_hours(request: HttpRequest, pk: int, if_match: IfMatch = None) -> ServiceSession:
    """Confirm all hours that wait."""
    session = fetch(actor_of(request), ServiceSession, "volunteers.confirm_hours", pk=pk)
    match_version(session, if_match)
    return services.confirm_hours(actor=actor_of(request), session=session)


@room.get("/volunteer-hours", auth=may("volunteers.list_people"), response=Page[HoursOut])
def list_hours(request: HttpRequest, query: Query[Cursor]) -> dict[str, Any]:
    """Hours of the teams with which the caller works."""
    return cursor_page(HourEntry.objects.filter(session__team__in=queries.managed_teams(actor_of(request))), query)
