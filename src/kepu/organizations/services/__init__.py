"""Writes of areas, units and people."""

from .attachments import attach, claim_attachments
from .bootstrap import create_district
from .boundaries import import_boundaries, set_boundary
from .invitations import invite, reset_password
from .jobs import retry_job, start_job
from .people import add_membership, create_user, end_membership, enter_person, update_person
from .registry import create_area, create_unit, set_aliases, set_group, update_unit
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
    "end_membership",
    "enter_person",
    "import_boundaries",
    "invite",
    "reset_password",
    "retry_job",
    "revoke_token",
    "set_aliases",
    "set_boundary",
    "set_group",
    "start_job",
    "update_person",
    "update_unit",
]
