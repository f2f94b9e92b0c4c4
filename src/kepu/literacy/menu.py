"""Entries of literacy monitoring, in the section 素质监测."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kepu.organizations.access import allowed
from kepu.ui.menu import MenuItem, Section, everybody, register

from .queries.items_pages import waiting_reviews


def _may(perm: str) -> Callable[[HttpRequest], bool]:
    return lambda request: allowed(getattr(request, "actor", None), perm)


def _reviews(request: HttpRequest) -> int:
    actor = getattr(request, "actor", None)
    return waiting_reviews(actor) if actor is not None else 0


def _entry(label: str | Promise, name: str, icon: str, order: int, perm: str, count: Callable[[HttpRequest], int] | None = None) -> None:
    register(MenuItem(label, f"literacy:{name}", section=Section.LITERACY, icon=icon, order=order, visible=_may(perm), count=count))


_entry(_("监测结果"), "results", "chart", 10, "literacy.view_results")
_entry(_("抽样调查"), "surveys", "grid", 20, "literacy.view_surveys")
_entry(_("入户调查"), "field", "people", 30, "literacy.interview")
_entry(_("平板入户"), "tablet", "screen", 31, "literacy.interview")
_entry(_("题库"), "items", "list", 40, "literacy.view_items", _reviews)
_entry(_("自测概况"), "selftest_overview", "chart", 60, "literacy.view_self_test")
_entry(_("学校测评"), "assessments", "building", 70, "literacy.view_assessments")
_entry(_("科学教育条件"), "conditions", "list", 75, "literacy.view_conditions")
register(MenuItem(_("测一测"), "literacy:selftest_districts", section=Section.FOOTER, icon="star", visible=everybody))
register(MenuItem(_("学生作答"), "literacy:pupil_enter", section=Section.FOOTER, icon="edit", visible=everybody))
register(MenuItem(_("科学素质监测结果"), "literacy:published", section=Section.FOOTER, icon="chart", order=70, visible=everybody))
