"""What waits for somebody, counted for the menu of every page in one question."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db.models import Count, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from kepu.organizations.actors import Actor
from kepu.organizations.models import Area

from .people import applicants_without_team, applications
from .sessions import waiting_hours


class Waiting(NamedTuple):
    """Applications to decide, and sessions whose hours wait."""

    applications: int = 0
    hours: int = 0


def waiting(actor: Actor) -> Waiting:
    """What waits for the actor."""
    row = Area.objects.filter(pk=actor.district.pk).values_list(
        _count(applications(actor)), _count(applicants_without_team(actor)), _count(waiting_hours(actor))
    )
    to_teams, to_the_district, hours = row.get()
    return Waiting(to_teams + to_the_district, hours)


def _count(rows: QuerySet[Any]) -> Coalesce:
    grouped = rows.order_by().annotate(one=Value(1)).values("one").annotate(n=Count("pk", distinct=True))
    return Coalesce(Subquery(grouped.values("n")), 0)
