"""What people type in about plans."""

from .documents import ImportForm
from .indicators import IndicatorForm, PlanForm
from .nodes import NodeForm
from .succession import NextPlanForm
from .work import ReasonForm, WorkFilterForm, WorkItemForm

__all__ = ["ImportForm", "IndicatorForm", "NextPlanForm", "NodeForm", "PlanForm", "ReasonForm", "WorkFilterForm", "WorkItemForm"]
