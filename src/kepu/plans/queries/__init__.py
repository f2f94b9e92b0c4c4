"""Reads of plans."""

from .documents import MatrixRow, matrix, outline, plans, register_of
from .work import (
    OVERDUE,
    RUNNING,
    WorkFilter,
    actions_of,
    current_year,
    label_of,
    overdue_on,
    plan_in_force,
    status_counts,
    tasks_of,
    timeline,
    to_answer,
    work_items,
    years_of,
    years_with_work,
)

__all__ = [
    "OVERDUE",
    "RUNNING",
    "MatrixRow",
    "WorkFilter",
    "actions_of",
    "current_year",
    "label_of",
    "matrix",
    "outline",
    "overdue_on",
    "plan_in_force",
    "plans",
    "register_of",
    "status_counts",
    "tasks_of",
    "timeline",
    "to_answer",
    "work_items",
    "years_of",
    "years_with_work",
]
