"""State of volunteers, a module per subject."""

from .calendar import CalendarLink, DatedTime, Weekday, WeeklyTime
from .hours import Certificate, CheckIn, HourEntry, ServiceRules, ServiceSession, Signup
from .people import Qualification, Volunteer, VolunteerEvent
from .skills import Language, QualificationKind, Skill, SkillField
from .staff import Invitation, Staff
from .teams import Team, TeamMembership

__all__ = [
    "CalendarLink",
    "Certificate",
    "CheckIn",
    "DatedTime",
    "HourEntry",
    "Invitation",
    "Language",
    "Qualification",
    "QualificationKind",
    "ServiceRules",
    "ServiceSession",
    "Signup",
    "Skill",
    "SkillField",
    "Staff",
    "Team",
    "TeamMembership",
    "Volunteer",
    "VolunteerEvent",
    "Weekday",
    "WeeklyTime",
]
