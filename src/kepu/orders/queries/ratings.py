"""What people thought, for those who can do better."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import QuerySet

from kepu.orders.models import Rating
from kepu.organizations.access import allowed
from kepu.organizations.actors import Actor
from kepu.volunteers.models import Team

from .orders import visible_orders

BETTER = {"late", "too_hard", "too_short", "unprepared", "off_topic"}


def visible_ratings(actor: Actor) -> QuerySet[Rating]:
    """Ratings of the orders that the actor may read."""
    if not allowed(actor, "orders.view_ratings"):
        return Rating.objects.none()
    return Rating.objects.filter(order__in=visible_orders(actor).order_by().values("pk")).select_related(
        "order__area", "order__topic", "order__offer", "team"
    )


@dataclass(frozen=True)
class TeamView:
    """A team's ratings: how many, the mean, what is praised and what to improve, each with how often it was said."""

    team: Team
    number: int
    stars: float
    praised: list[tuple[str, int]]
    improve: list[tuple[str, int]]


def by_team(actor: Actor) -> list[TeamView]:
    """Teams by their stars, the lowest first. One query."""
    ratings: dict[Team, list[Rating]] = {}
    for rating in visible_ratings(actor).order_by("-id")[:5000]:
        ratings.setdefault(rating.team, []).append(rating)
    views = []
    for team, given in ratings.items():
        tags = Counter(tag for rating in given for tag in rating.tags)
        named = [(str(Rating.Tag(tag).label), count, tag in BETTER) for tag, count in tags.most_common() if tag in Rating.Tag.values]
        praised = [(name, count) for name, count, better in named if not better][:4]
        improve = [(name, count) for name, count, better in named if better][:4]
        views.append(TeamView(team, len(given), round(sum(rating.stars for rating in given) / len(given), 2), praised, improve))
    return sorted(views, key=lambda view: view.stars)
