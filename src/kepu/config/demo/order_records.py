"""What is stored of the demo's orders: steps, times, visits with their sessions and evidence, ratings."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from kepu.evidence.services import NewEvidence, record_evidence_many
from kepu.orders.evidence_kinds import ATTENDANCE, HOURS, SERVED
from kepu.orders.models import Order, OrderEvent, OrderVisit, OrderWindow, Rating
from kepu.orders.queries.settings import measure_of
from kepu.orders.tokens import token_digest, token_of
from kepu.volunteers.models import CheckIn, ServiceSession, TeamMembership

from .order_making import ENDS, WAY, Maker, State, reached_by
from .order_words import LOW_WORDS, REASONS, WORDS


def store(maker: Maker, orders: list[Order]) -> None:
    """All of them, in a fixed number of writes."""
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
    _part(others)
    _visits(maker, [order for order in orders if order.starts_at])
    _rate(maker, [order for order in orders if order.state in (State.RATED, State.CLOSED)])


def _part(orders: list[Order]) -> None:
    """An order that was split has its parts."""
    closed = [order for order in orders if order.state == State.CLOSED]
    for number, whole in enumerate(order for order in orders if order.state == State.SPLIT):
        parts = closed[2 * number : 2 * number + 2]
        whole.people_expected = min(sum(part.people_expected for part in parts), 500)
        whole.save(update_fields=["people_expected"])
        Order.objects.filter(pk__in=[part.pk for part in parts]).update(part_of=whole, source="part", area=whole.area, place=whole.place)


def _events(maker: Maker, order: Order) -> list[OrderEvent]:
    """The usual steps as far as they went, and the one that ended it otherwise, spread over the time that there was."""
    state, reached = State(order.state), reached_by(State(order.state))
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
    states = {State.SCHEDULED: "open", State.CHECKED_IN: "open", State.NO_SHOW: "cancelled"}
    ServiceSession.objects.bulk_create([
        ServiceSession(
            district=order.district, team=order.team, title=order.title, topic=order.topic, place=f"{order.area.name} {order.place}", area=order.area,
            latitude=order.latitude, longitude=order.longitude, starts_at=order.starts_at or maker.now, ends_at=order.ends_at or maker.now,
            description=f"服务单 {order.number}",
            source_type="orders.ordervisit", source_id=str(visit.pk), state=states.get(State(order.state), "closed"),
        )
        for order, visit in zip(orders, visits, strict=True)
    ], batch_size=500)  # fmt: skip
    _arrive(maker, [order for order in orders if order.state == State.CHECKED_IN])
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


def _arrive(maker: Maker, orders: list[Order]) -> None:
    """Somebody of the team is there."""
    for order in orders:
        session = ServiceSession.objects.get(source_type="orders.ordervisit", source_id=str(order.visit_rows.get().pk))
        member = TeamMembership.objects.filter(team=order.team, state="active").order_by("pk").last()
        if member is not None:
            CheckIn.objects.create(session=session, volunteer=member.volunteer, in_at=maker.now - timedelta(minutes=15), in_way="host")


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
