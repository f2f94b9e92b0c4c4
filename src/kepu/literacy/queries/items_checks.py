"""Automatic checks of a text against itself and against its bank."""

from __future__ import annotations

from functools import lru_cache

from django.db.models import Count, F, Max, Q, QuerySet, Sum

from kepu.literacy.item_checks import Comparison, Finding, own_findings
from kepu.literacy.models import Item, ItemEnemy, ItemVersion


def findings_of(text: ItemVersion) -> list[Finding[int]]:
    """Everything to look at before a review; a pair that is known as enemies is no news. The same queries however large the bank."""
    enemies = set(ItemEnemy.objects.filter(Q(first=text.item_id) | Q(second=text.item_id)).values_list("first", "second"))
    against = comparison(text.item.district_id).against(text, text.item_id)
    return own_findings(text) + [
        finding
        for finding in against
        if finding.other is not None and (min(text.item_id, finding.other), max(text.item_id, finding.other)) not in enemies
    ]


def comparison(district_id: int) -> Comparison[int]:
    """The usable and coming texts of a district, compared; built once for as long as none comes, goes or changes."""
    state = _texts(district_id).aggregate(count=Count("pk"), newest=Max("created_at"), moves=Sum("item__version"))
    return _comparison(district_id, *state.values())


@lru_cache(maxsize=8)
def _comparison(district_id: int, *_state: object) -> Comparison[int]:
    rows = _texts(district_id).select_related("item").only("kind", "stem", "options", "answer", "item__code")
    return Comparison((text.item_id, text.item.code, text) for text in rows)


def _texts(district_id: int) -> QuerySet[ItemVersion]:
    """What is in use, and what is under review and not in use yet."""
    in_use = Q(item__state=Item.State.APPROVED, pk=F("item__current"))
    coming = Q(item__state=Item.State.IN_REVIEW, frozen_at=None, submitted_at__isnull=False)
    return ItemVersion.objects.filter(in_use | coming, item__district=district_id).order_by("item__code")
