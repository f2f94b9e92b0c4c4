"""Reads of volunteers, a module per subject."""

from .dispatch import Busy, TeamForDispatch, base_of, teams_for_dispatch
from .teams import managed_teams, skill_fields, skills, teams

__all__ = [
    "Busy",
    "TeamForDispatch",
    "base_of",
    "managed_teams",
    "skill_fields",
    "skills",
    "teams",
    "teams_for_dispatch",
]
