"""Who may do what with plans."""

from __future__ import annotations

import rules

from kepu.organizations.actors import Actor
from kepu.organizations.models import Role
from kepu.organizations.rules import has_role, is_member, is_office

from .models import WorkItem


@rules.predicate
def owns_work_item(actor: Actor, item: WorkItem | None = None) -> bool:
    """The work item is the actor's unit's; without an item, whether the question makes sense at all."""
    return actor.unit is not None and (item is None or item.unit_id == actor.unit.pk)


answers_for_unit = has_role(Role.UNIT_HEAD, Role.UNIT_REPORTER) & owns_work_item

rules.add_perm("plans.view_plan", is_member)
rules.add_perm("plans.view_matrix", is_member)
rules.add_perm("plans.import_plan", is_office)
rules.add_perm("plans.settle_doubt", is_office)
rules.add_perm("plans.issue_plan", is_office)
rules.add_perm("plans.publish_plan", is_office)
rules.add_perm("plans.change_plan", is_office)
rules.add_perm("plans.close_plan", is_office)
rules.add_perm("plans.view_work_item", is_member)
rules.add_perm("plans.change_work_item", is_office)
# A unit without an account agrees by telephone; the office then enters it, and the audit log says so.
rules.add_perm("plans.answer_work_item", is_office | answers_for_unit)
