"""Who may do what with orders, as the table of `order_states` says it."""

from __future__ import annotations

from typing import Any

import rules

from kepu.organizations.access import allowed
from kepu.organizations.actors import RESIDENT, SYSTEM, Actor, is_role
from kepu.organizations.file_access import register_checker
from kepu.organizations.models import Role
from kepu.organizations.rules import has_role, is_member, is_office, sees_district

from . import order_states
from .models import Order
from .queries.teams import leads_one_of

UNIT_ROLES = (Role.UNIT_REPORTER, Role.UNIT_HEAD)


def covers(actor: Actor, order: Order | None) -> bool:
    """The order is in the area of the actor's community or street."""
    if actor.unit is None or actor.unit.area_id is None:
        return False
    return order is None or (actor.unit.area is not None and order.area.code.startswith(actor.unit.area.code))


def is_of_unit(actor: Actor, order: Order | None) -> bool:
    """The order was given to the actor's unit, or waits for any unit."""
    if actor.unit is None:
        return False
    return order is None or order.unit_id == actor.unit.pk or (order.unit_id is None and order.state == Order.State.DISPATCHED)


def leads_team_of(actor: Actor, order: Order | None) -> bool:
    """The actor leads the order's team, or, while it has none, a team of the unit that claimed it."""
    if actor.membership is None:
        return False
    return order is None or leads_one_of(actor, team=order.team_id, unit=order.unit_id)


def stands_as(actor: Actor, who: str, order: Order | None) -> bool:
    """Whether the actor is to the order what the table calls `who`; without an order, whether his role can be that at all."""
    if who == order_states.RESIDENT:
        return actor.role == RESIDENT
    if who == order_states.TIMER:
        return actor.role == SYSTEM
    if who == order_states.OFFICE:
        return is_role(actor, Role.OFFICE)
    if who == order_states.COMMUNITY:
        return actor.role == Role.COMMUNITY and covers(actor, order)
    if who == order_states.DEPARTMENT:
        return actor.role in UNIT_ROLES and is_of_unit(actor, order)
    return actor.role == Role.TEAM_LEADER and leads_team_of(actor, order)


def may(verb: str) -> rules.Predicate:
    """Somebody whom the table allows the verb in some state; the state itself is checked by the service."""
    allowed_ones = {who for row in order_states.rows(verb) for who in row.who}

    @rules.predicate(name=f"may_{verb}")
    def check(actor: Actor, order: Order | None = None) -> bool:
        return any(stands_as(actor, who, order) for who in allowed_ones)

    return check


def open_verbs(actor: Actor, order: Order) -> list[str]:
    """What the actor can do with the order as it stands now."""
    rows = [row for row in order_states.TRANSITIONS if row.applies(order)]
    found = {row.verb for row in rows if any(stands_as(actor, who, order) for who in row.who if who != order_states.TIMER)}
    return [verb for verb in order_states.VERBS if verb in found]


@rules.predicate
def has_part(actor: Actor, order: Order | None = None) -> bool:
    """The order is the business of the actor's community, unit or team."""
    parts = (order_states.COMMUNITY, order_states.DEPARTMENT, order_states.TEAM)
    return any(stands_as(actor, who, order) for who in parts)


@rules.predicate
def owns_offer(actor: Actor, offer: Any = None) -> bool:
    """The offer is the actor's unit's, or that of a team that he leads."""
    if offer is None or actor.unit is None:
        return actor.unit is not None
    if actor.role == Role.TEAM_LEADER:
        return offer.team_id is not None and leads_one_of(actor, team=offer.team_id, unit=offer.unit_id)
    return bool(offer.unit_id == actor.unit.pk)


@rules.predicate
def is_resident(actor: Actor) -> bool:
    """Somebody without an account, on a public page."""
    return actor.role == RESIDENT


is_community, in_unit, is_team_leader = has_role(Role.COMMUNITY), has_role(*UNIT_ROLES), has_role(Role.TEAM_LEADER)
for _verb in order_states.VERBS:
    if _verb != "order":
        rules.add_perm(f"orders.{_verb}_order", may(_verb))
rules.add_perm("orders.order_order", is_resident)
rules.add_perm("orders.order_by_phone", is_office | is_community)
rules.add_perm("orders.follow_order", is_resident)
rules.add_perm("orders.view_order", sees_district | has_part)
rules.add_perm("orders.view_orders", sees_district | is_community | in_unit | is_team_leader)
rules.add_perm("orders.move_order", is_office | is_community | in_unit | is_team_leader)
rules.add_perm("orders.reveal_contact", is_office | has_part)
rules.add_perm("orders.view_desk", is_office | is_community)
rules.add_perm("orders.change_priority", is_office | (is_community & has_part))
rules.add_perm("orders.view_week", sees_district | in_unit | is_team_leader)
rules.add_perm("orders.plan_week", is_office)
rules.add_perm("orders.moderate", is_office)
rules.add_perm("orders.view_ratings", sees_district | in_unit | is_team_leader | is_community)
rules.add_perm("orders.view_offers", is_member)
rules.add_perm("orders.change_offer", is_office | ((in_unit | is_team_leader) & owns_offer))
rules.add_perm("orders.change_settings", is_office)


def _may_see_file(actor: Actor, owner_id: str) -> bool:
    order = Order.objects.filter(pk=owner_id, district=actor.district).select_related("area").first()
    return order is not None and allowed(actor, "orders.view_order", order)


register_checker("orders.order", _may_see_file)
