"""Reads of governance, a module per subject."""

from .inbox import Duty, duties, next_waiting, waiting
from .progress import (
    MatrixRow,
    Problem,
    cumulative,
    latest_accepted,
    light_of,
    live_reports,
    matrix,
    overdue,
    periods,
    problems,
    stalled,
    state_counts,
    totals,
    visible_reports,
    waiting_review,
)

__all__ = [
    "Duty",
    "MatrixRow",
    "Problem",
    "cumulative",
    "duties",
    "latest_accepted",
    "light_of",
    "live_reports",
    "matrix",
    "next_waiting",
    "overdue",
    "periods",
    "problems",
    "stalled",
    "state_counts",
    "totals",
    "visible_reports",
    "waiting",
    "waiting_review",
]
