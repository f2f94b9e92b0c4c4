"""The written table of who may do what, a module per room; `tests.test_access_table` walks it.

A module has `GET` and `POST`: route as Django writes it -> roles that get in; and `concrete(system)`: route -> an existing address for each
route with a parameter. A room with an `api.py` has `API`: method and path of each operation -> roles that may call it.
"""

from __future__ import annotations

ROLES = ("office", "reporter", "head", "leader", "auditor", "operator", "community", "team_leader", "assessor", "interviewer", "teacher")
ALL = frozenset(ROLES)
# Who works in the field and has no part in governance, and who only keeps the system running.
FIELD = frozenset({"community", "team_leader", "operator", "assessor", "interviewer", "teacher"})
PUBLIC = frozenset({"anonymous", *ROLES})
OFFICE = frozenset({"office"})
