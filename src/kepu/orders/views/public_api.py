"""Ordering for other programs (an official account, a mini-program) that speak for a resident: JSON, no account, the same checks and code."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST
from pydantic import BaseModel, Field, ValidationError

from kepu.notifications.services import send_code, verify_code
from kepu.orders import services
from kepu.orders.models import ServiceOffer
from kepu.orders.queries.menu import menu, topics
from kepu.orders.tokens import token_of
from kepu.organizations.access import public_page
from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidInput, KepuError
from kepu.organizations.models import Area
from kepu.organizations.rest.problems import message_of
from kepu.organizations.views.public import address_of, district_of, resident_of

View = Callable[..., HttpResponseBase]
Aware = Annotated[datetime, Field(description="with an offset from UTC")]


class Phone(BaseModel):
    """To whom a code goes."""

    phone: str = Field(max_length=20)


class Window(BaseModel):
    """A time that suits."""

    starts_at: Aware
    ends_at: Aware


class NewOrder(BaseModel):
    """What is ordered; `key` makes a repetition harmless."""

    area: str = Field(max_length=12, description="code of the community")
    place: str = Field(max_length=200)
    windows: list[Window] = Field(max_length=8)
    people_expected: int = Field(ge=-(10**6), le=10**6)
    audience: str = Field(max_length=20)
    contact_name: str = Field(max_length=60)
    phone: str = Field(max_length=20)
    code: str = Field(max_length=6)
    key: str = Field(min_length=8, max_length=60)
    offer: int | None = None
    topic: str = Field("", max_length=60)
    wish: str = Field("", max_length=500)
    language: str = Field("", max_length=10)
    latitude: float | None = None
    longitude: float | None = None


def answered(view: View) -> View:
    """Errors as problem documents (RFC 9457). Nothing here rests on a cookie, so that no site can act for a visitor."""

    @csrf_exempt
    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except KepuError as error:
            problem = {"type": "about:blank", "status": error.status, "code": error.code, "detail": error.message, "fields": error.fields}
            answer = JsonResponse(problem, status=error.status, content_type="application/problem+json", json_dumps_params={"ensure_ascii": False})
            if error.retry_after:
                answer["Retry-After"] = str(error.retry_after)
            return answer

    return wrapper


def _read(request: HttpRequest, model: type[BaseModel]) -> Any:
    try:
        return model.model_validate(json.loads(request.body))
    except ValidationError as error:
        raise InvalidInput(fields={".".join(map(str, one["loc"])): message_of(one) for one in error.errors()}) from error
    except (ValueError, RecursionError) as error:
        raise InvalidInput("不是有效的 JSON") from error


@require_GET
@public_page
def offers(request: HttpRequest, code: str) -> HttpResponse:
    """The menu, the topics and the communities of a district."""
    district = district_of(code)
    items = [
        {"id": offer.pk, "title": offer.title, "topic": offer.topic.code, "unit": offer.unit.name, "minutes": offer.minutes,
         "audiences": offer.audiences, "group_min": offer.group_min, "group_max": offer.group_max, "needs": offer.needs}
        for offer in menu(district)
    ]  # fmt: skip
    places = Area.objects.filter(district=district).values("code", "name", "level")
    known = [{"code": skill.code, "name": skill.name, "field": skill.field.name} for skill in topics(district)]
    return JsonResponse({"offers": items, "topics": known, "areas": list(places)}, json_dumps_params={"ensure_ascii": False})


@answered
@require_POST
@public_page
def ask_code(request: HttpRequest, code: str) -> HttpResponse:
    """Send a code to a telephone."""
    data = _read(request, Phone)
    send_code(actor=resident_of(code), phone=data.phone, purpose=services.PURPOSE, address=address_of(request))
    return JsonResponse({}, status=202)


@answered
@require_POST
@public_page
def place(request: HttpRequest, code: str) -> HttpResponse:
    """Place the order; the answer holds the link by which it is followed."""
    data, actor = _read(request, NewOrder), resident_of(code)
    wish = _wish(actor, data)
    proof = verify_code(actor=actor, phone=data.phone, purpose=services.PURPOSE, code=data.code)
    order = services.place_order(actor=actor, wish=wish, proof=proof, idempotency_key=data.key)
    return JsonResponse({"number": order.number, "state": order.state, "link": f"/orders/my/{token_of(order)}/"}, status=201)


def _wish(actor: Actor, data: NewOrder) -> services.Wish:
    area = Area.objects.filter(district=actor.district, code=data.area).first()
    offer = ServiceOffer.objects.select_related("topic", "unit").filter(district=actor.district, is_published=True, pk=data.offer or 0).first()
    topic = topics(actor.district).filter(code=data.topic).first()
    errors = {
        name: "没有这一项"
        for name, given, found in (("area", data.area, area), ("offer", data.offer, offer), ("topic", data.topic, topic))
        if (given or name == "area") and found is None
    }
    if any(window.starts_at.tzinfo is None or window.ends_at.tzinfo is None for window in data.windows):
        errors["windows"] = "请写明时区，如 2026-11-24T09:00:00+08:00"
    if errors or area is None:
        raise InvalidInput(fields=errors)
    return services.Wish(
        area=area, place=data.place, windows=[(one.starts_at, one.ends_at) for one in data.windows], people_expected=data.people_expected,
        audience=data.audience, contact_name=data.contact_name, contact_phone=data.phone, offer=offer, topic=topic, wish=data.wish,
        language=data.language, latitude=data.latitude, longitude=data.longitude,
    )  # fmt: skip
