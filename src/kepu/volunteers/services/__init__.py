"""Writes of volunteers, a module per subject."""

from .honours import set_service_rules
from .hours import confirm_hours, correct_hours
from .memberships import add_to_team, apply_to_team, decide_membership, end_membership, set_duty, transfer_member
from .moves import move_volunteer
from .people import add_volunteer, update_volunteer
from .presence import check_in, check_out, register_departure, register_presence
from .sessions import cancel_session, close_session, open_session, session_of, update_session
from .skills import load_usual_skills, save_skill, save_skill_field
from .teams import create_team, set_team_leaders, update_team
from .times import add_dated_time, remove_dated_time, set_weekly_times

__all__ = [
    "add_dated_time",
    "add_to_team",
    "add_volunteer",
    "apply_to_team",
    "cancel_session",
    "check_in",
    "check_out",
    "close_session",
    "confirm_hours",
    "correct_hours",
    "create_team",
    "decide_membership",
    "end_membership",
    "load_usual_skills",
    "move_volunteer",
    "open_session",
    "register_departure",
    "register_presence",
    "remove_dated_time",
    "save_skill",
    "save_skill_field",
    "session_of",
    "set_duty",
    "set_service_rules",
    "set_team_leaders",
    "set_weekly_times",
    "transfer_member",
    "update_session",
    "update_team",
    "update_volunteer",
]
