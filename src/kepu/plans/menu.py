"""Entries of the plan."""

from collections.abc import Callable

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kepu.organizations.access import allowed
from kepu.ui.menu import MenuItem, Section, register

from . import queries


def _may(perm: str) -> Callable[[HttpRequest], bool]:
    return lambda request: allowed(getattr(request, "actor", None), perm)


def _waiting(request: HttpRequest) -> int:
    actor = getattr(request, "actor", None)
    return queries.to_answer(actor.unit).count() if actor is not None and actor.unit is not None else 0


register(
    MenuItem(
        _("我的任务"),
        "plans:my_tasks",
        section=Section.WORKBENCH,
        icon="check",
        order=20,
        visible=_may("plans.answer_work_item"),
        count=_waiting,
    )
)
register(MenuItem(_("年度工作计划"), "plans:work", section=Section.PLANNING, icon="calendar", order=20))
register(MenuItem(_("规划"), "plans:list", section=Section.PLANNING, icon="plan", order=10))
register(
    MenuItem(
        _("导入规划"),
        "plans:import",
        section=Section.PLANNING,
        icon="upload",
        order=90,
        visible=_may("plans.import_plan"),
    )
)
