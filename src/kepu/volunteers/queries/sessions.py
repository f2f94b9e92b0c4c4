"""Reads of sessions."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Q, QuerySet, Sum

from kepu.organizations.access import allowed
from kepu.organizations.actors import Actor
from kepu.organizations.models import Role
from kepu.volunteers.models import HourEntry, ServiceSession, Volunteer

from .teams import managed_teams

State = ServiceSession.State


def sessions(actor: Actor) -> QuerySet[ServiceSession]:
    """Sessions that the actor works with: the district's for those who see it, those of a community's area, else those of his teams."""
    found = _visible(actor)
    coming = Count("signups", filter=Q(signups__is_cancelled=False), distinct=True)
    return found.select_related("team", "topic", "area").annotate(coming=coming, came=Count("check_ins", distinct=True))


def _visible(actor: Actor) -> QuerySet[ServiceSession]:
    found = ServiceSession.objects.filter(district=actor.district)
    if actor.role == Role.COMMUNITY:
        return found.filter(area=actor.unit.area_id if actor.unit else None)
    if allowed(actor, "volunteers.manage_district") or actor.role in (Role.LEADER, Role.AUDITOR):
        return found
    return found.filter(team__in=managed_teams(actor))


def waiting_hours(actor: Actor) -> QuerySet[ServiceSession]:
    """Sessions whose hours the actor could confirm now."""
    if actor.role in (Role.LEADER, Role.AUDITOR, Role.UNIT_REPORTER):
        return ServiceSession.objects.none()
    return _visible(actor).filter(state=State.CLOSED)


def hours_in(session: ServiceSession) -> int:
    """Confirmed minutes of a session."""
    return HourEntry.objects.filter(session=session, state="confirmed").aggregate(total=Sum("minutes"))["total"] or 0


def open_to(volunteer: Volunteer, now: datetime) -> QuerySet[ServiceSession]:
    """Sessions to come for which a volunteer may sign up and has not."""
    coming = ServiceSession.objects.filter(district=volunteer.district_id, state=State.OPEN, ends_at__gt=now)
    mine = Q(is_public=True) | Q(team__memberships__volunteer=volunteer, team__memberships__state="active")
    signed = ServiceSession.objects.filter(signups__volunteer=volunteer, signups__is_cancelled=False)
    taken = Count("signups", filter=Q(signups__is_cancelled=False), distinct=True)
    return coming.filter(mine).exclude(pk__in=signed.values("pk")).select_related("team").annotate(taken=taken).distinct().order_by("starts_at", "pk")


def own_sessions(volunteer: Volunteer) -> QuerySet[ServiceSession]:
    """Sessions for which a volunteer signed up, latest first."""
    return (
        ServiceSession.objects.filter(signups__volunteer=volunteer, signups__is_cancelled=False).select_related("team").order_by("-starts_at", "-pk")
    )
