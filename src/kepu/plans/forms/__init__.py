"""What people type in about plans."""

from .documents import ImportForm
from .nodes import NodeForm
from .work import ReasonForm, WorkFilterForm, WorkItemForm

__all__ = ["ImportForm", "NodeForm", "ReasonForm", "WorkFilterForm", "WorkItemForm"]
