"""What pages of residents have in common."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from kepu.notifications.services import send_code
from kepu.organizations.actors import Actor
from kepu.organizations.errors import KepuError
from kepu.organizations.views.public import address_of


def ask_code(request: HttpRequest, actor: Actor, purpose: str) -> tuple[str, bool]:
    """Send a code to the number of the form: what to tell, and whether that is a refusal. It says nothing of whether the number is known."""
    try:
        send_code(actor=actor, phone=request.POST.get("contact_phone", ""), purpose=purpose, address=address_of(request))
    except KepuError as error:
        return "；".join(error.fields.values()) or error.message, True
    return _("验证码已发送，5分钟内有效。没有收到的，请一分钟后再试。"), False
