"""State of governance, a module per subject."""

from .progress import OWED, FollowUpRules, ProgressReport, ReportEscalation, ReportEvent, ReportingPeriod

__all__ = ["OWED", "FollowUpRules", "ProgressReport", "ReportEscalation", "ReportEvent", "ReportingPeriod"]
