"""Entries of governance."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kepu.organizations.access import allowed
from kepu.ui.menu import MenuItem, Section, register

from .queries.other_duties import inbox_count


def _may(perm: str) -> Callable[[HttpRequest], bool]:
    return lambda request: allowed(getattr(request, "actor", None), perm)


def _has_duties(request: HttpRequest) -> bool:
    return _may("governance.move_report")(request)


def _waiting(request: HttpRequest) -> int:
    actor = getattr(request, "actor", None)
    return inbox_count(actor) if actor else 0


register(MenuItem(_("待办"), "governance:inbox", section=Section.WORKBENCH, icon="inbox", order=20, visible=_has_duties, count=_waiting))
register(MenuItem(_("进展报告"), "governance:reports", section=Section.REPORTING, icon="report", order=10, visible=_may("governance.view_report")))
register(MenuItem(_("批量验收"), "governance:accept", section=Section.REPORTING, icon="check", order=20, visible=_may("governance.accept_reports")))
register(MenuItem(_("填报总览"), "governance:overview", section=Section.REPORTING, icon="grid", order=30, visible=_may("governance.view_overview")))
register(MenuItem(_("督办清单"), "governance:overdue", section=Section.REPORTING, icon="alert", order=40, visible=_may("governance.view_report")))
register(MenuItem(_("填报期"), "governance:periods", section=Section.REPORTING, icon="calendar", order=50, visible=_may("governance.change_periods")))
register(MenuItem(_("催报规则"), "governance:follow_up", section=Section.ADMIN, icon="clock", order=50, visible=_may("governance.change_periods")))
register(MenuItem(_("实施阶段"), "governance:phases", section=Section.PLANNING, icon="flag", order=30, visible=_may("governance.view_phases")))
register(
    MenuItem(_("听取汇报"), "governance:briefings", section=Section.REPORTING, icon="people", order=60, visible=_may("governance.view_briefing"))
)
register(
    MenuItem(_("总结评估"), "governance:evaluations", section=Section.PLANNING, icon="scale", order=40, visible=_may("governance.view_evaluation"))
)
