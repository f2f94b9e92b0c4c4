"""Who may do what with notices: everybody reads his own, the office and the operator keep the channels."""

from __future__ import annotations

from typing import Any

import rules

from kepu.organizations.actors import Actor
from kepu.organizations.rules import is_member, is_office, is_operator


@rules.predicate
def is_recipient(actor: Actor, notice: Any = None) -> bool:
    """The notice, if one is given, is addressed to the actor."""
    return actor.user is not None and (notice is None or notice.recipient_id == actor.user.pk)


rules.add_perm("notifications.read_notice", is_member & is_recipient)
rules.add_perm("notifications.choose_channels", is_member & is_recipient)
rules.add_perm("notifications.change_robots", is_office | is_operator)
rules.add_perm("notifications.read_texts", is_operator)
