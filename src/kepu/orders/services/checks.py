"""What an order must satisfy before anything is stored."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.evidence.models import Audience
from kepu.orders.models import ServiceOffer
from kepu.orders.queries.menu import reaches
from kepu.orders.queries.settings import settings_of
from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidInput, Text
from kepu.organizations.geography import lies_in
from kepu.organizations.models import Area
from kepu.volunteers.models import Language

if TYPE_CHECKING:
    from .placing import Wish


Span = tuple[datetime.datetime, datetime.datetime]
Errors = dict[str, Text]
WINDOW_LIMIT = 8
DAYS_AHEAD = 120
PEOPLE_LIMIT = 500
USUAL_MINUTES = 60


def check_order(actor: Actor, wish: Wish) -> dict[str, Any]:
    """The columns of the order; raises InvalidInput with all fields that are wrong."""
    errors: Errors = {}
    offer, topic = wish.offer, wish.topic or (wish.offer.topic if wish.offer else None)
    text = wish.wish.replace("\0", "").strip()
    if offer is None and topic is None and len(text) < 4:
        errors["wish"] = _("请从菜单选择服务，或用一句话说明想要什么")
    if len(text) > 500:
        errors["wish"] = _("说明不超过500字")
    if topic is not None and topic.district_id != actor.district.pk:
        errors["topic"] = _("请选择本区的服务主题")
    if wish.audience not in Audience.values:
        errors["audience"] = _("请选择参加的人群")
    if wish.language and wish.language not in Language.values:
        errors["language"] = _("没有这种语言")
    minutes = wish.minutes if wish.minutes is not None else (offer.minutes if offer else USUAL_MINUTES)
    if not 15 <= minutes <= 480:
        errors["minutes"] = _("时长应在15分钟到8小时之间")
    check_place(actor.district, wish.area, wish.place, wish.latitude, wish.longitude, errors)
    if offer is not None and (offer.district_id != actor.district.pk or not offer.is_published):
        errors["offer"] = _("这项服务已下架，请另选一项")
    elif offer is not None:
        check_reach(offer, wish.area, errors)
    check_when(offer, wish.windows, max(minutes, 1), wish.people_expected, wish.audience, errors)
    if errors:
        raise InvalidInput(fields=errors)
    return {
        "area": wish.area,
        "place": wish.place.strip(),
        "latitude": wish.latitude,
        "longitude": wish.longitude,
        "offer": offer,
        "topic": topic,
        "wish": text,
        "audience": wish.audience,
        "people_expected": wish.people_expected,
        "language": wish.language,
        "minutes": minutes,
        "due_at": max(end for _begin, end in wish.windows),
    }


def _check_people(people: int, offer: ServiceOffer | None, errors: Errors) -> None:
    if people < 1:
        errors["people_expected"] = _("请填写预计人数")
    elif people > PEOPLE_LIMIT:
        errors["people_expected"] = _("一次服务最多 %d 人；更大的活动请联系社区举办") % PEOPLE_LIMIT
    elif offer and not offer.group_min <= people <= offer.group_max:
        errors["people_expected"] = _("这项服务适合 %(low)d 至 %(high)d 人") % {"low": offer.group_min, "high": offer.group_max}


def check_when(offer: ServiceOffer | None, windows: Sequence[Span], minutes: int, people: int, audience: str, errors: Errors) -> None:
    """When, for whom and how many, as far as the service on the menu allows."""
    _check_people(people, offer, errors)
    check_windows(windows, minutes, errors)
    if offer is None:
        return
    if offer.audiences and audience in Audience.values and audience not in offer.audiences:
        errors["audience"] = _("这项服务面向%s") % "、".join(offer.audience_names)
    if offer.months and windows and not any(timezone.localtime(begin).month in offer.months for begin, _end in windows):
        errors.setdefault("windows", _("这项服务只在%s月提供") % "、".join(str(month) for month in offer.months))


def check_reach(offer: ServiceOffer, area: Area, errors: Errors) -> None:
    """The service on the menu comes to this place."""
    if not reaches(offer, area):
        errors["area"] = _("这项服务不到这个社区，请另选一项")


def check_place(district: Area, area: Area, place: str, latitude: float | None, longitude: float | None, errors: Errors) -> None:
    """The place is in the district, and the pin with it."""
    if district.pk not in (area.district_id, area.pk) or area.level not in (Area.Level.STREET, Area.Level.COMMUNITY):
        errors["area"] = _("请选择本区的街道和社区")
    elif area.level == Area.Level.STREET and area.children.exists():
        errors["area"] = _("请选择社区")
    if not 2 <= len(place.strip()) <= 200:
        errors["place"] = _("请填写详细地址（不超过200字）")
    if (latitude is None) != (longitude is None):
        errors["latitude"] = _("地图上的位置不完整，请重新选择")
    elif latitude is not None and longitude is not None:
        on_earth = -90 <= latitude <= 90 and -180 <= longitude <= 180
        if not on_earth or lies_in(district, latitude, longitude, settings_of(district).reach_km) is False:
            errors["latitude"] = _("地图上的位置不在本区范围内")


def check_windows(windows: Sequence[Span], minutes: int, errors: Errors) -> None:
    """Times in the future, each long enough for the visit and within one day."""
    now, last = timezone.now(), timezone.now() + datetime.timedelta(days=DAYS_AHEAD)
    if not windows:
        errors.setdefault("windows", _("请至少选择一个合适的时间"))
    elif len(windows) > WINDOW_LIMIT:
        errors.setdefault("windows", _("最多选择 %d 个时间") % WINDOW_LIMIT)
    for begin, end in windows:
        if end <= begin:
            errors.setdefault("windows", _("结束时间要晚于开始时间"))
        elif begin <= now:
            errors.setdefault("windows", _("不能选择已经过去的时间"))
        elif begin > last:
            errors.setdefault("windows", _("请选择 %d 天以内的时间") % DAYS_AHEAD)
        elif timezone.localtime(begin).date() != timezone.localtime(end).date():
            errors.setdefault("windows", _("每个时间段应在同一天内"))
        elif end - begin < datetime.timedelta(minutes=minutes):
            errors.setdefault("windows", _("时间段要不短于服务时长（%d分钟）") % minutes)
