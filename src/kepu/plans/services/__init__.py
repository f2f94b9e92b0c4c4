"""Writes of plans."""

from .importing import import_plan
from .publishing import set_plan_public
from .review import issue_plan, settle_doubt

__all__ = ["import_plan", "issue_plan", "set_plan_public", "settle_doubt"]
