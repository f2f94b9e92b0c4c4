"""Writes of areas, units and people."""

from .attachments import attach, claim_attachments
from .bootstrap import create_district
from .jobs import retry_job, start_job
from .people import add_membership, create_user
from .registry import create_area, create_unit, set_aliases, set_group
from .tokens import create_token, revoke_token

__all__ = [
    "add_membership",
    "attach",
    "claim_attachments",
    "create_area",
    "create_district",
    "create_token",
    "create_unit",
    "create_user",
    "retry_job",
    "revoke_token",
    "set_aliases",
    "set_group",
    "start_job",
]
