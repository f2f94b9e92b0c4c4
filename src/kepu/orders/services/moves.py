"""One step of an order by the table: right, state, reason, event, audit, notices."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from kepu.orders.models import Order, OrderEvent
from kepu.orders.order_states import VERBS, WHO, Transition, rows
from kepu.orders.rules import stands_as
from kepu.organizations import access
from kepu.organizations.actors import RESIDENT, Actor
from kepu.organizations.errors import Conflict
from kepu.organizations.services import steps
from kepu.organizations.services.base import audit
from kepu.organizations.services.steps import Way, clean_reason, is_repeated

from .notices import tell

Version = int | None


def full() -> QuerySet[Order]:
    """Orders with all that a step looks at."""
    return Order.objects.select_related("area__parent", "offer", "topic", "unit", "team", "district").defer(
        "area__boundary", "area__parent__boundary"
    )


def locked(actor: Actor, order: Order, verb: str) -> Order:
    """The order as it is now, for a step that the actor may take."""
    return access.fetch(actor, full(), f"orders.{verb}_order", lock=True, pk=order.pk)


def contested(actor: Actor, order: Order, verb: str, version: Version) -> Order:
    """As `locked`, for a step that several compete for: who was slower is told who was faster, although the order is no longer his business."""
    access.require(actor, f"orders.{verb}_order")
    found = full().select_for_update(of=("self",)).filter(district=actor.district, pk=order.pk).first()
    if found is not None and version is not None and not access.allowed(actor, f"orders.{verb}_order", found):
        check_not_moved(found, version)
    return locked(actor, order, verb)


def step_of(actor: Actor, order: Order, verb: str, version: Version) -> Transition | None:
    """The row by which the actor may take the step now; None for a step that the same person took already (a phone that lost its answer).

    Raises Conflict when the order moved meanwhile (saying who did what) or its state has no such step, PermissionDenied when it is
    another's turn. A version of None is that of a person who follows a link, and of the timer; only the state counts then.
    """
    if version is not None:
        if is_repeated(actor, order, verb, version):
            return None
        check_not_moved(order, version)
    return WAY.row_of(actor, order, verb, rows(verb))


def move(actor: Actor, order: Order, row: Transition, reason: str = "", changes: dict[str, Any] | None = None, **details: Any) -> Order:
    """Take the step with a locked order: `changes` are set on it, `details` stand in the event. Raises InvalidInput for a missing reason."""
    reason = clean_reason(reason, VERBS[row.verb], needed=row.needs_reason)
    before, now = (order.state, order.unit, order.team), timezone.now()
    for name, value in (changes or {}).items():
        setattr(order, name, value)
    order.state, order.version, order.entered_at = row.target, order.version + 1, now
    order.save()
    event = OrderEvent.objects.create(
        order=order, at=now, user=actor.user, unit=actor.unit, role=actor.role, verb=row.verb,
        from_state=before[0], to_state=order.state, reason=reason, details=details, version=order.version,
    )  # fmt: skip
    audit(actor, f"orders.{row.verb}", order, order.number, state=[before[0], order.state], reason=reason)
    tell(actor, order, row, event, unit=order.unit or before[1], team=order.team or before[2])
    return order


def check_not_moved(order: Order, version: int) -> None:
    """Raise Conflict, with the name of who was faster, unless the order is as it was shown."""
    if order.version == version:
        return
    last = order.events.select_related("user", "unit").last()
    if last is None:
        raise Conflict()
    raise WAY.moved(order, last)


def name_of(event: OrderEvent) -> str:
    """Who took a step, for people: never the name of a resident."""
    if event.role == RESIDENT:
        return _("点单人")
    team = event.details.get("team")
    if team and event.user:
        return f"{team}{event.user.get_full_name()}"
    return str(team) if team else steps.name_of(event)


WAY = Way(_lazy("服务单"), VERBS, WHO, stands_as, name_of)
