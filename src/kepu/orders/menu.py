"""Entries of orders."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kepu.organizations.access import allowed
from kepu.ui.menu import MenuItem, Section, everybody, register

from .queries import desks


def _may(perm: str) -> Callable[[HttpRequest], bool]:
    return lambda request: allowed(getattr(request, "actor", None), perm)


def _waiting(request: HttpRequest) -> int:
    actor = getattr(request, "actor", None)
    return desks.waiting(actor).count() if actor else 0


register(MenuItem(_("服务单"), "orders:desk", section=Section.WORKBENCH, icon="inbox", order=30, visible=_may("orders.view_orders"), count=_waiting))
register(MenuItem(_("电话代点"), "orders:by_phone", section=Section.WORKBENCH, icon="edit", order=32, visible=_may("orders.order_by_phone")))
register(MenuItem(_("一周调度"), "orders:week", section=Section.WORKBENCH, icon="calendar", order=34, visible=_may("orders.view_week")))
register(MenuItem(_("排班方案"), "orders:plans", section=Section.WORKBENCH, icon="grid", order=36, visible=_may("orders.plan_week")))
register(MenuItem(_("服务菜单"), "orders:offers", section=Section.REPORTING, icon="list", order=80, visible=_may("orders.change_offer")))
register(MenuItem(_("服务评价"), "orders:ratings", section=Section.REPORTING, icon="star", order=82, visible=_may("orders.view_ratings")))
register(MenuItem(_("点单设置"), "orders:settings", section=Section.ADMIN, icon="settings", order=55, visible=_may("orders.change_settings")))
register(MenuItem(_("科普服务点单"), "orders:districts", section=Section.FOOTER, visible=everybody))
