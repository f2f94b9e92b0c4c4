"""System checks: a menu entry that leads nowhere is found by `manage check`, not by a person who clicks."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.urls import NoReverseMatch

from . import icons, menu


@register(Tags.urls)
def check_menu(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Every entry of the menu has an address and an icon that exist."""
    found: list[CheckMessage] = []
    for item in menu.items():
        try:
            item.url()
        except NoReverseMatch:
            found.append(
                Error(
                    f"Menu entry {item.label!s} names the unknown URL {item.url_name!r}.",
                    id="kepu.ui.E001",
                )
            )
        if item.icon not in icons.ICONS:
            found.append(
                Error(
                    f"Menu entry {item.label!s} names the unknown icon {item.icon!r}.",
                    id="kepu.ui.E002",
                )
            )
    return found
