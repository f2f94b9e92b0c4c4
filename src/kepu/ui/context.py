"""Context processor: what the page shell shows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from . import menu, slots

ELDER_COOKIE = "kepu_elder"


class Shell:
    """Values of the shell, each computed when a template first asks for it."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self.elder = request.COOKIES.get(ELDER_COOKIE) == "1"

    @property
    def actor(self) -> Any:
        return getattr(self._request, "actor", None)

    @property
    def site_name(self) -> str:
        default = getattr(settings, "KEPU_SITE_NAME", "") or _("全民科学素质工作平台")
        return str(slots.value("site_name", self._request, default) or default)

    @property
    def district_name(self) -> str:
        own = getattr(getattr(self.actor, "district", None), "name", "")
        return str(slots.value("district_name", self._request, own) or own or "")

    @property
    def identity_name(self) -> str:
        user = getattr(self._request, "user", None)
        own = (user.get_full_name() or user.get_username()) if user and user.is_authenticated else ""
        return str(slots.value("identity_name", self._request, own) or own)

    @property
    def identity_role(self) -> str:
        """The hat the person wears now: unit and role."""
        membership = getattr(self.actor, "membership", None)
        role = getattr(membership, "get_role_display", None)
        parts = [
            getattr(getattr(self.actor, "unit", None), "name", ""),
            role() if role else "",
        ]
        own = " · ".join(str(part) for part in parts if part)
        return str(slots.value("identity_role", self._request, own) or own)

    @property
    def notice_count(self) -> int:
        return int(slots.value("notice_count", self._request, 0) or 0)

    @property
    def notice_url(self) -> str:
        return str(slots.value("notice_url", self._request, "") or "")

    @property
    def home_url(self) -> str:
        return str(slots.value("home_url", self._request, "/") or "/")

    @property
    def demo(self) -> bool:
        return bool(slots.value("demo", self._request, False))

    @property
    def identity_template(self) -> str | None:
        return slots.template("identity")

    @property
    def footer_template(self) -> str | None:
        return slots.template("footer")


def ui(request: HttpRequest) -> dict[str, Any]:
    """Adds `ui` (the shell), `ui_menu` (groups of entries) and `ui_footer` (entries of the footer)."""
    groups = SimpleLazyObject(lambda: menu.build(request))
    return {
        "ui": Shell(request),
        "ui_menu": SimpleLazyObject(lambda: [g for g in groups if g.key != menu.Section.FOOTER]),
        "ui_footer": SimpleLazyObject(lambda: [e for g in groups if g.key == menu.Section.FOOTER for e in g.entries]),
    }
