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
from .progress_periods import change_due_date, open_period, sync_reports

__all__ = [
    "accept_reports",
    "advance_report",
    "approve_report",
    "change_due_date",
    "open_period",
    "return_report",
    "save_report",
    "submit_report",
    "sync_reports",
    "withdraw_report",
]
