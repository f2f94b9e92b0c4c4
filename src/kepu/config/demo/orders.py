"""A year of service orders and the weeks to come: a menu, orders in every state, visits, ratings, evidence. Stored in bulk, as an import is."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from kepu.evidence.services import NewEvidence, record_evidence_many
from kepu.notifications.services import phone_digest
from kepu.orders.evidence_kinds import ATTENDANCE, HOURS, SERVED
from kepu.orders.models import Order, OrderEvent, OrderVisit, OrderWindow, Rating, ServiceOffer
from kepu.orders.queries.settings import measure_of
from kepu.orders.services import create_offer
from kepu.orders.tokens import token_digest, token_of
from kepu.organizations.actors import Actor
from kepu.organizations.models import Area, Membership
from kepu.plans.models import Plan
from kepu.plans.services import create_indicator
from kepu.volunteers.models import ServiceSession, Team

from .order_words import FORMS, LOW_WORDS, NEEDS, PLACES, REASONS, REPORTS, WISHES, WORDS

State = Order.State
TOTAL = 300
UPCOMING = 84
# How many of a hundred past orders ended in which way.
PAST = {State.CLOSED: 79, State.CANCELLED: 6, State.RETURNED: 4, State.EXPIRED: 5, State.MERGED: 4, State.NO_SHOW: 1, State.DISPUTED: 1}
NOW = {State.ORDERED: 18, State.DISPATCHED: 24, State.CLAIMED: 10, State.ACCEPTED: 8, State.SCHEDULED: 16, State.DONE: 5, State.RATED: 3}
WAY = [
    ("order", State.ORDERED), ("dispatch", State.DISPATCHED), ("claim", State.CLAIMED), ("accept", State.ACCEPTED), ("schedule", State.SCHEDULED),
    ("check_in", State.CHECKED_IN), ("finish", State.DONE), ("rate", State.RATED), ("close", State.CLOSED),
]  # fmt: skip
ENDS = {State.CANCELLED: ("cancel", 3), State.RETURNED: ("return", 1), State.EXPIRED: ("expire", 2), State.MERGED: ("merge", 1),
        State.NO_SHOW: ("no_show", 5), State.DISPUTED: ("dispute", 7)}  # fmt: skip
TIMES = {"am": (time(9), time(12)), "pm": (time(14), time(17)), "eve": (time(18, 30), time(20, 30))}
TARGETS = {2026: 200, 2027: 450, 2028: 700, 2029: 950, 2030: 1200}


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


def settle(system: Actor, areas: list[Area], today: date) -> None:
    """The menu, the orders up to the day, and the visits that are arranged."""
    chance = random.Random(f"orders-{today}")
    teams = list(Team.objects.filter(district=system.district).prefetch_related("skills").select_related("unit").order_by("pk"))
    now = timezone.make_aware(datetime.combine(today, time(8)))
    maker = Maker(system, areas, teams, _menu(system, teams, chance), now, chance)
    wanted = [(state, True) for state in _drawn(NOW, UPCOMING, chance)] + [(state, False) for state in _drawn(PAST, TOTAL - UPCOMING, chance)]
    orders = [_order(maker, state, upcoming) for state, upcoming in wanted]
    orders.sort(key=lambda order: order.created_at)
    _store(maker, orders)
    _indicator(system, today)


def _drawn(shares: dict[State, int], number: int, chance: random.Random) -> list[State]:
    """Every state at least once, the rest by its share."""
    return [*shares, *chance.choices(list(shares), weights=list(shares.values()), k=number - len(shares))]


def _menu(system: Actor, teams: list[Team], chance: random.Random) -> list[ServiceOffer]:
    offers = []
    for team in teams:
        for skill in list(team.skills.all())[:2]:
            form, minutes, low, high = chance.choice(FORMS)
            audiences = chance.choice(([], [], ["elderly"], ["youth"], ["residents", "elderly"], ["workers"]))
            offers.append(create_offer(
                actor=system, unit=team.unit, team=team, topic=skill, title=f"{skill.name}{form}（{team.name[:8]}）", minutes=minutes,
                description=f"围绕{skill.name}，讲{skill.keywords or skill.name}，有演示、有互动，带着问题来。", audiences=audiences,
                group_min=low, group_max=high, needs=chance.choice(NEEDS), is_published=True,
            ))  # fmt: skip
    return offers


def _order(maker: Maker, state: State, upcoming: bool) -> Order:
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
    """The day of the visit, at midnight."""
    chance = maker.chance
    if state in (State.DONE, State.RATED):
        days = -chance.randrange(1, 10 if state == State.DONE else 5)
    elif upcoming:
        days = chance.randrange(1, 12)
    else:
        days = -chance.randrange(16, 350) if state == State.CLOSED else -chance.randrange(2, 300)
    return maker.now.replace(hour=0) + timedelta(days=days)


def _fit(maker: Maker, order: Order, day: datetime) -> None:
    """Times, and what its state knows of team and visit."""
    chance, state = maker.chance, State(order.state)
    parts = chance.sample(sorted(TIMES), k=chance.randrange(1, 3))
    spans = [_span(day + timedelta(days=offset), part) for offset in sorted(chance.sample(range(3), k=chance.randrange(1, 3))) for part in parts]
    maker.spans[id(order)] = spans
    order.due_at = max(end for _begin, end in spans)
    reached = _reached(state)
    if reached < 3:
        order.team = None
    if reached < 2:
        order.unit = order.unit if reached == 1 and chance.random() < 0.4 else None
    if reached >= 4:
        order.starts_at = spans[0][0] + timedelta(minutes=chance.choice((0, 0, 30)))
        order.ends_at = order.starts_at + timedelta(minutes=order.minutes)
    if state in Order.SERVED:
        order.people_reached = max(1, round(order.people_expected * chance.triangular(0.6, 1.3, 1)))
        order.served_minutes = max(15, order.minutes + chance.choice((-10, 0, 0, 5, 15)))
        order.served_at, order.visits, order.report = order.ends_at, 1, chance.choice(REPORTS).format(order.topic)


def _span(day: datetime, part: str) -> tuple[datetime, datetime]:
    begin, end = TIMES[part]
    return tuple(timezone.make_aware(datetime.combine(timezone.localtime(day).date(), moment)) for moment in (begin, end))  # type: ignore[return-value]


def _reached(state: State) -> int:
    """How many steps of the usual way the order took."""
    if state in ENDS:
        return ENDS[state][1] - 1
    return next(number for number, (_verb, target) in enumerate(WAY) if target == state)


def _store(maker: Maker, orders: list[Order]) -> None:
    homes = [order for order in orders if order.state == State.ORDERED] or orders
    others = [order for order in orders if order.state != State.MERGED]
    merged = [order for order in orders if order.state == State.MERGED]
    Order.objects.bulk_create(others, batch_size=200)
    for order in merged:
        order.merged_into = maker.chance.choice([one for one in others if one.state == State.CLOSED] or homes)
    Order.objects.bulk_create(merged, batch_size=200)
    events = [event for order in orders for event in _events(maker, order)]
    for order in orders:
        own = [event for event in events if event.order is order]
        order.version, order.entered_at = len(own), own[-1].at
        order.token_digest, order.token_expires_at = token_digest(token_of(order)), order.due_at + timedelta(days=90)
    Order.objects.bulk_update(orders, ["version", "entered_at", "token_digest", "token_expires_at"], batch_size=200)
    OrderEvent.objects.bulk_create(events, batch_size=500)
    OrderWindow.objects.bulk_create(
        [OrderWindow(order=order, starts_at=begin, ends_at=end) for order in orders for begin, end in maker.spans[id(order)]],
        batch_size=500,
    )
    _visits(maker, [order for order in orders if order.starts_at])
    _rate(maker, [order for order in orders if order.state in (State.RATED, State.CLOSED)])


def _events(maker: Maker, order: Order) -> list[OrderEvent]:
    """The usual steps as far as they went, and the one that ended it otherwise, spread over the time that there was."""
    state, reached = State(order.state), _reached(State(order.state))
    steps = WAY[: reached + 1] + ([(ENDS[state][0], state)] if state in ENDS else [])
    last = maker.now if order.starts_at is None or order.starts_at > maker.now else order.starts_at
    gap = (last - order.created_at) / (len(steps) + 1)
    after = {"check_in": order.starts_at, "finish": order.ends_at}
    before, events, at = "", [], order.created_at
    team = {"team": order.team.name} if order.team else {}
    for number, (verb, target) in enumerate(steps):
        at = max(at, after.get(verb) or order.created_at + gap * number)
        if verb in ("rate", "close", "dispute"):
            at = at + timedelta(days={"rate": 1, "close": 7, "dispute": 1}[verb])
        at = min(at, maker.now)
        role = {"order": "resident", "rate": "resident", "dispute": "resident", "dispatch": "community", "claim": "unit_head"}.get(verb, "system")
        reason = maker.chance.choice(REASONS[verb]) if verb in REASONS else ""
        events.append(OrderEvent(
            order=order, at=at, role=role, verb=verb, from_state=before, to_state=target, version=number + 1, reason=reason,
            unit=order.unit if verb in ("claim", "accept", "schedule", "finish") else None, details=team if verb == "accept" else {},
        ))  # fmt: skip
        before = target
    return events


def _visits(maker: Maker, orders: list[Order]) -> None:
    visits = OrderVisit.objects.bulk_create([OrderVisit(order=order, number=1) for order in orders], batch_size=500)
    states = {State.SCHEDULED: "open", State.NO_SHOW: "cancelled"}
    ServiceSession.objects.bulk_create([
        ServiceSession(
            district=order.district, team=order.team, title=order.title, topic=order.topic, place=f"{order.area.name} {order.place}", area=order.area,
            latitude=order.latitude, longitude=order.longitude, starts_at=order.starts_at or maker.now, ends_at=order.ends_at or maker.now,
            description=f"服务单 {order.number}",
            source_type="orders.ordervisit", source_id=str(visit.pk), state=states.get(State(order.state), "closed"),
        )
        for order, visit in zip(orders, visits, strict=True)
    ], batch_size=500)  # fmt: skip
    served = sorted(((order, visit) for order, visit in zip(orders, visits, strict=True) if order.state in Order.SERVED), key=lambda pair: pair[1].pk)
    served.sort(key=lambda pair: pair[0].starts_at or maker.now)
    node = measure_of(maker.system.district)
    entries = [
        NewEvidence(
            kind=kind.code, happened_on=timezone.localtime(order.starts_at).date(), quantity=quantity, unit=order.unit, area=order.area,
            audience=order.audience, node=node, source=visit, note=f"服务单{order.number}，主题：{order.topic}，{order.team}",
        )
        for order, visit in served
        for kind, quantity in ((SERVED, 1), (ATTENDANCE, order.people_reached), (HOURS, _hours(order)))
    ]  # fmt: skip
    record_evidence_many(actor=maker.system, entries=entries)


def _hours(order: Order) -> Decimal:
    return (Decimal(order.served_minutes or 0) / 60).quantize(Decimal("0.0001"))


def _rate(maker: Maker, orders: list[Order]) -> None:
    ratings = []
    for order in orders:
        if order.state == State.CLOSED and maker.chance.random() < 0.35:
            continue
        stars = maker.chance.choices((5, 4, 3, 2, 1), weights=(56, 30, 8, 4, 2))[0]
        words, tags = maker.chance.choice(LOW_WORDS if stars < 4 else WORDS)
        recent, low = order.state == State.RATED, stars <= 2
        ratings.append(Rating(
            order=order, visit=1, team=order.team, stars=stars, tags=tags, words=words if maker.chance.random() < 0.6 else "",
            moderation="waiting" if recent and words else "shown", created_at=min((order.ends_at or maker.now) + timedelta(days=1), maker.now),
            follow_up=("open" if recent else "done") if low else "none",
            follow_up_note="已电话回访，说明情况并致歉。" if low and not recent else "",
        ))  # fmt: skip
    Rating.objects.bulk_create(ratings, batch_size=500)


def _indicator(system: Actor, today: date) -> None:
    """The plan under way counts the visits."""
    plan = Plan.objects.filter(district=system.district, year_from__lte=today.year, year_to__gte=today.year).order_by("-year_from").first()
    office = Membership.objects.select_related("user", "unit__district").filter(user__username="office").first()
    if plan is None or office is None:
        return
    targets = {year: Decimal(value) for year, value in TARGETS.items() if plan.year_from <= year <= plan.year_to}
    create_indicator(
        actor=Actor.of(office), plan=plan, name="群众点单服务场次", unit_label="场次", aggregation="count", kinds=[SERVED.code],
        span="period", comparison="at_least", target=Decimal(1200), deadline=plan.year_to, node=measure_of(system.district), targets=targets,
    )  # fmt: skip
