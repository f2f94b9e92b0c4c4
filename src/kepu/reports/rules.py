"""Who may see and make what."""

from __future__ import annotations

from typing import Any

import rules

from kepu.organizations.access import allowed
from kepu.organizations.actors import Actor
from kepu.organizations.file_access import register_checker
from kepu.organizations.models import Role
from kepu.organizations.rules import has_role, is_office, sees_district


@rules.predicate
def is_of_own_unit(actor: Actor, unit: Any = None) -> bool:
    """The unit is the actor's; true where no unit is named yet."""
    return actor.unit is not None and (unit is None or actor.unit.pk == unit.pk)


is_unit_staff = has_role(Role.UNIT_REPORTER, Role.UNIT_HEAD)

rules.add_perm("reports.view_overview", sees_district)
rules.add_perm("reports.view_unit", sees_district | (is_unit_staff & is_of_own_unit))
rules.add_perm("reports.view_leader", sees_district)
rules.add_perm("reports.view_wall", sees_district)
rules.add_perm("reports.view_reports", sees_district)
rules.add_perm("reports.make_report", is_office)
register_checker("reports.report", lambda actor, _owner_id: allowed(actor, "reports.view_reports"))
