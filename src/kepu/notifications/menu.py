"""The bell in the header and the entries of notices."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kepu.organizations.access import allowed
from kepu.ui import slots
from kepu.ui.menu import MenuItem, Section, register

from . import queries


def _unread(request: HttpRequest) -> int:
    """Counted once per request, because the bell asks for it more than once."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return 0
    if not hasattr(request, "_unread_notices"):
        request._unread_notices = queries.unread_count(actor)  # type: ignore[attr-defined]
    return int(request._unread_notices)  # type: ignore[attr-defined]


def _url(request: HttpRequest) -> str:
    return reverse("notifications:list") if getattr(request, "actor", None) else ""


slots.register_value("notice_count", _unread)
slots.register_value("notice_url", _url)
register(MenuItem(_("通知"), "notifications:list", section=Section.WORKBENCH, icon="bell", order=80))
register(
    MenuItem(
        _("通知渠道"),
        "notifications:channels",
        section=Section.ADMIN,
        icon="send",
        order=60,
        visible=lambda request: allowed(getattr(request, "actor", None), "notifications.change_robots"),
    )
)
register(
    MenuItem(
        _("短信"),
        "notifications:texts",
        section=Section.ADMIN,
        icon="send",
        order=61,
        visible=lambda request: allowed(getattr(request, "actor", None), "notifications.read_texts"),
    )
)
