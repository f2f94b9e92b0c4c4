"""Who may do what with plans."""

from __future__ import annotations

import rules

from kepu.organizations.rules import is_member, is_office

rules.add_perm("plans.view_plan", is_member)
rules.add_perm("plans.view_matrix", is_member)
rules.add_perm("plans.import_plan", is_office)
rules.add_perm("plans.settle_doubt", is_office)
rules.add_perm("plans.issue_plan", is_office)
rules.add_perm("plans.publish_plan", is_office)
