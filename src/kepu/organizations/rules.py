"""Who may do what with areas, units, people and the audit log; and the predicates that other rooms build on."""

from __future__ import annotations

from typing import Any

import rules

from .actors import SYSTEM, Actor
from .models import Role


def has_role(*roles: Role) -> rules.Predicate:
    """The actor wears one of these hats; a scheduled job wears the office's."""

    @rules.predicate(name=f"has_role({', '.join(roles)})")
    def check(actor: Actor) -> bool:
        return actor.role in roles or (actor.role == SYSTEM and Role.OFFICE in roles)

    return check


@rules.predicate
def is_own_unit(actor: Actor, obj: Any = None) -> bool:
    """The object is, or belongs to, the actor's unit."""
    unit_id = getattr(obj, "unit_id", None) or getattr(obj, "owner_id", None) or getattr(obj, "pk", None)
    return actor.unit is not None and actor.unit.pk == unit_id


is_office = has_role(Role.OFFICE)
is_operator = has_role(Role.OPERATOR)
is_member = has_role(*Role)
sees_district = has_role(Role.OFFICE, Role.LEADER, Role.AUDITOR)

rules.add_perm("organizations.view_home", is_member)
rules.add_perm("organizations.switch_identity", is_member)
rules.add_perm("organizations.view_units", is_member)
rules.add_perm("organizations.change_units", is_office | is_operator)
rules.add_perm("organizations.view_people", is_office | is_operator)
rules.add_perm("organizations.change_people", is_office | is_operator)
rules.add_perm("organizations.view_audit", is_office | has_role(Role.AUDITOR))
