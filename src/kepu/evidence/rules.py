"""Who may do what with evidence.

What another room records from its own objects was permitted there; by hand, a unit records and corrects for itself, the office for all.
"""

from __future__ import annotations

from typing import Any

import rules

from kepu.organizations.actors import Actor
from kepu.organizations.models import Role
from kepu.organizations.rules import has_role, is_member, is_office


@rules.predicate
def concerns_own_unit(actor: Actor, obj: Any = None) -> bool:
    """The record (or what is about to be recorded) is of the actor's unit; true where no record is named yet."""
    return obj is None or (actor.unit is not None and obj.unit_id == actor.unit.pk)


is_unit_staff = has_role(Role.UNIT_REPORTER, Role.UNIT_HEAD)

rules.add_perm("evidence.view_evidence", is_member)
rules.add_perm("evidence.record_from_source", is_member)
rules.add_perm("evidence.record_by_hand", is_office | (is_unit_staff & concerns_own_unit))
rules.add_perm("evidence.correct_evidence", is_office | (is_unit_staff & concerns_own_unit))
rules.add_perm("evidence.verify_chain", is_office | has_role(Role.AUDITOR, Role.OPERATOR))
