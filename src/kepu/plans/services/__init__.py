"""Writes of plans."""

from .importing import import_plan
from .review import issue_plan, settle_doubt

__all__ = ["import_plan", "issue_plan", "settle_doubt"]
