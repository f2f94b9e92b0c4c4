"""Names of the actions of literacy monitoring in the audit log, a module per part."""

from . import bank, results, schools, surveys

__all__ = ["bank", "results", "schools", "surveys"]
