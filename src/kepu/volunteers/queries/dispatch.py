"""What the dispatcher of orders needs to know about teams, as plain data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from kepu.organizations.models import Area
from kepu.volunteers.models import Qualification, ServiceSession, Team

from .windows import Span, free_windows


@dataclass(frozen=True)
class Busy:
    """A session that takes a team's time; `source` names the object of another room for which it is held."""

    starts_at: datetime
    ends_at: datetime
    session_id: int
    source_type: str
    source_id: str


@dataclass(frozen=True)
class TeamForDispatch:
    """What a team offers in the days asked for.

    `skills` and `languages` are codes; a skill that needs a paper counts only while a member holds a valid one through the last day.
    `windows` is free time after pattern and exceptions, in order and without overlap; sessions stand apart in `busy`.
    """

    id: int
    name: str
    unit_id: int
    skills: frozenset[str]
    languages: frozenset[str]
    base: tuple[float, float] | None
    weekly_minutes: int
    max_distance_km: int
    windows: tuple[Span, ...]
    busy: tuple[Busy, ...]


def teams_for_dispatch(district: Area, first_day: date, last_day: date) -> list[TeamForDispatch]:
    """Active teams of a district with their free time from the first to the last day; a fixed number of queries."""
    begin, end = _moment(first_day), _moment(last_day + timedelta(days=1))
    found = Team.objects.filter(district=district, is_active=True).select_related("area", "unit__area")
    teams = list(found.prefetch_related("skills", "weekly_times", "dated_times").order_by("pk"))
    held = _papers(teams, last_day)
    busy = _busy(teams, begin, end)
    return [
        TeamForDispatch(
            id=team.pk,
            name=team.name,
            unit_id=team.unit_id,
            skills=frozenset(skill.code for skill in team.skills.all() if skill.is_active and (not skill.needs or skill.needs in held[team.pk])),
            languages=frozenset(team.languages),
            base=base_of(team),
            weekly_minutes=team.weekly_minutes,
            max_distance_km=team.max_distance_km,
            windows=tuple(free_windows(team.weekly_times.all(), team.dated_times.all(), first_day, last_day)),
            busy=tuple(busy[team.pk]),
        )
        for team in teams
    ]


def base_of(team: Team) -> tuple[float, float] | None:
    """Where the team starts: its own point, else that of its seat, else that of its unit's place."""
    for place in (team, team.area, team.unit.area):
        if place is not None and place.latitude is not None and place.longitude is not None:
            return place.latitude, place.longitude
    return None


def _papers(teams: Iterable[Team], last_day: date) -> dict[int, set[str]]:
    held: dict[int, set[str]] = defaultdict(set)
    valid = Qualification.objects.filter(Q(expires_on__isnull=True) | Q(expires_on__gte=last_day), checked_at__isnull=False)
    members = valid.filter(volunteer__team_memberships__team__in=[team.pk for team in teams], volunteer__team_memberships__state="active")
    for team_id, kind in members.values_list("volunteer__team_memberships__team", "kind").distinct():
        held[team_id].add(kind)
    return held


def _busy(teams: Iterable[Team], begin: datetime, end: datetime) -> dict[int, list[Busy]]:
    busy: dict[int, list[Busy]] = defaultdict(list)
    sessions = ServiceSession.objects.filter(team__in=[team.pk for team in teams], starts_at__lt=end, ends_at__gt=begin)
    taken = sessions.exclude(state=ServiceSession.State.CANCELLED).order_by("starts_at")
    for session in taken.only("team_id", "starts_at", "ends_at", "source_type", "source_id"):
        busy[session.team_id].append(Busy(session.starts_at, session.ends_at, session.pk, session.source_type, session.source_id))
    return busy


def _moment(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), tzinfo=timezone.get_current_timezone())
