"""Entries of the dashboards and reports, and the page each role starts with."""

from collections.abc import Callable

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kepu.organizations import start
from kepu.organizations.access import allowed
from kepu.organizations.models import Role
from kepu.ui.menu import MenuItem, Section, everybody, register


def _may(perm: str) -> Callable[[HttpRequest], bool]:
    return lambda request: allowed(getattr(request, "actor", None), perm)


def _in_a_unit(request: HttpRequest) -> bool:
    actor = getattr(request, "actor", None)
    return actor is not None and actor.role in (Role.UNIT_REPORTER, Role.UNIT_HEAD)


start.register("reports:overview", Role.OFFICE, Role.AUDITOR)
start.register("reports:my_unit", Role.UNIT_REPORTER, Role.UNIT_HEAD)
start.register("reports:leader", Role.LEADER)
register(MenuItem(_("全区总览"), "reports:overview", Section.WORKBENCH, "chart", 20, visible=_may("reports.view_overview")))
register(MenuItem(_("本单位"), "reports:my_unit", Section.WORKBENCH, "building", 25, visible=_in_a_unit))
register(MenuItem(_("一页看全"), "reports:leader", Section.WORKBENCH, "eye", 30, visible=_may("reports.view_leader")))
register(MenuItem(_("大屏"), "reports:wall", Section.WORKBENCH, "screen", 90, visible=_may("reports.view_wall")))
register(MenuItem(_("报告"), "reports:reports", Section.REPORTS, "report", 10, visible=_may("reports.view_reports")))
register(MenuItem(_("公开进展"), "reports:public", Section.FOOTER, "share", visible=everybody))
