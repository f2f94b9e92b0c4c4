"""Writes of volunteers, a module per subject."""

from .applications import APPLY, SIGN_IN, apply_as_volunteer, sign_in_by_phone
from .certificates import issue_certificate, revoke_certificate
from .experts import answer_invitation, invite_expert, set_expert, withdraw_invitation
from .honours import set_service_rules
from .hours import confirm_hours, correct_hours
from .links import import_calendar, link_by_secret, make_calendar_link, note_calendar_use, revoke_calendar_links
from .memberships import add_to_team, apply_to_team, decide_membership, end_membership, set_duty, transfer_member
from .moves import move_volunteer
from .papers import add_qualification, check_qualification, remove_qualification
from .people import add_volunteer, update_volunteer
from .presence import check_in, check_out, register_departure, register_presence
from .privacy import erase_volunteer, export_person, reveal
from .reminders import forget_childhood, remind_of_hours, remind_of_papers, remind_volunteers
from .sessions import cancel_session, close_session, open_session, session_of, update_session
from .signups import assign_volunteers, cancel_signup, sign_up
from .skills import load_usual_skills, save_skill, save_skill_field
from .staff import add_staff, update_staff
from .teams import create_team, set_team_leaders, update_team
from .times import add_dated_time, remove_dated_time, set_weekly_times

__all__ = [
    "APPLY",
    "SIGN_IN",
    "add_dated_time",
    "add_qualification",
    "add_staff",
    "add_to_team",
    "add_volunteer",
    "answer_invitation",
    "apply_as_volunteer",
    "apply_to_team",
    "assign_volunteers",
    "cancel_session",
    "cancel_signup",
    "check_in",
    "check_out",
    "check_qualification",
    "close_session",
    "confirm_hours",
    "correct_hours",
    "create_team",
    "decide_membership",
    "end_membership",
    "erase_volunteer",
    "export_person",
    "forget_childhood",
    "import_calendar",
    "invite_expert",
    "issue_certificate",
    "link_by_secret",
    "load_usual_skills",
    "make_calendar_link",
    "move_volunteer",
    "note_calendar_use",
    "open_session",
    "register_departure",
    "register_presence",
    "remind_of_hours",
    "remind_of_papers",
    "remind_volunteers",
    "remove_dated_time",
    "remove_qualification",
    "reveal",
    "revoke_calendar_links",
    "revoke_certificate",
    "save_skill",
    "save_skill_field",
    "session_of",
    "set_duty",
    "set_expert",
    "set_service_rules",
    "set_team_leaders",
    "set_weekly_times",
    "sign_in_by_phone",
    "sign_up",
    "transfer_member",
    "update_session",
    "update_staff",
    "update_team",
    "update_volunteer",
    "withdraw_invitation",
]
