"""What pages of residents have in common."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from kepu.notifications.services import send_code
from kepu.organizations.actors import Actor
from kepu.organizations.errors import KepuError, NotFound
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

    return str(get_adapter().get_client_ip(request))


def ask_code(request: HttpRequest, actor: Actor, purpose: str) -> tuple[str, bool]:
    """Send a code to the number of the form: what to tell, and whether that is a refusal. It says nothing of whether the number is known."""
    try:
        send_code(actor=actor, phone=request.POST.get("contact_phone", ""), purpose=purpose, address=address_of(request))
    except KepuError as error:
        return "；".join(error.fields.values()) or error.message, True
    return _("验证码已发送，5分钟内有效。没有收到的，请一分钟后再试。"), False
