"""What time does to orders: reminders and escalation per stage, expiry, closing, and forgetting who ordered."""

from __future__ import annotations

import datetime
from collections import Counter

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.notifications.services import notify
from kepu.orders.models import Order, OrderEscalation, OrderSettings, Rating
from kepu.orders.models.orders import OVER
from kepu.orders.order_states import TRANSITIONS, Limit
from kepu.orders.queries.settings import limits_of, settings_of
from kepu.organizations.access import require
from kepu.organizations.actors import Actor
from kepu.organizations.services.base import service

from .moves import full, move, step_of
from .notices import people

State = Order.State
FORGET_AFTER = datetime.timedelta(days=180)


@service
def follow_up_orders(*, actor: Actor) -> Counter[str]:
    """Do what is due now in the actor's district; called every hour, and a second call does nothing more. What was done, by name."""
    require(actor, "orders.close_order")
    done: Counter[str] = Counter()
    for order in _expired(actor):
        _step(actor, order, "expire", done)
    settings = settings_of(actor.district)
    for order in _to_close(actor, settings):
        _step(actor, order, "close", done)
    for state, limit in limits_of(settings).items():
        for order in _late(actor, state, limit):
            _escalate(actor, order, limit, done)
    done["forgotten"] = _forget(actor)
    return done


def _step(actor: Actor, order: Order, verb: str, done: Counter[str]) -> None:
    row = step_of(actor, order, verb, None)
    assert row is not None
    move(actor, order, row)
    done[verb] += 1


def _expired(actor: Actor) -> QuerySet[Order]:
    sources = next(row.sources for row in TRANSITIONS if row.verb == "expire")
    return full().filter(district=actor.district, state__in=sources, due_at__lte=timezone.now()).select_for_update(of=("self",))


def _to_close(actor: Actor, settings: OrderSettings) -> QuerySet[Order]:
    """Rated long enough ago with nothing left to follow up, or never rated."""
    now = timezone.now()
    unrated = Q(state=State.DONE, entered_at__lte=now - datetime.timedelta(days=settings.close_unrated_days))
    rated = Q(state=State.RATED, entered_at__lte=now - datetime.timedelta(days=settings.close_rated_days))
    waiting = Rating.objects.filter(follow_up=Rating.FollowUp.OPEN).values("order")
    return full().filter(unrated | rated, district=actor.district).exclude(pk__in=waiting).select_for_update(of=("self",))


def _late(actor: Actor, state: str, limit: Limit) -> QuerySet[Order]:
    since = timezone.now() - datetime.timedelta(hours=limit.hours)
    passed = {"ends_at__lte": since} if state == State.SCHEDULED else {"entered_at__lte": since}
    return full().filter(district=actor.district, state=state, **passed)


def _escalate(actor: Actor, order: Order, limit: Limit, done: Counter[str]) -> None:
    began = order.ends_at if order.state == State.SCHEDULED and order.ends_at else order.entered_at
    waited = (timezone.now() - began).total_seconds() / 3600
    levels = [(1, limit.tells)] + ([(2, limit.then)] if limit.then and waited >= 2 * limit.hours else [])
    for level, tells in levels:
        _row, is_new = OrderEscalation.objects.get_or_create(order=order, version=order.version, level=level)
        if not is_new:
            continue
        done[f"level_{level}"] += 1
        notify(
            actor=actor,
            recipients=[one for who in tells for one in people(actor, order, who)],
            kind="order_late",
            title=_("服务单超时：%(title)s（%(number)s）") % {"title": order.title, "number": order.number},
            body=_("%(area)s · “%(state)s”已超过 %(hours)d 小时")
            % {"area": order.area, "state": order.get_state_display(), "hours": limit.hours * level},
            url=reverse("orders:order", args=[order.pk]),
            dedupe_key=f"order-late-{order.pk}-{order.version}-{level}",
        )


def _forget(actor: Actor) -> int:
    """Erase who ordered half a year after the end, and end the link; what was served stays."""
    long_over = Order.objects.filter(district=actor.district, state__in=OVER, entered_at__lt=timezone.now() - FORGET_AFTER)
    named = long_over.exclude(contact_name="", contact_phone="", contact_digest="")
    return named.update(contact_name="", contact_phone="", contact_digest="", token_digest=None, token_expires_at=None)
