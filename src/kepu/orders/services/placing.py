"""Placing an order: by a resident whose number was proved, or by a community for somebody who telephoned."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.notifications.services import clean_phone, consume_proof, phone_digest
from kepu.orders.models import Order, OrderEvent, OrderWindow, ServiceOffer
from kepu.orders.models.orders import OVER
from kepu.orders.order_states import COMMUNITY
from kepu.orders.queries.settings import settings_of
from kepu.orders.rules import covers
from kepu.orders.tokens import token_digest, token_of
from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput, PermissionDenied, TooManyRequests
from kepu.organizations.models import Area, IdempotencyKey, Role
from kepu.organizations.services.base import audit, service
from kepu.volunteers.models import Skill

from .checks import Span, check_order
from .notices import people, tell_new

PURPOSE = "order"
LINK_DAYS = 90
OPEN_LIMIT = 5


@dataclass(frozen=True)
class Wish:
    """What is ordered; `windows` are (from, to)."""

    area: Area
    place: str
    windows: Sequence[Span]
    people_expected: int
    audience: str
    contact_name: str = ""
    contact_phone: str = ""
    offer: ServiceOffer | None = None
    topic: Skill | None = None
    wish: str = ""
    language: str = ""
    minutes: int | None = None
    latitude: float | None = None
    longitude: float | None = None


@service
def place_order(*, actor: Actor, wish: Wish, proof: str, idempotency_key: str = "") -> Order:
    """Order as a resident; `proof` comes from `verify_code`. A repeated key returns the first order.

    Raises InvalidInput by field, Conflict where the district takes no orders, TooManyRequests for a number with too many open ones.
    """
    access.require(actor, "orders.order_order")
    phone = clean_phone(wish.contact_phone)
    first = _repeated(actor, idempotency_key, phone)
    if first is not None:
        return first
    if not settings_of(actor.district).accepts_orders:
        raise Conflict(_("本区暂不接受网上点单，请联系所在社区。"))
    values = check_order(actor, wish)
    consume_proof(actor=actor, phone=phone, purpose=PURPOSE, proof=proof)
    open_ones = Order.objects.filter(district=actor.district, contact_digest=phone_digest(phone)).exclude(state__in=OVER)
    if open_ones.exclude(state__in=(Order.State.DONE, Order.State.RATED)).count() >= OPEN_LIMIT:
        raise TooManyRequests(_("您有 %d 个服务单还没有完成，请先等它们办结或取消一个。") % OPEN_LIMIT, retry_after=86400)
    return _create(actor, wish, values, phone, Order.Source.ONLINE, idempotency_key)


@service
def place_by_phone(*, actor: Actor, wish: Wish, idempotency_key: str = "") -> Order:
    """Order for a resident who telephoned or came by; the telephone number may be left out."""
    access.require(actor, "orders.order_by_phone")
    phone = clean_phone(wish.contact_phone) if wish.contact_phone.strip() else ""
    first = _repeated(actor, idempotency_key, phone)
    if first is not None:
        return first
    values = check_order(actor, wish)
    if actor.role == Role.COMMUNITY and not covers(actor, Order(area=wish.area)):
        raise PermissionDenied(_("只能为本社区的居民代点。"))
    return _create(actor, wish, values, phone, Order.Source.PHONE, idempotency_key)


def _create(actor: Actor, wish: Wish, values: dict[str, Any], phone: str, source: str, idempotency_key: str) -> Order:
    order = Order.objects.create(
        district=actor.district,
        contact_name=wish.contact_name.replace("\0", "").strip()[:60],
        contact_phone=phone,
        contact_digest=phone_digest(phone) if phone else "",
        source=source,
        created_by=actor.user,
        **values,
    )
    add_windows(order, wish.windows)
    issue_link(order)
    record_birth(actor, order)
    if idempotency_key:
        IdempotencyKey.objects.create(
            district=actor.district, operation="orders.place", key=_own_key(idempotency_key, phone), object_id=str(order.pk)
        )
    tell_new(actor, order, people(actor, order, COMMUNITY))
    return order


def record_birth(actor: Actor, order: Order, **details: Any) -> None:
    """The first event of an order."""
    OrderEvent.objects.create(
        order=order, user=actor.user, unit=actor.unit, role=actor.role, verb="order", to_state=order.state, details=details, version=order.version
    )
    audit(actor, "orders.order", order, order.number, source=order.source)


def add_windows(order: Order, windows: Sequence[Span]) -> QuerySet[OrderWindow]:
    """Enter the times that suit, the earliest first."""
    OrderWindow.objects.bulk_create(OrderWindow(order=order, starts_at=begin, ends_at=end) for begin, end in sorted(set(windows)))
    return order.windows.all()


def issue_link(order: Order) -> str:
    """Make the link by which the order is followed; it ends some time after the latest day that suits."""
    token = token_of(order)
    order.token_digest = token_digest(token)
    order.token_expires_at = max(order.due_at, timezone.now()) + datetime.timedelta(days=LINK_DAYS)
    order.save(update_fields=["token_digest", "token_expires_at"])
    return token


def _own_key(key: str, phone: str) -> str:
    """The key as it is kept: of one telephone, so that nobody comes upon another's order with a key that he guessed."""
    return hashlib.sha256(f"{phone_digest(phone)}:{key}".encode()).hexdigest()


def _repeated(actor: Actor, key: str, phone: str) -> Order | None:
    if not key:
        return None
    if len(key) > 80:
        raise InvalidInput(fields={"idempotency_key": _("请求编号过长")})
    known = IdempotencyKey.objects.filter(district=actor.district, operation="orders.place", key=_own_key(key, phone)).first()
    return Order.objects.filter(pk=known.object_id).first() if known else None
