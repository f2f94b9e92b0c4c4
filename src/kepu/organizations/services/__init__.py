"""Writes of areas, units and people."""

from .bootstrap import create_district
from .people import add_membership, create_user
from .registry import create_area, create_unit, set_aliases, set_group

__all__ = [
    "add_membership",
    "create_area",
    "create_district",
    "create_unit",
    "create_user",
    "set_aliases",
    "set_group",
]
