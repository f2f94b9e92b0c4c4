"""State of governance, a module per subject."""

from .progress import OWED, FollowUpRules, ProgressReport, ReportDraft, ReportEscalation, ReportEvent, ReportingPeriod

__all__ = ["OWED", "FollowUpRules", "ProgressReport", "ReportDraft", "ReportEscalation", "ReportEvent", "ReportingPeriod"]
