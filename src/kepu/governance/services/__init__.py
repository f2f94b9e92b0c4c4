"""Writes of governance, a module per subject."""

from .progress import (
    accept_reports,
    advance_report,
    approve_report,
    return_report,
    save_report,
    submit_report,
    withdraw_report,
)
from .progress_drafts import keep_draft
from .progress_followup import FollowUp, follow_up, follow_up_rules, set_follow_up
from .progress_periods import change_due_date, open_period, sync_reports

__all__ = [
    "FollowUp",
    "accept_reports",
    "advance_report",
    "approve_report",
    "change_due_date",
    "follow_up",
    "follow_up_rules",
    "keep_draft",
    "open_period",
    "return_report",
    "save_report",
    "set_follow_up",
    "submit_report",
    "sync_reports",
    "withdraw_report",
]
