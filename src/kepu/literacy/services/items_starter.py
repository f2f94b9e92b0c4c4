"""The starter bank comes in."""

from __future__ import annotations

from typing import NamedTuple

from django.utils import timezone

from kepu.literacy import starter
from kepu.literacy.item_content import checked
from kepu.literacy.models import Item, ItemEnemy, ItemVersion
from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.services.base import audit, service


class Loaded(NamedTuple):
    """What came of it; `taken` are codes that the district's own items already have."""

    made: int
    present: int
    taken: list[str]


@service
def load_starter(*, actor: Actor) -> Loaded:
    """Put into the bank what is missing of the starter bank, usable at once and marked by its origin; loading again changes nothing.

    Nobody of the district has reviewed these items, and no review is invented: they have no `ItemReview`.
    """
    access.require(actor, "literacy.load_starter")
    known = dict(Item.objects.filter(district=actor.district).values_list("code", "origin"))
    missing = [item for item in starter.items() if item.code not in known]
    now = timezone.now()
    made = Item.objects.bulk_create(
        Item(district=actor.district, code=item.code, origin=Item.Origin.STARTER, is_secure=item.is_secure, created_by=actor.user) for item in missing
    )
    texts = ItemVersion.objects.bulk_create(
        ItemVersion(item=row, number=1, frozen_at=now, **checked(item.content).values()) for row, item in zip(made, missing, strict=True)
    )
    for row, text in zip(made, texts, strict=True):
        row.state, row.current = Item.State.APPROVED, text
    Item.objects.bulk_update(made, ["state", "current"], batch_size=200)
    new = {row.code for row in made}
    _keep_apart(actor, new)
    taken = [item.code for item in starter.items() if known.get(item.code, Item.Origin.STARTER) != Item.Origin.STARTER]
    if made:
        audit(actor, "literacy.load_starter", actor.district, f"{len(made)}", made=len(made), taken=taken)
    return Loaded(len(made), len(starter.items()) - len(made) - len(taken), taken)


def _keep_apart(actor: Actor, new: set[str]) -> None:
    """Enemies of the pairs that came in now; a pair that the district freed before stays free."""
    ids = dict(Item.objects.filter(district=actor.district, origin=Item.Origin.STARTER).values_list("code", "pk"))
    pairs = []
    for pair in starter.enemies():
        if new & {pair.first, pair.second} and pair.first in ids and pair.second in ids:
            first, second = sorted((ids[pair.first], ids[pair.second]))
            pairs.append(ItemEnemy(first_id=first, second_id=second, reason=pair.reason))
    ItemEnemy.objects.bulk_create(pairs, ignore_conflicts=True)
