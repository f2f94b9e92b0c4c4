"""The public service menu and the open boards."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kepu.evidence.models import Audience
from kepu.orders.models import ServiceOffer
from kepu.orders.queries.board import board, words_of
from kepu.orders.queries.menu import menu, suggest, topics
from kepu.orders.queries.settings import settings_of
from kepu.organizations.access import public_page
from kepu.organizations.errors import NotFound
from kepu.organizations.models import Area
from kepu.organizations.views.public import district_of

PAGE_SIZE = 12


@require_GET
@public_page
def districts(request: HttpRequest) -> HttpResponse:
    """Where services can be ordered."""
    return render(request, "orders/districts.html", {"districts": Area.objects.filter(level=Area.Level.DISTRICT).order_by("code")})


@require_GET
@public_page
def service_menu(request: HttpRequest, code: str) -> HttpResponse:
    """What can be ordered: browse, search, filter; and the way to say a wish in own words."""
    district = district_of(code)
    search, field, audience = (request.GET.get(name, "").strip()[:50] for name in ("q", "field", "audience"))
    fields = {skill.field.code: skill.field.name for skill in topics(district)}
    offers = Paginator(menu(district, search=search, field=field, audience=audience), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "district": district, "page_obj": offers, "fields": fields.items(), "audiences": Audience.choices, "q": search, "field": field,
        "audience": audience, "open": settings_of(district).accepts_orders, "filtered": bool(search or field or audience),
    }  # fmt: skip
    return render(request, "orders/menu.html", context)


@require_GET
@public_page
def offer(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """One service: what it is, for whom, what it needs."""
    district = district_of(code)
    offers = ServiceOffer.objects.filter(district=district, is_published=True).select_related("unit", "team", "topic__field")
    found = offers.prefetch_related("areas").filter(pk=pk).first()
    if found is None:
        raise NotFound(_("这项服务已下架。"))
    context = {"district": district, "offer": found, "open": settings_of(district).accepts_orders}
    return render(request, "orders/offer.html", context)


@require_GET
@public_page
def suggestions(request: HttpRequest, code: str) -> HttpResponse:
    """Topics that a wish may mean, as part of the page."""
    district, wish = district_of(code), request.GET.get("wish", "").strip()[:500]
    found = suggest(district, wish) if len(wish) > 3 else []
    return render(request, "orders/_suggestions.html", {"suggestions": found, "chosen": request.GET.get("topic", "")})


@require_GET
@public_page
def open_board(request: HttpRequest, code: str) -> HttpResponse:
    """How each street is served."""
    return _board(request, district_of(code), None)


@require_GET
@public_page
def open_board_of(request: HttpRequest, code: str, area: str) -> HttpResponse:
    """How each community of a street is served, or one community."""
    district = district_of(code)
    place = Area.objects.filter(district=district, code=area).select_related("parent").first()
    if place is None:
        raise NotFound()
    return _board(request, district, place)


def _board(request: HttpRequest, district: Area, place: Area | None) -> HttpResponse:
    if not settings_of(district).is_open:
        raise NotFound(_("本区没有公开社区服务情况。"))
    if place is not None and place.level == Area.Level.COMMUNITY:
        lines = [line for line in board(district, place.parent) if line.area.pk == place.pk]
    else:
        lines = board(district, place)
    context = {"district": district, "place": place, "lines": lines, "words": words_of(place) if place else []}
    return render(request, "orders/board.html", context)
