"""What a careful clerk would ask about, each with its line and what the answer may be.

The checks read the finished outline and never change it. Each is linear in the document.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from ..model import Doubt
from .numbering import numbering_doubts
from .periods import count_doubts, period_doubts, unreadable_doubts
from .tables import table_doubts
from .units import unit_doubts

__all__ = ["count_doubts", "in_order", "numbering_doubts", "period_doubts", "table_doubts", "unit_doubts", "unreadable_doubts"]


def in_order(doubts: Iterable[Doubt]) -> tuple[Doubt, ...]:
    """Doubts by line; one of each kind and message on a line."""
    found: dict[int, dict[tuple[str, str], Doubt]] = defaultdict(dict)
    for doubt in doubts:
        found[doubt.line].setdefault((doubt.kind, doubt.message), doubt)
    return tuple(doubt for line in sorted(found) for doubt in found[line].values())
