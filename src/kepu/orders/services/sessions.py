"""The session of volunteers behind a visit: opened, moved and called off with it. The right was checked by the step of the order."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext as _

from kepu.orders.models import Order, OrderVisit
from kepu.organizations.actors import Actor
from kepu.volunteers.models import ServiceSession
from kepu.volunteers.services import cancel_session, close_session, open_session, session_of, update_session


def visit_of(order: Order) -> OrderVisit:
    """The visit that the order leads to now, or led to last where it was served."""
    number = max(order.visits, 1) if order.state in Order.SERVED else order.visits + 1
    return OrderVisit.objects.get_or_create(order=order, number=number)[0]


def current_session(order: Order) -> ServiceSession | None:
    """The session of that visit."""
    return session_of(visit_of(order))


def has_check_in(session: ServiceSession) -> bool:
    """Whether somebody of the team was there."""
    return session.check_ins.exists()


def begun_at(order: Order) -> datetime.datetime:
    """When the visit was to begin, or the first of the team checked in, whichever was earlier."""
    session = current_session(order)
    times = [order.starts_at, *(session.check_ins.values_list("in_at", flat=True)[:1] if session is not None else ())]
    return min(time for time in times if time is not None)


def hold_session(actor: Actor, order: Order) -> ServiceSession:
    """Open the session, or move it to the order's time."""
    assert order.team is not None and order.starts_at is not None and order.ends_at is not None
    system = Actor.system(actor.district)
    session = current_session(order)
    if session is not None:
        return update_session(actor=system, session=session, version=session.version, starts_at=order.starts_at, ends_at=order.ends_at)
    return open_session(
        actor=system,
        team=order.team,
        title=order.title,
        place=f"{order.area.name} {order.place}",
        area=order.area,
        latitude=order.latitude,
        longitude=order.longitude,
        topic=order.topic,
        description=_("服务单 %s") % order.number,
        source=visit_of(order),
        starts_at=order.starts_at,
        ends_at=order.ends_at,
    )


def call_off(actor: Actor, order: Order, reason: str) -> None:
    """Cancel the session, if there is one; raises Conflict where somebody has checked in already."""
    session = current_session(order) if order.starts_at else None
    if session is not None:
        cancel_session(actor=Actor.system(actor.district), session=session, reason=reason.strip() or _("服务单取消"))


def end_session(actor: Actor, order: Order) -> None:
    """Close the session of a visit that was reported done, so that the hours of its members wait for confirmation."""
    session = current_session(order)
    if session is not None and session.state == ServiceSession.State.OPEN:
        close_session(actor=Actor.system(actor.district), session=session)
