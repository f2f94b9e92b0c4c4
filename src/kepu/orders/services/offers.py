"""The service menu."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from kepu.evidence.models import Audience
from kepu.orders.models import ServiceOffer
from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidInput, PermissionDenied, Text
from kepu.organizations.models import Area, Role, Unit
from kepu.organizations.services.base import audit, check_version, service
from kepu.volunteers.models import Skill, Team

TEXTS = {"title": 100, "description": 2000, "needs": 300}
CHANGEABLE = frozenset([*TEXTS, "audiences", "minutes", "group_min", "group_max", "months", "topic", "team", "is_published"])


@service
def create_offer(*, actor: Actor, unit: Unit, title: str, topic: Skill, areas: Iterable[Area] = (), **values: Any) -> ServiceOffer:
    """Put a service on the menu of a unit; it is seen once published. Takes the fields of `update_offer`; raises InvalidInput by field."""
    offer = ServiceOffer(district=actor.district, unit=unit, topic=topic)
    _set(actor, offer, {"title": title, **values})
    access.require(actor, "orders.change_offer", offer)
    if unit.district_id != actor.district.pk:
        raise PermissionDenied()
    offer.save()
    offer.areas.set(_own_areas(actor, areas))
    audit(actor, "orders.create_offer", offer, offer.title)
    return offer


@service
def update_offer(*, actor: Actor, offer: ServiceOffer, version: int, areas: Iterable[Area] | None = None, **changes: Any) -> ServiceOffer:
    """Change, publish or withdraw; orders that were placed keep what they said. Raises Conflict when somebody else changed it."""
    queryset = ServiceOffer.objects.select_related("unit", "topic")
    offer = access.fetch(actor, queryset, "orders.change_offer", lock=True, pk=offer.pk)
    check_version(offer, version)
    _set(actor, offer, changes)
    access.require(actor, "orders.change_offer", offer)
    offer.version += 1
    offer.save()
    if areas is not None:
        offer.areas.set(_own_areas(actor, areas))
    audit(actor, "orders.update_offer", offer, offer.title, fields=sorted(changes), published=offer.is_published)
    return offer


def _set(actor: Actor, offer: ServiceOffer, values: dict[str, Any]) -> None:
    errors: dict[str, Text] = {name: _("这一项不能修改") for name in values if name not in CHANGEABLE}
    for name, value in values.items():
        setattr(offer, name, value.replace("\0", "").strip() if isinstance(value, str) else value)
    for name, limit in TEXTS.items():
        if len(getattr(offer, name)) > limit:
            errors[name] = _("不超过%d字") % limit
    if not offer.title:
        errors["title"] = _("请填写服务名称")
    elif ServiceOffer.objects.filter(unit=offer.unit, title=offer.title).exclude(pk=offer.pk).exists():
        errors["title"] = _("本单位已有同名的服务")
    if offer.topic.district_id != actor.district.pk:
        errors["topic"] = _("请选择本区的服务主题")
    team: Team | None = offer.team
    if team is not None and team.unit_id != offer.unit.pk:
        errors["team"] = _("请选择本单位的服务队")
    if team is None and actor.role == Role.TEAM_LEADER:
        errors["team"] = _("请选择您带领的服务队")
    if any(code not in Audience.values for code in offer.audiences):
        errors["audiences"] = _("人群不在目录中")
    if any(month not in range(1, 13) for month in offer.months):
        errors["months"] = _("月份应为1至12")
    if not 15 <= offer.minutes <= 480:
        errors["minutes"] = _("时长应在15分钟到8小时之间")
    if not 1 <= offer.group_min <= offer.group_max <= 500:
        errors["group_max"] = _("人数应在1到500之间，最多不小于最少")
    if errors:
        raise InvalidInput(fields=errors)


def _own_areas(actor: Actor, areas: Iterable[Area]) -> list[Area]:
    found = list(areas)
    if any(area.district_id != actor.district.pk for area in found):
        raise InvalidInput(fields={"areas": _("请选择本区的街道或社区")})
    return found
