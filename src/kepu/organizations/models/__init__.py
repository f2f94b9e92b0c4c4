"""Areas, units, people, memberships, attachments, jobs and the audit log."""

from .files import Attachment
from .jobs import Job
from .registry import Area, AuditEntry, IdempotencyKey, Membership, Role, Unit, UnitAlias, UnitGroup, User
from .tokens import ApiRequest, ApiToken

__all__ = [
    "ApiRequest",
    "ApiToken",
    "Area",
    "Attachment",
    "AuditEntry",
    "IdempotencyKey",
    "Job",
    "Membership",
    "Role",
    "Unit",
    "UnitAlias",
    "UnitGroup",
    "User",
]
