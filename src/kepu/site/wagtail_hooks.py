"""The editor's menu: a way back, and no links to other sites."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem


@hooks.register("register_admin_menu_item")
def way_back() -> MenuItem:
    """Back to the office's side."""
    return MenuItem(_("返回工作平台"), reverse("site_admin:manage"), icon_name="arrow-left", order=1)


@hooks.register("construct_main_menu")
def hide_help(request: HttpRequest, items: list[Any]) -> None:
    """Wagtail's help leads to foreign sites in English."""
    items[:] = [item for item in items if item.name != "help"]
