"""What the actions of the audit log are called; a room names its own in `audit_names.py`, which is imported at start-up.

register({"plans.issue_plan": _("发布规划")})      # in the room's audit_names.py
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise

_names: dict[str, str | Promise] = {}


def register(names: Mapping[str, str | Promise]) -> None:
    """Name actions of a room."""
    _names.update(names)


def name_of(action: str) -> str:
    """The name that people read; the action itself where its room gave none."""
    return str(_names.get(action, action))


def named(text: str) -> list[str]:
    """Actions whose name holds the text."""
    return [action for action, name in _names.items() if text and text in str(name)]
