"""The desk of the community: dispatch, return, merge, split, priority, dispatch again."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from kepu.orders.models import Order
from kepu.orders.models.orders import OPEN
from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput
from kepu.organizations.models import Unit
from kepu.organizations.services.base import audit, service
from kepu.volunteers.models import Skill

from .checks import PEOPLE_LIMIT, Errors, Span, check_windows
from .moves import Version, check_not_moved, full, locked, move, step_of
from .placing import add_windows, issue_link, record_birth

COPIED = (
    "district", "area", "place", "latitude", "longitude", "contact_name", "contact_phone", "contact_digest", "offer", "topic", "wish",
    "audience", "language", "minutes", "due_at", "priority", "created_by",
)  # fmt: skip


@service
def dispatch_order(
    *, actor: Actor, order: Order, version: Version, topic: Skill | None = None, unit: Unit | None = None, priority: int | None = None
) -> Order:
    """Send the order on: to a department, or to whichever claims it first. A wish in free words needs its topic by now."""
    order = locked(actor, order, "dispatch")
    row = step_of(actor, order, "dispatch", version)
    if row is None:
        return order
    topic = topic or order.topic
    if topic is None or topic.district_id != order.district_id:
        raise InvalidInput(fields={"topic": _("请选定服务主题")})
    if unit is not None and (unit.district_id != order.district_id or not unit.is_active):
        raise InvalidInput(fields={"unit": _("请选择本区的部门")})
    changes = {"topic": topic, "unit": unit, "team": None, "priority": _priority(order, priority)}
    return move(actor, order, row, changes=changes, unit=unit.name if unit else "", topic=topic.name)


@service
def return_order(*, actor: Actor, order: Order, version: Version, reason: str) -> Order:
    """Give the order back to who placed it, with a reason; it ends here."""
    order = locked(actor, order, "return")
    row = step_of(actor, order, "return", version)
    return move(actor, order, row, reason) if row else order


@service
def merge_orders(*, actor: Actor, order: Order, version: Version, into: Order) -> Order:
    """Let another order of the neighbourhood stand for this one too: same topic, still open; the people add up."""
    first, second = sorted((order.pk, into.pk))  # always locked in this order, so that two merges never wait for each other
    pair = {pk: access.fetch(actor, full(), "orders.view_order", lock=True, pk=pk) for pk in (first, second)}
    order, into = locked(actor, pair[order.pk], "merge"), pair[into.pk]
    row = step_of(actor, order, "merge", version)
    if row is None:
        return order
    people = order.people_expected + into.people_expected
    if order.pk == into.pk or into.state not in OPEN or into.area_id != order.area_id:
        raise InvalidInput(fields={"into": _("请选择同一社区、还没有服务的另一个服务单")})
    if order.topic_id and into.topic_id and order.topic_id != into.topic_id:
        raise InvalidInput(fields={"into": _("两个服务单的主题不同，不能合并")})
    if people > PEOPLE_LIMIT or (into.offer and people > into.offer.group_max):
        raise InvalidInput(fields={"into": _("合并后共 %d 人，超过一次服务的人数") % people})
    into.people_expected, into.version = people, into.version + 1
    into.save(update_fields=["people_expected", "version"])
    into.events.create(
        user=actor.user, unit=actor.unit, role=actor.role, verb="merge", from_state=into.state, to_state=into.state,
        version=into.version, details={"merged": order.number},
    )  # fmt: skip
    return move(actor, order, row, changes={"merged_into": into}, into=into.number)


@service
def split_order(*, actor: Actor, order: Order, version: Version, people: Sequence[int]) -> list[Order]:
    """Make several orders of one that is too large; each has its own number of people, and the person follows all by the old link."""
    order = locked(actor, order, "split")
    row = step_of(actor, order, "split", version)
    if row is None:
        return list(order.parts.all())
    if not 2 <= len(people) <= 10 or min(people) < 1 or sum(people) != order.people_expected:
        raise InvalidInput(fields={"people": _("请拆成2至10份，各份人数相加应为 %d") % order.people_expected})
    windows = [(window.starts_at, window.ends_at) for window in order.windows.all()]
    parts = []
    for number in people:
        values: dict[str, Any] = {name: getattr(order, name) for name in COPIED}
        part = Order.objects.create(**values, people_expected=number, source=Order.Source.PART, part_of=order)
        add_windows(part, windows)
        issue_link(part)
        record_birth(actor, part, part_of=order.number)
        parts.append(part)
    move(actor, order, row, parts=[part.number for part in parts])
    return parts


@service
def set_priority(*, actor: Actor, order: Order, version: int, priority: int) -> Order:
    """Say how urgent the order is."""
    order = access.fetch(actor, full(), "orders.change_priority", lock=True, pk=order.pk)
    check_not_moved(order, version)
    if order.state not in OPEN:
        raise Conflict(_("服务单现在是“%s”，不能再改优先级。") % order.get_state_display())
    order.priority = _priority(order, priority)
    order.save(update_fields=["priority"])
    audit(actor, "orders.set_priority", order, order.number, priority=order.priority)
    return order


@service
def redispatch_order(*, actor: Actor, order: Order, version: Version, windows: Sequence[Span] = ()) -> Order:
    """Bring an order that came to nothing back to the desk, with new times where the old ones are past."""
    order = locked(actor, order, "redispatch")
    row = step_of(actor, order, "redispatch", version)
    if row is None:
        return order
    new_times(order, windows)
    return move(actor, order, row, changes=cleared())


def new_times(order: Order, windows: Sequence[Span]) -> None:
    """Replace the times that suit; without new ones the old must still lie ahead."""
    chosen = list(windows) or [(window.starts_at, window.ends_at) for window in order.windows.all()]
    errors: Errors = {}
    check_windows(chosen, order.minutes, errors)
    if errors:
        raise InvalidInput(fields=errors)
    order.windows.all().delete()
    add_windows(order, chosen)
    order.due_at = max(end for _begin, end in chosen)
    order.token_expires_at = max(order.token_expires_at or order.due_at, order.due_at + datetime.timedelta(days=30))


def cleared() -> dict[str, Any]:
    """An order to which nobody is bound any more."""
    return dict.fromkeys(("unit", "team", "starts_at", "ends_at", "people_reached", "served_at", "served_minutes", "work_item")) | {"report": ""}


def _priority(order: Order, priority: int | None) -> int:
    if priority is None:
        return order.priority
    if priority not in Order.Priority.values:
        raise InvalidInput(fields={"priority": _("请选择优先级")})
    return priority
