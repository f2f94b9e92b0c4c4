"""What people type in about plans."""

from .documents import ImportForm
from .indicators import IndicatorForm, PlanForm
from .nodes import NodeForm
from .succession import FollowPlanForm, NextPlanForm
from .work import ReasonForm, WorkFilterForm, WorkItemForm

__all__ = ["FollowPlanForm", "ImportForm", "IndicatorForm", "NextPlanForm", "NodeForm", "PlanForm", "ReasonForm", "WorkFilterForm", "WorkItemForm"]
