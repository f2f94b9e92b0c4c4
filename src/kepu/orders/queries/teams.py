"""Teams as orders see them."""

from __future__ import annotations

from django.db.models import Q

from kepu.organizations.actors import Actor
from kepu.organizations.models import Unit, User
from kepu.volunteers.models import Team
from kepu.volunteers.queries import managed_teams, teams


def leads_one_of(actor: Actor, *, team: int | None, unit: int | None) -> bool:
    """Whether the actor leads the team, or, where none is named, a team of the unit."""
    led = managed_teams(actor).filter(is_active=True)
    return led.filter(Q(pk=team) if team else Q(unit=unit)).exists()


def leaders_of(actor: Actor, *, team: Team | None, unit: Unit | None, topic: int | None) -> list[User]:
    """Who leads the team; where none is named, the leaders of the unit's teams for the topic."""
    found = teams(actor)
    if team is not None:
        found = found.filter(pk=team.pk)
    elif unit is not None:
        found = found.filter(unit=unit, **({"skills": topic} if topic else {}))
    else:
        return []
    return list(User.objects.filter(memberships__led_teams__in=found.order_by().values("pk")).distinct())


def units_with_topic(actor: Actor, topic: int | None) -> list[int]:
    """Units that have a team for the topic."""
    found = teams(actor).filter(**({"skills": topic} if topic else {}))
    return sorted(set(found.order_by().values_list("unit_id", flat=True)))
