"""Reads of orders."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.orders.models import Order
from kepu.orders.tokens import token_digest
from kepu.organizations.access import allowed
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Gone, NotFound
from kepu.organizations.models import Role
from kepu.volunteers.queries import managed_teams

# Boundaries are long, and no list shows them.
HEAVY = ("area__boundary", "area__parent__boundary")
RELATED = ("area__parent", "offer", "topic", "unit", "team")


def visible_orders(actor: Actor) -> QuerySet[Order]:
    """What the actor may read: the district, his area, his unit with what waits for any unit, or what his teams serve or could accept."""
    found = Order.objects.filter(district=actor.district).select_related(*RELATED).defer(*HEAVY)
    if not allowed(actor, "orders.view_orders"):
        return found.none()
    if actor.role == Role.COMMUNITY:
        return found.filter(area__code__startswith=actor.unit.area.code) if actor.unit and actor.unit.area else found.none()
    if actor.role in (Role.UNIT_REPORTER, Role.UNIT_HEAD):
        return found.filter(Q(unit=actor.unit) | Q(unit=None, state=Order.State.DISPATCHED))
    if actor.role == Role.TEAM_LEADER:
        teams = managed_teams(actor)
        return found.filter(Q(team__in=teams) | Q(team=None, unit__in=teams.values("unit")))
    return found


def in_district(actor: Actor, pk: int) -> Order:
    """An order of the district, for a step that several compete for and whose service checks who may take it; raises NotFound."""
    found = Order.objects.filter(district=actor.district, pk=pk).first()
    if found is None:
        raise NotFound()
    return found


def following(token: str, *, lock: bool = False) -> Order:
    """The order that a link leads to; raises NotFound for a link that was never given out, Gone for one that has ended."""
    orders = Order.objects.select_related(*RELATED, "district", "merged_into__team", "merged_into__area").defer(*HEAVY)
    order = (orders.select_for_update(of=("self",)) if lock else orders).filter(token_digest=token_digest(token)).first()
    if order is None:
        raise NotFound(_("没有找到这个服务单，请检查链接是否完整。"))
    if order.token_expires_at is None or order.token_expires_at <= timezone.now():
        url = reverse("orders:find", args=[order.district.code])
        raise Gone(_("这个链接已过期。用点单时的手机号可以找回还没有办结的服务单；其他情况请联系所在社区。"), url=url, label=_("找回我的服务单"))
    return order
