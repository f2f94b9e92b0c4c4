"""Names of the actions of literacy monitoring in the audit log, a module per part."""

from . import schools as schools
