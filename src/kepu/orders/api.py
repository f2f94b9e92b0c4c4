"""Operations on service orders."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Query, Schema

from kepu.evidence.models import Audience
from kepu.organizations.access import fetch
from kepu.organizations.errors import InvalidInput
from kepu.organizations.models import Area, Unit
from kepu.organizations.rest import Cursor, IfMatch, Page, Room, actor_of, cursor_page, given_version, listed, match_version, may
from kepu.volunteers.models import Skill, Team

from . import services
from .models import Order, ServiceOffer
from .queries.menu import offers_of
from .queries.orders import in_district, visible_orders
from .services.moves import full

room = Room(tags=["service orders"])
State = Annotated[Order.State, listed(Order.State)]
AudienceCode = Annotated[Audience, listed(Audience)]
Identifier = Annotated[int, Field(ge=1, le=2**53)]


class WindowOut(Schema):
    """A time that suits the place."""

    starts_at: datetime
    ends_at: datetime


class OrderOut(Schema):
    """An order, without who placed it."""

    id: int
    number: str
    title: str
    state: State
    source: str
    area_id: int
    place: str
    latitude: float | None
    longitude: float | None
    offer_id: int | None
    topic: str
    wish: str
    audience: AudienceCode
    people_expected: int
    language: str
    minutes: int
    windows: list[WindowOut]
    due_at: datetime
    priority: int
    unit_id: int | None
    team_id: int | None
    starts_at: datetime | None
    ends_at: datetime | None
    people_reached: int | None
    served_at: datetime | None
    created_at: datetime
    version: int

    @staticmethod
    def resolve_topic(order: Order) -> str:
        return order.topic.code if order.topic else ""

    @staticmethod
    def resolve_windows(order: Order) -> list[Any]:
        return list(order.windows.all())


class OfferOut(Schema):
    """A service on the menu."""

    id: int
    title: str
    topic: str
    unit_id: int
    team_id: int | None
    description: str
    audiences: list[str]
    minutes: int
    group_min: int
    group_max: int
    needs: str
    months: list[int]
    is_published: bool
    version: int

    @staticmethod
    def resolve_topic(offer: ServiceOffer) -> str:
        return offer.topic.code


class WindowIn(Schema):
    """A time that suits the place; with an offset from UTC."""

    starts_at: datetime
    ends_at: datetime


class OrderIn(Schema):
    """What somebody asks for who telephoned or uses another program."""

    area_id: Identifier
    place: str = Field(min_length=2, max_length=200)
    windows: list[WindowIn] = Field(min_length=1, max_length=8)
    people_expected: int = Field(ge=1, le=500)
    audience: AudienceCode
    contact_name: str = Field("", max_length=60)
    contact_phone: str = Field("", max_length=20)
    offer_id: Identifier | None = None
    topic: str = Field("", max_length=60)
    wish: str = Field("", max_length=500)
    language: str = Field("", max_length=10)
    minutes: int | None = Field(None, ge=15, le=480)
    latitude: float | None = Field(None, ge=-90, le=90)
    longitude: float | None = Field(None, ge=-180, le=180)


class ReasonIn(Schema):
    """Why."""

    reason: str = Field(min_length=1, max_length=500)


class DispatchIn(Schema):
    """To whom, about what, how urgent; what is left out stays."""

    topic: str = Field("", max_length=60)
    unit_id: Identifier | None = None
    priority: int | None = Field(None, ge=1, le=3)


class TeamIn(Schema):
    """Which team."""

    team_id: Identifier


class TimeIn(Schema):
    """When; `agreed` where it lies outside the times that suit and the person said yes."""

    starts_at: datetime
    agreed: bool = False


class AssignIn(Schema):
    """Which team, when."""

    team_id: Identifier
    starts_at: datetime


class FinishIn(Schema):
    """What was done."""

    people_reached: int = Field(ge=1, le=2000)
    minutes: int = Field(ge=5, le=600)
    report: str = Field(min_length=5, max_length=1000)


class OrderQuery(Cursor):
    """Which orders."""

    state: State | None = None


def _moment(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise InvalidInput(fields={"starts_at": "请写明时区，如 2026-11-24T09:00:00+08:00"})
    return value


def _order(request: HttpRequest, pk: int, perm: str) -> Order:
    return fetch(actor_of(request), full().prefetch_related("windows"), perm, pk=pk)


def _one(request: HttpRequest, model: Any, name: str, **lookup: Any) -> Any:
    found = model.objects.filter(district=actor_of(request).district, **lookup).first()
    if found is None:
        raise InvalidInput(fields={name: "本区没有这一项"})
    return found


@room.get("/orders", auth=may("orders.view_orders"), response=Page[OrderOut])
def list_orders(request: HttpRequest, query: Query[OrderQuery]) -> dict[str, Any]:
    """Orders that the caller may read: the district's, or those of the own community, unit or team."""
    rows = visible_orders(actor_of(request)).prefetch_related("windows").distinct()
    return cursor_page(rows.filter(state=query.state) if query.state else rows, query)


