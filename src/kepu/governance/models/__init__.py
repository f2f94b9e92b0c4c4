"""State of governance, a module per subject."""

from .briefing import Briefing, BriefingDecision, BriefingPack
from .evaluation import Evaluation, Grade, MeasureEvaluation
from .phase import PhaseCheck
from .progress import OWED, FollowUpRules, ProgressReport, ReportDraft, ReportEscalation, ReportEvent, ReportEvidence, ReportingPeriod

__all__ = [
    "OWED",
    "Briefing",
    "BriefingDecision",
    "BriefingPack",
    "Evaluation",
    "FollowUpRules",
    "Grade",
    "MeasureEvaluation",
    "PhaseCheck",
    "ProgressReport",
    "ReportDraft",
    "ReportEscalation",
    "ReportEvent",
    "ReportEvidence",
    "ReportingPeriod",
]
