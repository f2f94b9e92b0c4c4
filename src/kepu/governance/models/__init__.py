"""State of governance, a module per subject."""

from .briefing import Briefing, BriefingDecision, BriefingPack
from .phase import PhaseCheck
from .progress import OWED, FollowUpRules, ProgressReport, ReportDraft, ReportEscalation, ReportEvent, ReportingPeriod

__all__ = [
    "OWED",
    "Briefing",
    "BriefingDecision",
    "BriefingPack",
    "FollowUpRules",
    "PhaseCheck",
    "ProgressReport",
    "ReportDraft",
    "ReportEscalation",
    "ReportEvent",
    "ReportingPeriod",
]