@room.get("/orders/{int:pk}", auth=may("orders.view_orders"), response=OrderOut)
def read_order(request: HttpRequest, pk: int) -> Order:
    """An order."""
    return _order(request, pk, "orders.view_order")


@room.post("/orders", auth=may("orders.order_by_phone"), response={201: OrderOut})
def place_order(request: HttpRequest, data: OrderIn) -> Any:
    """Place an order for somebody."""
    values = data.dict(exclude={"area_id", "offer_id", "topic", "windows"})
    wish = services.Wish(
        **values,
        area=_one(request, Area, "area_id", pk=data.area_id),
        offer=_one(request, ServiceOffer, "offer_id", pk=data.offer_id) if data.offer_id else None,
        topic=_one(request, Skill, "topic", code=data.topic) if data.topic else None,
        windows=[(_moment(window.starts_at), _moment(window.ends_at)) for window in data.windows],
    )
    return services.place_by_phone(actor=actor_of(request), wish=wish)


@room.post("/orders/{int:pk}/dispatch", auth=may("orders.dispatch_order"), response=OrderOut)
def dispatch_order(request: HttpRequest, pk: int, data: DispatchIn, if_match: IfMatch = None) -> Order:
    """Send the order on to a department, or to whichever claims it first."""
    order = _order(request, pk, "orders.dispatch_order")
    topic = _one(request, Skill, "topic", code=data.topic) if data.topic else None
    unit = _one(request, Unit, "unit_id", pk=data.unit_id) if data.unit_id else None
    version = match_version(order, if_match)
    return services.dispatch_order(actor=actor_of(request), order=order, version=version, topic=topic, unit=unit, priority=data.priority)


@room.post("/orders/{int:pk}/return", auth=may("orders.return_order"), response=OrderOut)
def return_order(request: HttpRequest, pk: int, data: ReasonIn, if_match: IfMatch = None) -> Order:
    """Give the order back to who placed it."""
    order = _order(request, pk, "orders.return_order")
    return services.return_order(actor=actor_of(request), order=order, version=match_version(order, if_match), reason=data.reason)


@room.post("/orders/{int:pk}/claim", auth=may("orders.claim_order"), response=OrderOut)
def claim_order(request: HttpRequest, pk: int, if_match: IfMatch = None) -> Order:
    """Take the order for the caller's department."""
    order = in_district(actor_of(request), pk)
    return services.claim_order(actor=actor_of(request), order=order, version=given_version(if_match))


@room.post("/orders/{int:pk}/decline", auth=may("orders.decline_order"), response=OrderOut)
def decline_order(request: HttpRequest, pk: int, data: ReasonIn, if_match: IfMatch = None) -> Order:
    """Say that the department cannot serve it."""
    order = _order(request, pk, "orders.decline_order")
    return services.decline_order(actor=actor_of(request), order=order, version=match_version(order, if_match), reason=data.reason)


