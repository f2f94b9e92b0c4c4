"""What pages for everybody have in common."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from kepu.organizations.actors import Actor
from kepu.organizations.errors import NotFound
from kepu.organizations.models import Area


def district_of(code: str) -> Area:
    """The district of a public page; raises NotFound for a code that nobody has."""
    district = Area.objects.filter(code=code, level=Area.Level.DISTRICT).first()
    if district is None:
        raise NotFound()
    return district


def resident_of(code: str) -> Actor:
    """Who acts on a public page, signed in or not."""
    return Actor.resident(district_of(code))


def address_of(request: HttpRequest) -> str:
    """The network address of who asks, behind the proxies that are trusted."""
    from allauth.account.adapter import get_adapter

    return str(get_adapter().get_client_ip(request) or "")


def public_address(request: HttpRequest, path: str) -> str:
    """An address as people outside reach it."""
    return settings.KEPU_BASE_URL.rstrip("/") + path if settings.KEPU_BASE_URL else request.build_absolute_uri(path)
