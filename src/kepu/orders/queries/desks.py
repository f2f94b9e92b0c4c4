"""What waits on whose desk."""

from __future__ import annotations

import datetime
from collections import Counter

from django.db.models import Q, QuerySet
from django.utils import timezone

from kepu.orders.models import Order
from kepu.orders.models.orders import OPEN
from kepu.organizations.actors import Actor
from kepu.organizations.models import Role

from .orders import visible_orders

State = Order.State
# Whose turn it is in which state.
TURN: dict[str, tuple[str, ...]] = {
    Role.COMMUNITY: (State.ORDERED, State.NO_SHOW, State.EXPIRED),
    Role.UNIT_REPORTER: (State.DISPATCHED,),
    Role.UNIT_HEAD: (State.DISPATCHED,),
    Role.TEAM_LEADER: (State.CLAIMED, State.ACCEPTED, State.SCHEDULED, State.CHECKED_IN),
    Role.OFFICE: (State.ORDERED, State.DISPATCHED, State.DISPUTED),
}
GROUPS: dict[str, tuple[str, ...]] = {
    "mine": (),
    "open": OPEN,
    "served": (State.CHECKED_IN, State.DONE, State.RATED, State.CLOSED),
    "trouble": (State.NO_SHOW, State.DISPUTED, State.EXPIRED),
    "ended": (State.RETURNED, State.MERGED, State.SPLIT, State.CANCELLED),
}


def waiting(actor: Actor) -> QuerySet[Order]:
    """What waits for the actor, the most urgent and oldest first."""
    turn = TURN.get(actor.role, ())
    return visible_orders(actor).filter(state__in=turn).order_by("-priority", "entered_at", "pk")


def listed(actor: Actor, group: str, search: str = "", state: str = "") -> QuerySet[Order]:
    """Orders of a group that the actor may read; `search` finds the number, the place, the area, the topic or the wish."""
    found = waiting(actor) if group == "mine" else visible_orders(actor).filter(state__in=GROUPS.get(group, OPEN))
    if state in State.values:
        found = visible_orders(actor).filter(state=state)
    if search:
        words = Q(place__icontains=search) | Q(area__name__icontains=search) | Q(topic__name__icontains=search) | Q(wish__icontains=search)
        words |= Q(offer__title__icontains=search)
        if search.isdecimal() and 6 < len(search) < 18:
            words |= Q(pk=int(search[6:]))
        found = visible_orders(actor).filter(words)
    return found


def counts(actor: Actor) -> Counter[str]:
    """Group -> how many orders; two queries."""
    states = Counter(visible_orders(actor).order_by().values_list("state", flat=True))
    totals = Counter({group: sum(states[state] for state in members) for group, members in GROUPS.items()})
    totals["mine"] = waiting(actor).count()
    return totals


def similar(order: Order) -> QuerySet[Order]:
    """Open orders of the same place and topic, which may mean the same visit."""
    near = Order.objects.filter(district=order.district_id, area=order.area_id, state__in=OPEN).exclude(pk=order.pk).select_related("topic", "offer")
    return near.filter(topic=order.topic_id)[:5] if order.topic_id else near[:5]


def this_week(actor: Actor, days: int = 7) -> QuerySet[Order]:
    """Visits of the coming days, for the calendar of a team or unit."""
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    until = today + datetime.timedelta(days=days)
    return (
        visible_orders(actor).filter(state__in=(State.SCHEDULED, State.CHECKED_IN), starts_at__gte=today, starts_at__lt=until).order_by("starts_at")
    )
