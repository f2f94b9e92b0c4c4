"""Entries of volunteers."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kepu.organizations.access import allowed
from kepu.ui.menu import MenuItem, Section, everybody, register

from . import queries


def _may(perm: str) -> Callable[[HttpRequest], bool]:
    return lambda request: allowed(getattr(request, "actor", None), perm)


def _waiting(request: HttpRequest) -> queries.Waiting:
    """Counted once for both entries of a page."""
    actor, found = getattr(request, "actor", None), getattr(request, "volunteers_waiting", None)
    if found is None:
        found = queries.waiting(actor) if actor else queries.Waiting()
        request.volunteers_waiting = found  # type: ignore[attr-defined]
    return found


def _applications(request: HttpRequest) -> int:
    return _waiting(request).applications


def _hours(request: HttpRequest) -> int:
    return _waiting(request).hours


def _entry(label: str | Promise, name: str, icon: str, order: int, perm: str, count: Callable[[HttpRequest], int] | None = None) -> None:
    register(MenuItem(label, f"volunteers:{name}", section=Section.SERVICES, icon=icon, order=order, visible=_may(perm), count=count))


_entry(_("服务队"), "teams", "people", 10, "volunteers.view_teams")
_entry(_("服务安排"), "sessions", "calendar", 20, "volunteers.view_sessions", _hours)
_entry(_("报名审核"), "applications", "inbox", 30, "volunteers.decide_member", _applications)
_entry(_("志愿者"), "people", "person", 40, "volunteers.list_people")
_entry(_("专家库"), "experts", "science", 50, "volunteers.view_experts")
_entry(_("科普人员"), "staff", "building", 60, "volunteers.view_staff")
_entry(_("志愿服务统计"), "statistics", "chart", 70, "volunteers.view_statistics")
_entry(_("服务主题"), "skills", "list", 80, "volunteers.change_skills")
register(MenuItem(_("加入科技志愿服务"), "volunteers:districts", section=Section.FOOTER, icon="people", order=50, visible=everybody))
register(MenuItem(_("志愿服务证明查验"), "volunteers:verify", section=Section.FOOTER, icon="shield", order=60, visible=everybody))
