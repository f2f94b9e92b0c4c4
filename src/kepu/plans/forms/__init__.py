"""What people type in about plans."""

from .documents import DoubtForm, ImportForm
from .work import ReasonForm, WorkFilterForm, WorkItemForm

__all__ = ["DoubtForm", "ImportForm", "ReasonForm", "WorkFilterForm", "WorkItemForm"]
