"""Who may do what with evidence.

The office, leaders and auditors see all records; a unit sees its own, and everybody sees the district's totals.
What another room records from its own objects was permitted there; by hand, a unit records and corrects for itself, the office for all.
"""

from __future__ import annotations

from typing import Any

import rules

from kepu.organizations.access import allowed
from kepu.organizations.actors import Actor
from kepu.organizations.file_access import register_checker
from kepu.organizations.models import Role
from kepu.organizations.rules import has_role, is_member, is_office, sees_district

from .models import EvidenceRecord


@rules.predicate
def concerns_own_unit(actor: Actor, obj: Any = None) -> bool:
    """The record (or what is about to be recorded) is of the actor's unit; true where no record is named yet."""
    return obj is None or (actor.unit is not None and obj.unit_id == actor.unit.pk)


is_unit_staff = has_role(Role.UNIT_REPORTER, Role.UNIT_HEAD)

rules.add_perm("evidence.view_evidence", is_member & (sees_district | concerns_own_unit))
rules.add_perm("evidence.view_all_units", sees_district)
rules.add_perm("evidence.view_indicators", is_member)
rules.add_perm("evidence.record_from_source", is_member)
rules.add_perm("evidence.record_by_hand", is_office | (is_unit_staff & concerns_own_unit))
rules.add_perm("evidence.correct_evidence", is_office | (is_unit_staff & concerns_own_unit))
rules.add_perm("evidence.verify_chain", is_office | has_role(Role.AUDITOR, Role.OPERATOR))


def may_see_record_files(actor: Actor, record_id: str) -> bool:
    """Whoever may see a record may fetch its files."""
    record = EvidenceRecord.objects.filter(pk=record_id, district=actor.district).first()
    return record is not None and allowed(actor, "evidence.view_evidence", record)


register_checker("evidence.evidencerecord", may_see_record_files)
