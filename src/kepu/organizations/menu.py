"""Entries of the registry."""

from collections.abc import Callable

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kepu.ui import slots
from kepu.ui.menu import MenuItem, Section, everybody, register

from .access import allowed
from .models import Area


def _may(perm: str) -> Callable[[HttpRequest], bool]:
    return lambda request: allowed(getattr(request, "actor", None), perm)


def _is_demo(request: HttpRequest) -> bool:
    """Of the person's district, or, for somebody who is not signed in, of the district whose public page it is."""
    actor = getattr(request, "actor", None)
    if actor is not None:
        return bool(actor.district.is_demo)
    code = request.resolver_match.kwargs.get("code") if request.resolver_match else None
    return code is not None and Area.objects.filter(code=code, is_demo=True).exists()


register(MenuItem(_("首页"), "organizations:home", section=Section.WORKBENCH, icon="home", order=10))
register(
    MenuItem(
        _("区划"),
        "organizations:areas",
        section=Section.ADMIN,
        icon="map",
        order=5,
        visible=_may("organizations.change_units"),
    )
)
register(
    MenuItem(
        _("单位"),
        "organizations:units",
        section=Section.ADMIN,
        icon="building",
        order=10,
        visible=_may("organizations.view_units"),
    )
)
register(
    MenuItem(
        _("人员"),
        "organizations:people",
        section=Section.ADMIN,
        icon="people",
        order=20,
        visible=_may("organizations.view_people"),
    )
)
register(
    MenuItem(
        _("操作日志"),
        "organizations:audit",
        section=Section.ADMIN,
        icon="list",
        order=90,
        visible=_may("organizations.view_audit"),
    )
)
register(
    MenuItem(
        _("接口文档"),
        "organizations:api_docs",
        section=Section.ADMIN,
        icon="link",
        order=95,
        visible=_may("organizations.change_units"),
    )
)
register(MenuItem(_("后台任务"), "organizations:jobs", section=Section.WORKBENCH, icon="clock", order=90))
register(
    MenuItem(
        _("删除申请"),
        "organizations:erasures",
        section=Section.ADMIN,
        icon="trash",
        order=25,
        visible=_may("organizations.handle_erasure"),
    )
)
register(MenuItem(_("个人信息保护"), "organizations:privacy", section=Section.FOOTER, icon="shield", order=90, visible=everybody))
slots.register_value("demo", _is_demo)
slots.register_template("identity", "organizations/_identity.html")
