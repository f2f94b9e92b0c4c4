"""Operations on the item bank; secure items are answered only to those who may see the bank."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Schema

from kepu.organizations.access import fetch
from kepu.organizations.rest import Cursor, Page, Room, actor_of, cursor_page, listed, may

from .models import Item, ItemVersion

room = Room(tags=["literacy items"])
State = Annotated[Item.State, listed(Item.State)]
Origin = Annotated[Item.Origin, listed(Item.Origin)]
Kind = Annotated[ItemVersion.Kind, listed(ItemVersion.Kind)]


class OptionOut(Schema):
    """An option of an item."""

    key: str
    text: str


class VersionOut(Schema):
    """A wording in use. `answer` is {"keys": […]} or {"value": …, "tolerance": …}."""

    number: int
    kind: Kind
    stem: str
    options: list[OptionOut]
    answer: dict[str, Any]
    explanation: str
    source: str
    domain: str
    field: str
    audiences: list[str]
    expected: float | None


class ItemOut(Schema):
    """An item with the wording that is in use, or none yet."""

    id: int
    code: str
    state: State
    origin: Origin
    is_secure: bool
    current: VersionOut | None
    version: int


@room.get("/literacy-items", auth=may("literacy.view_items"), response=Page[ItemOut])
def list_items(request: HttpRequest, query: Query[Cursor]) -> dict[str, Any]:
    """The item bank of the district."""
    return cursor_page(Item.objects.filter(district=actor_of(request).district).select_related("current"), query)


@room.get("/literacy-items/{int:pk}", auth=may("literacy.view_items"), response=ItemOut)
def read_item(request: HttpRequest, pk: int) -> Item:
    """An item."""
    return fetch(actor_of(request), Item.objects.select_related("current"), "literacy.view_items", pk=pk)
