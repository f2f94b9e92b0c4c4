"""Reads of volunteers and their hours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from kepu.organizations.access import allowed
from kepu.organizations.actors import Actor
from kepu.organizations.models import Role
from kepu.volunteers.honours import STARS, stars_of
from kepu.volunteers.models import HourEntry, TeamMembership, Volunteer
from kepu.volunteers.rules import IN_TEAM

from .teams import managed_teams


class Hours(NamedTuple):
    """What a person has confirmed."""

    minutes: int = 0
    hours: Decimal = Decimal(0)
    points: int = 0
    stars: int = 0


def visible_people(actor: Actor) -> QuerySet[Volunteer]:
    """Volunteers whom the actor may see: all for the office, else those in, or applying to, his teams."""
    found = Volunteer.objects.filter(district=actor.district)
    if allowed(actor, "volunteers.manage_district"):
        return found
    if actor.role not in (Role.UNIT_HEAD, Role.UNIT_REPORTER, Role.TEAM_LEADER):
        return found.none()
    mine = TeamMembership.objects.filter(volunteer=OuterRef("pk"), state__in=IN_TEAM, team__in=managed_teams(actor))
    return found.filter(Exists(mine))


def hours_of(volunteers: Iterable[int]) -> defaultdict[int, Hours]:
    """Confirmed hours by volunteer, in one query for at most a few thousand people."""
    rows = HourEntry.objects.filter(volunteer__in=list(volunteers), state=HourEntry.State.CONFIRMED)
    sums = rows.order_by().values("volunteer").annotate(minutes=Sum("minutes"), points=Sum("points"))
    found: defaultdict[int, Hours] = defaultdict(Hours)
    for row in sums:
        found[row["volunteer"]] = Hours(row["minutes"], in_hours(row["minutes"]), row["points"], stars_of(row["minutes"]))
    return found


def with_stars(stars: int) -> QuerySet[HourEntry, Any]:
    """Keys of the volunteers who hold at least so many stars."""
    confirmed = HourEntry.objects.filter(state=HourEntry.State.CONFIRMED).order_by().values("volunteer")
    return confirmed.annotate(total=Sum("minutes")).filter(total__gte=STARS[stars - 1] * 60).values("volunteer")


def in_hours(minutes: int) -> Decimal:
    """Minutes as hours, to a tenth, rounded down: nobody is promised more than he has."""
    return Decimal(minutes * 10 // 60) / 10


def applications(actor: Actor) -> QuerySet[TeamMembership]:
    """Applications that the actor decides, oldest first."""
    waiting = TeamMembership.objects.filter(state=TeamMembership.State.APPLIED, team__in=managed_teams(actor))
    return waiting.select_related("team", "volunteer", "moved_from__team").order_by("applied_at", "pk")


def applicants_without_team(actor: Actor) -> QuerySet[Volunteer]:
    """People who applied to the district and to no team; the office's to decide."""
    if not allowed(actor, "volunteers.manage_district"):
        return Volunteer.objects.none()
    waiting = TeamMembership.objects.filter(volunteer=OuterRef("pk"), state=TeamMembership.State.APPLIED)
    return Volunteer.objects.filter(district=actor.district, state=Volunteer.State.APPLIED).filter(~Exists(waiting)).order_by("applied_at")


def experts(actor: Actor) -> QuerySet[Volunteer]:
    """The pool of experts, with how often each has come."""
    pool = Volunteer.objects.filter(district=actor.district, is_expert=True, state__in=("approved", "active"))
    came = Count("invitations", filter=Q(invitations__state="accepted"), distinct=True)
    return pool.prefetch_related("fields", "skills").annotate(came=came).order_by("pk")
