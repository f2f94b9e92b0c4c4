"""Published articles and notices that speak of a subject."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kepu.organizations.models import Area
from kepu.organizations.suggestions import Suggestion, register_finder

from .models import Article, DistrictHome, Notice

LOOKED_AT = 60


@register_finder
def readings(district: Area, words: Sequence[str]) -> list[Suggestion]:
    """Pages of the district's site in which the words stand; those with more of them, and in the title, fit better."""
    home = DistrictHome.objects.filter(district=district).live().first()
    if home is None or not words:
        return []
    condition = Q()
    for word in words:
        condition |= Q(title__icontains=word) | Q(body__icontains=word)
    found = []
    for model, kind in ((Article, _("文章")), (Notice, _("通知公告"))):
        for page in model.objects.descendant_of(home).live().filter(condition).order_by("-first_published_at")[:LOOKED_AT]:
            fit = sum(2.0 * (word in page.title) + (word in page.body) for word in words)
            found.append(Suggestion(kind, page.title, page.get_url(), fit))
    return [each for each in found if each.url]
