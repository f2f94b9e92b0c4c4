"""Who may fetch a file: the room that owns its object says so.

register_checker("evidence.evidencerecord", may_see_record)      # in the room's rules.py
"""

from __future__ import annotations

from collections.abc import Callable

from .actors import Actor
from .models import Attachment

Checker = Callable[[Actor, str], bool]
_checkers: dict[str, Checker] = {}


def register_checker(owner_type: str, may_see: Checker) -> None:
    """Let a room decide about the files of its objects: `may_see(actor, owner_id)`; `owner_type` as in `plans.plan`."""
    _checkers[owner_type.lower()] = may_see


def may_see(actor: Actor, attachment: Attachment) -> bool:
    """Whoever uploaded it, and whoever may see the object that it belongs to; nobody of another district."""
    if attachment.district_id != actor.district.pk:
        return False
    if actor.user is not None and attachment.uploaded_by_id == actor.user.pk:
        return True
    checker = _checkers.get(attachment.owner_type)
    return checker is not None and checker(actor, attachment.owner_id)
