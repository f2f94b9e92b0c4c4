"""Names of the actions of literacy monitoring in the audit log, a module per part."""

from . import results, surveys

__all__ = ["results", "surveys"]
