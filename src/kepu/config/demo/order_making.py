"""One order of the demo: who wishes what where, when it suits, and how far it has come."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from django.utils import timezone

from kepu.notifications.services import phone_digest
from kepu.orders.models import Order, ServiceOffer
from kepu.orders.planning.problem import TO_PLAN
from kepu.organizations.actors import Actor
from kepu.organizations.models import Area
from kepu.volunteers.models import Team

from .order_words import PLACES, REPORTS, WISHES

State = Order.State
# How many of a hundred past orders ended in which way.
PAST = {
    State.CLOSED: 79, State.CANCELLED: 6, State.RETURNED: 4, State.EXPIRED: 5, State.MERGED: 4, State.SPLIT: 1, State.NO_SHOW: 1, State.DISPUTED: 1,
}  # fmt: skip
# One visit is going on (`drawn` takes every state once), for nobody is at two places at a time.
NOW = {
    State.ORDERED: 18, State.DISPATCHED: 40, State.CLAIMED: 14, State.ACCEPTED: 10, State.SCHEDULED: 14, State.CHECKED_IN: 0,
    State.DONE: 5, State.RATED: 3,
}  # fmt: skip
WAY = [
    ("order", State.ORDERED), ("dispatch", State.DISPATCHED), ("claim", State.CLAIMED), ("accept", State.ACCEPTED), ("schedule", State.SCHEDULED),
    ("check_in", State.CHECKED_IN), ("finish", State.DONE), ("rate", State.RATED), ("close", State.CLOSED),
]  # fmt: skip
ENDS = {State.CANCELLED: ("cancel", 3), State.RETURNED: ("return", 1), State.EXPIRED: ("expire", 2), State.MERGED: ("merge", 1),
        State.NO_SHOW: ("no_show", 5), State.DISPUTED: ("dispute", 7), State.SPLIT: ("split", 1)}  # fmt: skip
TIMES = {"am": (time(9), time(12)), "pm": (time(14), time(17)), "eve": (time(18, 30), time(20, 30))}


@dataclass
class Maker:
    """What all orders of the demo share."""

    system: Actor
    areas: list[Area]
    teams: list[Team]
    offers: list[ServiceOffer]
    now: datetime
    chance: random.Random
    spans: dict[int, list[tuple[datetime, datetime]]] = field(default_factory=dict)


def drawn(shares: dict[State, int], number: int, chance: random.Random) -> list[State]:
    """Every state at least once, the rest by its share."""
    return [*shares, *chance.choices(list(shares), weights=list(shares.values()), k=number - len(shares))]


def make_order(maker: Maker, state: State, upcoming: bool) -> Order:
    """An order whose times lie before or after today, as far along as its state says."""
    chance = maker.chance
    home = chance.random() < 0.12
    area = maker.areas[0] if home else chance.choice(maker.areas)
    offer = chance.choice(maker.offers)
    free = chance.random() < 0.3
    team = maker.teams[0] if upcoming and chance.random() < 0.2 else offer.team
    if team is not offer.team:
        offer = next(one for one in maker.offers if one.team_id == maker.teams[0].pk)
    assert team is not None
    day = _day(maker, state, upcoming)
    created = day - timedelta(days=chance.randrange(4, 16), minutes=chance.randrange(0, 600))
    created = min(created, maker.now - timedelta(minutes=chance.randrange(20, 3000)))
    latitude, longitude = (area.latitude or 0) + chance.uniform(-8e-4, 8e-4), (area.longitude or 0) + chance.uniform(-8e-4, 8e-4)
    order = Order(
        district=maker.system.district, area=area, place=chance.choice(PLACES), latitude=round(latitude, 6), longitude=round(longitude, 6),
        contact_name=chance.choice(("李奶奶", "王老师", "陈先生", "刘女士", "张大爷", "社区网格员小周")), offer=None if free else offer,
        topic=offer.topic, wish=chance.choice(WISHES).format(offer.topic.name) if free else "",
        audience=chance.choice(offer.audiences or ["general", "elderly", "residents", "youth"]),
        people_expected=chance.randrange(offer.group_min, min(offer.group_max, 60) + 1), minutes=offer.minutes,
        priority=chance.choices((1, 2, 3), weights=(80, 15, 5))[0], source=chance.choices(("online", "phone"), weights=(75, 25))[0],
        state=state, created_at=created, due_at=day, team=team, unit=team.unit,
    )  # fmt: skip
    order.contact_phone = f"139{chance.randrange(10**8):08d}"
    order.contact_digest = phone_digest(order.contact_phone)
    _fit(maker, order, day)
    return order


def _day(maker: Maker, state: State, upcoming: bool) -> datetime:
    """The first day that suits, at midnight; a visit is up to two days later."""
    chance = maker.chance
    if state in (State.DONE, State.RATED):
        days = -chance.randrange(3, 12 if state == State.DONE else 7)
    elif upcoming:
        days = chance.randrange(1, 9 if state in TO_PLAN else 12)
    else:
        days = -chance.randrange(16, 350) if state == State.CLOSED else -chance.randrange(3, 300)
    return maker.now.replace(hour=0) + timedelta(days=days)


def _fit(maker: Maker, order: Order, day: datetime) -> None:
    """Times, and what its state knows of team and visit."""
    chance, state = maker.chance, State(order.state)
    parts = chance.sample(sorted(TIMES), k=chance.randrange(1, 3))
    spans = [_span(day + timedelta(days=offset), part) for offset in sorted(chance.sample(range(3), k=chance.randrange(1, 3))) for part in parts]
    maker.spans[id(order)] = spans
    order.due_at = max(end for _begin, end in spans)
    reached = reached_by(state)
    if reached < 3:
        order.team = None
    if reached < 2:
        order.unit = order.unit if reached == 1 and chance.random() < 0.4 else None
    if reached >= 4:
        order.starts_at = spans[0][0] + timedelta(minutes=chance.choice((0, 0, 30)))
        order.ends_at = order.starts_at + timedelta(minutes=order.minutes)
    if state == State.CHECKED_IN:
        order.starts_at, order.ends_at = maker.now - timedelta(minutes=20), maker.now + timedelta(minutes=order.minutes)
    if state in Order.SERVED:
        order.people_reached = max(1, round(order.people_expected * chance.triangular(0.6, 1.3, 1)))
        order.served_minutes = max(15, order.minutes + chance.choice((-10, 0, 0, 5, 15)))
        order.served_at, order.visits, order.report = order.ends_at, 1, chance.choice(REPORTS).format(order.topic)


def _span(day: datetime, part: str) -> tuple[datetime, datetime]:
    begin, end = TIMES[part]
    return tuple(timezone.make_aware(datetime.combine(timezone.localtime(day).date(), moment)) for moment in (begin, end))  # type: ignore[return-value]


def reached_by(state: State) -> int:
    """How many steps of the usual way the order took."""
    if state in ENDS:
        return ENDS[state][1] - 1
    return next(number for number, (_verb, target) in enumerate(WAY) if target == state)
