"""Services of the menu that fit a subject."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kepu.organizations.models import Area
from kepu.organizations.suggestions import Suggestion, register_finder

from .queries.menu import menu, suggest
from .queries.settings import settings_of


@register_finder
def services(district: Area, words: Sequence[str]) -> list[Suggestion]:
    """Published services of the topics that the words mean, where the district takes orders."""
    if not words or not settings_of(district).accepts_orders:
        return []
    topics = {match.item.pk: match.score for match in suggest(district, " ".join(words))}
    if not topics:
        return []
    kind = _("可以预约的科普服务")
    return [
        Suggestion(kind, offer.title, reverse("orders:offer", args=[district.code, offer.pk]), topics[offer.topic_id])
        for offer in menu(district)
        if offer.topic_id in topics
    ]
