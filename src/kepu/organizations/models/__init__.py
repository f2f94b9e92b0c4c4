"""Areas, units, people, memberships, attachments, jobs and the audit log."""

from .files import Attachment
from .jobs import Job
from .personal import ErasureRequest, PrivacyConsent
from .registry import Area, AuditEntry, IdempotencyKey, Membership, Role, Unit, UnitAlias, UnitGroup, User
from .tokens import ApiRequest, ApiToken

__all__ = [
    "ApiRequest",
    "ApiToken",
    "Area",
    "Attachment",
    "AuditEntry",
    "ErasureRequest",
    "IdempotencyKey",
    "Job",
    "Membership",
    "PrivacyConsent",
    "Role",
    "Unit",
    "UnitAlias",
    "UnitGroup",
    "User",
]
