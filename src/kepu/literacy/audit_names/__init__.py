"""Names of the actions of literacy monitoring in the audit log, a module per part."""

from . import bank as bank
