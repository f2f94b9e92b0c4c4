"""Who may do what with areas, units, people and the audit log; and the predicates that other rooms build on."""

from __future__ import annotations

from typing import Any

import rules

from .actors import SYSTEM, Actor
from .file_access import may_see
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


@rules.predicate
def is_person(actor: Actor) -> bool:
    """Somebody who signed in, not a scheduled job."""
    return actor.membership is not None


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


@rules.predicate
def is_own_token(actor: Actor, token: Any = None) -> bool:
    """The token belongs to this person under this membership."""
    return token is None or (actor.membership is not None and token.membership_id == actor.membership.pk)


rules.add_perm("organizations.use_api", is_member)
rules.add_perm("organizations.read_api_docs", is_member)
rules.add_perm("organizations.use_tokens", is_person & is_member)
rules.add_perm("organizations.revoke_token", is_person & is_member & is_own_token)
rules.add_perm("organizations.attach", is_member)
rules.add_perm("organizations.start_job", is_member)


@rules.predicate
def is_own_job(actor: Actor, obj: Any = None) -> bool:
    """The job was asked for by this person; without an object whether there may be any."""
    return obj is None or (actor.user is not None and obj.owner_id == actor.user.pk)


rules.add_perm("organizations.view_job", is_member & is_own_job)


@rules.predicate
def may_fetch(actor: Actor, obj: Any = None) -> bool:
    """The room of the object to which the file belongs lets the actor see it; without an object whether there may be any."""
    return obj is None or may_see(actor, obj)


rules.add_perm("organizations.view_attachment", is_member & may_fetch)


@rules.predicate
def is_own_wish(actor: Actor, wish: Any = None) -> bool:
    """The person's own request for erasure."""
    return wish is None or (actor.user is not None and wish.user_id == actor.user.pk)


rules.add_perm("organizations.use_account", is_person & is_member)
rules.add_perm("organizations.withdraw_erasure", is_person & is_member & is_own_wish)
rules.add_perm("organizations.handle_erasure", is_office)
rules.add_perm("organizations.reveal_phone", is_office | is_operator)
