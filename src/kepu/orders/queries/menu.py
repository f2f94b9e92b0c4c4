"""The service menu, and the topics that a wish in free words may mean."""

from __future__ import annotations

from functools import lru_cache

from django.db.models import Avg, Count, Q, QuerySet
from django.utils import timezone

from kepu.engines.similarity import Index, Match
from kepu.orders.models import Order, ServiceOffer
from kepu.organizations.access import allowed
from kepu.organizations.actors import Actor
from kepu.organizations.models import Area, Role
from kepu.volunteers.models import Skill

# Words of every wish, which say nothing about its topic.
# fmt: off
COMMON = frozenset((
    "我们", "你们", "大家", "老师", "社区", "居民", "讲座", "讲讲", "讲解", "一下", "一些", "怎么", "如何", "什么", "希望", "想要", "想请",
    "安排", "服务", "活动", "知识", "学习", "关于", "可以", "老人", "小区",
))
# fmt: on


def menu(district: Area, *, search: str = "", field: str = "", audience: str = "", area: Area | None = None) -> list[ServiceOffer]:
    """What residents can order now, by topic; each with how often it was served and its stars. A fixed number of queries."""
    found = ServiceOffer.objects.filter(district=district, is_published=True).select_related("unit", "team", "topic__field")
    if field:
        found = found.filter(topic__field__code=field)
    if search:
        words = Q(title__icontains=search) | Q(description__icontains=search) | Q(topic__name__icontains=search)
        found = found.filter(words | Q(topic__keywords__icontains=search) | Q(unit__name__icontains=search))
    counted = found.prefetch_related("areas").annotate(
        served=Count("orders", filter=Q(orders__state__in=Order.SERVED), distinct=True), stars=Avg("orders__ratings__stars")
    )
    month = timezone.localdate().month
    return [
        offer
        for offer in counted
        if (not audience or not offer.audiences or audience in offer.audiences)
        and (not offer.months or month in offer.months or month % 12 + 1 in offer.months)
        and (area is None or reaches(offer, area))
    ]


def reaches(offer: ServiceOffer, area: Area) -> bool:
    """Whether the offer is for this place."""
    codes = [place.code for place in offer.areas.all()]
    return not codes or any(area.code.startswith(code) for code in codes)


def offers_of(actor: Actor) -> QuerySet[ServiceOffer]:
    """Offers that the actor may change, or all for who only reads; newest first."""
    found = ServiceOffer.objects.filter(district=actor.district).select_related("unit", "team", "topic").order_by("-id")
    if allowed(actor, "orders.change_offer") and actor.role != Role.OFFICE:
        return found.filter(team__leaders=actor.membership) if actor.role == Role.TEAM_LEADER else found.filter(unit=actor.unit)
    return found


def topics(district: Area) -> QuerySet[Skill]:
    """Topics that can be ordered."""
    return Skill.objects.filter(district=district, is_active=True, field__is_active=True).select_related("field")


def suggest(district: Area, wish: str) -> list[Match[Skill]]:
    """At most three topics that a wish may mean, the likeliest first; the person chooses."""
    known = {skill.pk: skill for skill in topics(district)}
    index = _index(tuple((skill.pk, f"{skill.name} {skill.name} {skill.keywords} {skill.field.name}") for skill in known.values()))
    return [Match(known[match.item], match.score, match.words) for match in index.best(wish) if match.item in known]


@lru_cache(maxsize=8)
def _index(words: tuple[tuple[int, str], ...]) -> Index[int]:
    """Built once for as long as the topics' words stay as they are."""
    return Index(words, COMMON)
