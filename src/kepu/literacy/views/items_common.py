"""What the pages of the item bank share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest

from kepu.literacy.models import Item
from kepu.organizations.access import fetch
from kepu.organizations.actors import Actor
from kepu.organizations.errors import KepuError, NotFound, PermissionDenied

PAGE_SIZE = 30


def acting(request: HttpRequest) -> Actor:
    """Who asks, on a page that `page` protects."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def fetch_item(actor: Actor, perm: str, pk: int) -> Item:
    """An item of the district, with what is in use."""
    return fetch(actor, Item.objects.select_related("current", "created_by"), perm, pk=pk)


def number(text: str | None) -> int:
    """A number that a page sent back; 0 for anything else."""
    return int(text) if text is not None and text.isascii() and text.isdecimal() and len(text) < 19 else 0


def try_service(request: HttpRequest, success: str, function: Callable[..., Any], **values: Any) -> bool:
    """Run a write and tell in a message how it went; whether it went well. A missing right or object is for the error pages."""
    try:
        function(**values)
    except (NotFound, PermissionDenied):
        raise
    except KepuError as error:
        messages.error(request, "；".join(error.fields.values()) or error.message)
        return False
    messages.success(request, success)
    return True
