"""Reads of teams."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from kepu.organizations.access import allowed
from kepu.organizations.actors import Actor
from kepu.organizations.models import Role
from kepu.volunteers.models import Skill, SkillField, Team


def teams(actor: Actor, *, only_active: bool = True) -> QuerySet[Team]:
    """Teams of the district with the number of their members."""
    found = Team.objects.filter(district=actor.district)
    if only_active:
        found = found.filter(is_active=True)
    return found.select_related("unit", "area").annotate(members=Count("memberships", filter=Q(memberships__state="active")))


def managed_teams(actor: Actor) -> QuerySet[Team]:
    """Teams for which the actor decides: all for the office, those of his unit for its head and reporter, those that he leads for a leader."""
    found = Team.objects.filter(district=actor.district)
    if allowed(actor, "volunteers.manage_district"):
        return found
    if actor.role == Role.TEAM_LEADER:
        return found.filter(leaders=actor.membership)
    if actor.role in (Role.UNIT_HEAD, Role.UNIT_REPORTER):
        return found.filter(unit=actor.unit)
    return found.none()


def skills(actor: Actor) -> QuerySet[Skill]:
    """Topics on offer, by field."""
    return Skill.objects.filter(district=actor.district, is_active=True, field__is_active=True).select_related("field")


def skill_fields(actor: Actor) -> QuerySet[SkillField]:
    """Fields on offer."""
    return SkillField.objects.filter(district=actor.district, is_active=True)
