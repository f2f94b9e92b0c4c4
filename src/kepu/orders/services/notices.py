"""Who is told of a step, and in which words."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from kepu.notifications.services import Audience, notify, send_text
from kepu.orders.models import Order, OrderEvent
from kepu.orders.order_states import COMMUNITY, DEPARTMENT, OFFICE, RESIDENT, TEAM, VERBS, Transition
from kepu.orders.queries.teams import leaders_of, units_with_topic
from kepu.orders.tokens import token_of
from kepu.organizations.actors import Actor
from kepu.organizations.models import Role, Unit, User
from kepu.ui.formats import cn_datetime
from kepu.volunteers.models import Team

People = list[User | Audience]


def people(actor: Actor, order: Order, who: str, unit: Unit | None = None, team: Team | None = None) -> People:
    """Whom the table calls `who`, seen from an order; `unit` and `team` are those of before, where the step took them away."""
    unit, team = order.unit or unit, order.team or team
    if who == OFFICE:
        return [Audience.office()]
    if who == COMMUNITY:
        near = Unit.objects.filter(area__in=[order.area_id, order.area.parent_id], is_active=True)
        return [Audience((Role.COMMUNITY,), unit_id=pk) for pk in near.values_list("pk", flat=True)]
    if who == DEPARTMENT:
        return [Audience((Role.UNIT_REPORTER, Role.UNIT_HEAD), unit_id=pk) for pk in ([unit.pk] if unit else units_with_topic(actor, order.topic_id))]
    if who == TEAM:
        return list(leaders_of(actor, team=team, unit=unit, topic=order.topic_id))
    return []


def tell(actor: Actor, order: Order, row: Transition, event: OrderEvent, *, unit: Unit | None, team: Team | None) -> None:
    """Notices and text messages of one step."""
    recipients = [one for who in row.tells for one in people(actor, order, who, unit, team)]
    if recipients:
        body = f"{order.area} · {order.get_state_display()}"
        if order.starts_at and order.state in Order.VISIT_KNOWN:
            body += f" · {cn_datetime(order.starts_at)}"
        if event.reason:
            body += "\n" + _("理由：%s") % event.reason
        title = _("%(verb)s：%(title)s（%(number)s）") % {"verb": VERBS[row.verb], "title": order.title, "number": order.number}
        notify(actor=actor, recipients=recipients, kind=f"order_{row.verb}", title=title, body=body, url=reverse("orders:order", args=[order.pk]))
    if RESIDENT in row.tells:
        for own in (order, *order.merged.all()):  # whoever was merged into it waits for the same visit
            _text(actor, order, own)


def _text(actor: Actor, order: Order, own: Order) -> None:
    """Tell the person of `own` how `order` stands, under the number and link that he knows."""
    if not own.contact_phone:
        return
    if order.state == Order.State.SCHEDULED and order.starts_at is not None:
        values = {"number": own.number, "when": cn_datetime(order.starts_at), "team": order.team.name if order.team else ""}
        send_text(actor=actor, phone=own.contact_phone, template="visit", parameters=values)
        return
    values = {"number": own.number, "state": str(order.get_state_display()), "link": link_of(own)}
    send_text(actor=actor, phone=own.contact_phone, template="order", parameters=values)


def link_of(order: Order) -> str:
    """The address by which the person follows the order."""
    return f"{settings.KEPU_BASE_URL.rstrip('/')}{reverse('orders:follow', args=[token_of(order)])}"


def tell_new(actor: Actor, order: Order, recipients: People) -> None:
    """A new order: the community by notice, or the office where the community has nobody; the person by text message with the link."""
    title = _("新的服务单：%(title)s（%(number)s）") % {"title": order.title, "number": order.number}
    body = f"{order.area} · {order.get_audience_display()} · " + _("约 %d 人") % order.people_expected
    url = reverse("orders:order", args=[order.pk])
    told = notify(actor=actor, recipients=recipients, kind="order_order", title=title, body=body, url=url) if recipients else 0
    if not told:
        notify(actor=actor, recipients=[Audience.office()], kind="order_order", title=title, body=body, url=url)
    _text(actor, order, order)
