"""Reads of the item bank that other parts of the room build on."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F, Q, QuerySet, TextField
from django.db.models.functions import Cast

from kepu.literacy.models import Audience, Item, ItemEnemy, ItemVersion
from kepu.organizations.models import Area


def approved_versions(district: Area, *, secure: bool | None = None, audience: str | None = None) -> QuerySet[ItemVersion]:
    """The current version of every usable item, with its item, by code.

    `secure` keeps those for surveys (True) or those for the self-test (False); `audience` keeps those meant for a group, or for everybody.
    """
    found = ItemVersion.objects.filter(item__district=district, item__state=Item.State.APPROVED, pk=F("item__current")).select_related("item")
    if secure is not None:
        found = found.filter(item__is_secure=secure)
    if audience:
        found = meant_for(found, audience)
    return found.order_by("item__code")


def meant_for(versions: QuerySet[ItemVersion], audience: str) -> QuerySet[ItemVersion]:
    """Those for one group or for everybody."""
    # The list is compared as text, because SQLite knows no containment of JSON.
    told = versions.annotate(audiences_text=Cast("audiences", TextField()))
    return told.filter(Q(audiences_text__contains=f'"{audience}"') | Q(audiences_text__contains=f'"{Audience.ALL}"'))


def enemies_of(item_ids: Iterable[int]) -> set[tuple[int, int]]:
    """Pairs (lower id, higher id) among these items that must not stand in one booklet."""
    ids = list(item_ids)
    return set(ItemEnemy.objects.filter(first__in=ids, second__in=ids).values_list("first_id", "second_id"))