@room.post("/orders/{int:pk}/accept", auth=may("orders.accept_order"), response=OrderOut)
def accept_order(request: HttpRequest, pk: int, data: TeamIn, if_match: IfMatch = None) -> Order:
    """Take the order for a team."""
    order = in_district(actor_of(request), pk)
    team = _one(request, Team, "team_id", pk=data.team_id)
    return services.accept_order(actor=actor_of(request), order=order, version=given_version(if_match), team=team)


@room.post("/orders/{int:pk}/release", auth=may("orders.release_order"), response=OrderOut)
def release_order(request: HttpRequest, pk: int, data: ReasonIn, if_match: IfMatch = None) -> Order:
    """Give back what the team or department took."""
    order = _order(request, pk, "orders.release_order")
    return services.release_order(actor=actor_of(request), order=order, version=match_version(order, if_match), reason=data.reason)


@room.post("/orders/{int:pk}/schedule", auth=may("orders.schedule_order"), response=OrderOut)
def schedule_order(request: HttpRequest, pk: int, data: TimeIn, if_match: IfMatch = None) -> Order:
    """Arrange the time of the visit, or move it."""
    order = _order(request, pk, "orders.schedule_order")
    at, version = _moment(data.starts_at), match_version(order, if_match)
    return services.schedule_order(actor=actor_of(request), order=order, version=version, starts_at=at, agreed=data.agreed)


@room.post("/orders/{int:pk}/assign", auth=may("orders.assign_order"), response=OrderOut)
def assign_order(request: HttpRequest, pk: int, data: AssignIn, if_match: IfMatch = None) -> Order:
    """Give the order to a team at a time, as the dispatcher."""
    order = _order(request, pk, "orders.assign_order")
    team, version = _one(request, Team, "team_id", pk=data.team_id), match_version(order, if_match)
    return services.assign_order(actor=actor_of(request), order=order, version=version, team=team, starts_at=_moment(data.starts_at))


@room.post("/orders/{int:pk}/check-in", auth=may("orders.check_in_order"), response=OrderOut)
def check_in_order(request: HttpRequest, pk: int, if_match: IfMatch = None) -> Order:
    """Say that the team is there; a member has checked in."""
    order = _order(request, pk, "orders.check_in_order")
    return services.check_in_order(actor=actor_of(request), order=order, version=match_version(order, if_match))


@room.post("/orders/{int:pk}/finish", auth=may("orders.finish_order"), response=OrderOut)
def finish_order(request: HttpRequest, pk: int, data: FinishIn, if_match: IfMatch = None) -> Order:
    """Report what was done."""
    order = _order(request, pk, "orders.finish_order")
    return services.finish_order(actor=actor_of(request), order=order, version=match_version(order, if_match), **data.dict())


@room.post("/orders/{int:pk}/cancel", auth=may("orders.cancel_order"), response=OrderOut)
def cancel_order(request: HttpRequest, pk: int, data: ReasonIn, if_match: IfMatch = None) -> Order:
    """Call the order off for the person."""
    order = _order(request, pk, "orders.cancel_order")
    return services.cancel_order(actor=actor_of(request), order=order, version=match_version(order, if_match), reason=data.reason)


@room.get("/service-offers", auth=may("orders.view_offers"), response=Page[OfferOut])
def list_offers(request: HttpRequest, query: Query[Cursor]) -> dict[str, Any]:
    """The service menu as the caller may see it."""
    return cursor_page(offers_of(actor_of(request)).distinct(), query)


@room.get("/service-offers/{int:pk}", auth=may("orders.view_offers"), response=OfferOut)
def read_offer(request: HttpRequest, pk: int) -> ServiceOffer:
    """A service."""
    return fetch(actor_of(request), ServiceOffer.objects.select_related("topic"), "orders.view_offers", pk=pk)
