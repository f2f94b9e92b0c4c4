"""What the pages of the item bank share."""

from __future__ import annotations

from dataclasses import fields

from django.http import HttpRequest

from kepu.literacy.models import Item
from kepu.literacy.queries.items_pages import Asked
from kepu.organizations.access import fetch
from kepu.organizations.actors import Actor

PAGE_SIZE = 30


def fetch_item(actor: Actor, perm: str, pk: int) -> Item:
    """An item of the district, with what is in use."""
    return fetch(actor, Item.objects.select_related("current", "created_by"), perm, pk=pk)


def asked_in(request: HttpRequest) -> Asked:
    """How the address narrows the list."""
    return Asked(**{field.name: request.GET.get(field.name, "").strip()[:100] for field in fields(Asked)})
