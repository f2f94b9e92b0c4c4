"""Reads of volunteers, a module per subject."""

from .dispatch import Busy, TeamForDispatch, base_of, teams_for_dispatch
from .people import Hours, applicants_without_team, applications, experts, hours_of, in_hours, visible_people, with_stars
from .sessions import hours_in, open_to, own_sessions, sessions, waiting_hours
from .statistics import figures, staff_figures, visible_staff
from .teams import managed_teams, skill_fields, skills, teams
from .waiting import Waiting, waiting

__all__ = [
    "Busy",
    "Hours",
    "TeamForDispatch",
    "Waiting",
    "applicants_without_team",
    "applications",
    "base_of",
    "experts",
    "figures",
    "hours_in",
    "hours_of",
    "in_hours",
    "managed_teams",
    "open_to",
    "own_sessions",
    "sessions",
    "skill_fields",
    "skills",
    "staff_figures",
    "teams",
    "teams_for_dispatch",
    "visible_people",
    "visible_staff",
    "waiting",
    "waiting_hours",
    "with_stars",
]
