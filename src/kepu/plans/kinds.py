"""What evidence an indicator may count. The ledger stands on a higher floor and says it at start-up:

kinds.provide(lambda: [Choice("training_attendance", _("职业技能培训"), _("人次")), …], audiences=lambda: [("youth", _("青少年")), …])
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from django.utils.functional import Promise

Text = str | Promise


class Choice(NamedTuple):
    """A kind of evidence: its code, its name, and what its quantity counts."""

    code: str
    name: Text
    unit_label: Text


_kinds: Callable[[], Iterable[Choice]] = tuple
_audiences: Callable[[], Iterable[tuple[str, Text]]] = tuple


def provide(kinds: Callable[[], Iterable[Choice]], *, audiences: Callable[[], Iterable[tuple[str, Text]]]) -> None:
    """Say which kinds and which groups of people there are; asked anew each time, because rooms register theirs one by one."""
    global _kinds, _audiences
    _kinds, _audiences = kinds, audiences


def kinds() -> list[Choice]:
    """All kinds of evidence, as the ledger lists them."""
    return list(_kinds())


def audiences() -> list[tuple[str, Text]]:
    """All groups of people, as the ledger lists them."""
    return list(_audiences())
