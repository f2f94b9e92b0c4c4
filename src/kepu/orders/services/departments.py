"""The desk of a department: claim what it can serve, decline what it cannot, give back."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.orders.models import Order
from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidInput
from kepu.organizations.services.base import service
from kepu.plans.models import WorkItem
from kepu.volunteers.models import Team

from .moves import Version, contested, locked, move, step_of


@service
def claim_order(*, actor: Actor, order: Order, version: Version, team: Team | None = None, work_item: WorkItem | None = None) -> Order:
    """Take the order for the department; `team` names the team that shall serve, else the first that accepts does."""
    order = contested(actor, order, "claim", version)
    row = step_of(actor, order, "claim", version)
    if row is None:
        return order
    unit = actor.unit
    if unit is None:
        raise InvalidInput(_("领单要以部门的身份。"))
    if team is not None and (team.unit_id != unit.pk or not team.is_active):
        raise InvalidInput(fields={"team": _("请选择本部门的服务队")})
    if work_item is not None and (work_item.unit_id != unit.pk or work_item.year != timezone.localdate().year):
        raise InvalidInput(fields={"work_item": _("请选择本部门今年的任务")})
    changes = {"unit": unit, "team": team, "work_item": work_item}
    return move(actor, order, row, changes=changes, team=team.name if team else "")


@service
def decline_order(*, actor: Actor, order: Order, version: Version, reason: str) -> Order:
    """The department to which the order was sent cannot serve it; the community chooses again."""
    order = locked(actor, order, "decline")
    row = step_of(actor, order, "decline", version)
    if row is None:
        return order
    if order.unit_id is None:
        raise InvalidInput(_("这个服务单面向所有部门，不领即可，不需要退回。"))
    return move(actor, order, row, reason, changes={"unit": None})
