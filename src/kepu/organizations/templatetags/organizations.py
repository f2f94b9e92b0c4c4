"""What templates ask about people."""

from __future__ import annotations

from typing import Any

from django import template

from kepu.organizations import action_names, fields
from kepu.organizations.models import Membership

register = template.Library()


@register.simple_tag(takes_context=True)
def hats(context: dict[str, Any]) -> list[Membership]:
    """The memberships between which the signed-in person may switch, as the middleware read them."""
    return getattr(context["request"], "hats", [])


@register.filter
def action_name(action: str) -> str:
    """What an action of the audit log is called."""
    return action_names.name_of(action)


@register.filter
def masked_phone(phone: str) -> str:
    """138****8000."""
    return fields.mask_phone(phone) if phone else ""
