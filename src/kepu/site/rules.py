"""Who may do what with the public site."""

from __future__ import annotations

import rules

from kepu.organizations.rules import is_office, is_operator

rules.add_perm("site.open_site", is_office | is_operator)
rules.add_perm("site.edit_site", is_office | is_operator)
