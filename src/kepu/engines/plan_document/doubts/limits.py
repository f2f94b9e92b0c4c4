"""What the checks have in common."""

from ..model import NodeKind

#: More suggestions than a person wants to read are left out.
MOST_SUGGESTIONS = 8

#: Kinds that somebody must answer for.
TASKS = (NodeKind.ACTION, NodeKind.KEY_PROJECT)
