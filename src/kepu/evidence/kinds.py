"""The register of what can be evidence; each room adds its kinds in a module `evidence_kinds`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from kepu.organizations.errors import InvalidInput

Text = str | Promise


class Need(StrEnum):
    """Whether records of a kind carry a dimension."""

    NONE = "none"
    OPTIONAL = "optional"
    REQUIRED = "required"


@dataclass(frozen=True)
class Kind:
    """A kind of evidence.

    `quantity` counts `unit_label`; `value` is a measured level (such as a percentage) with an optional interval. `whole` kinds take whole
    quantities only. A kind that is not `by_hand` comes only from the object of a room.
    """

    code: str
    name: Text
    unit_label: Text
    audience: Need = Need.OPTIONAL
    persons: Need = Need.NONE
    value: Need = Need.NONE
    whole: bool = True
    by_hand: bool = True

    def __str__(self) -> str:
        return str(self.name)


_KINDS: dict[str, Kind] = {}


def register_kind(new: Kind) -> Kind:
    """Enter a kind; raises ValueError when another kind holds the code."""
    if _KINDS.setdefault(new.code, new) != new:
        raise ValueError(f"evidence kind {new.code} is registered twice")
    return new


def kind(code: str) -> Kind:
    """The kind of a code; raises InvalidInput for a code that no room registered."""
    try:
        return _KINDS[code]
    except KeyError as error:
        raise InvalidInput(fields={"kind": _("没有登记佐证种类“%s”") % code}) from error


def kinds() -> list[Kind]:
    """All kinds in the order in which they were registered."""
    return list(_KINDS.values())
