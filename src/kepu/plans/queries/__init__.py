"""Reads of plans."""

from .documents import MatrixRow, matrix, outline, plans, register_of
from .doubts import KIND_LABELS, Question, questions
from .succession import Check, possible_successors, readiness, unfinished
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
    "KIND_LABELS",
    "OVERDUE",
    "RUNNING",
    "Check",
    "MatrixRow",
    "Question",
    "WorkFilter",
    "actions_of",
    "current_year",
    "label_of",
    "matrix",
    "outline",
    "overdue_on",
    "plan_in_force",
    "plans",
    "possible_successors",
    "questions",
    "readiness",
    "register_of",
    "status_counts",
    "tasks_of",
    "timeline",
    "to_answer",
    "unfinished",
    "work_items",
    "years_of",
    "years_with_work",
]
