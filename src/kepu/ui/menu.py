"""Registry of the menu: rooms say what they offer, the shell decides where it stands.

A room writes a `menu.py` beside its `views.py`; it is imported once at start-up:

    from kepu.ui.menu import MenuItem, Section, register

    register(MenuItem(_("任务分工"), "plans:matrix", section=Section.PLANNING, icon="grid", order=20,
                      visible=lambda request: access.allowed(request.actor, "plans.view_matrix")))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

type_of_text = str | Promise


class Section(StrEnum):
    """Groups of the menu, in the order in which they are shown."""

    WORKBENCH = "workbench"
    PLANNING = "planning"
    REPORTING = "reporting"
    SERVICES = "services"
    LITERACY = "literacy"
    INDICATORS = "indicators"
    REPORTS = "reports"
    ADMIN = "admin"
    FOOTER = "footer"


SECTION_LABELS: dict[Section, type_of_text] = {
    Section.WORKBENCH: _("工作台"),
    Section.PLANNING: _("规划"),
    Section.REPORTING: _("填报"),
    Section.SERVICES: _("志愿服务"),
    Section.LITERACY: _("素质监测"),
    Section.INDICATORS: _("指标与佐证"),
    Section.REPORTS: _("报告"),
    Section.ADMIN: _("管理"),
    Section.FOOTER: _("链接"),
}


def signed_in(request: HttpRequest) -> bool:
    """Default visibility: somebody is signed in."""
    user = getattr(request, "user", None)
    return bool(user and user.is_authenticated)


def everybody(request: HttpRequest) -> bool:
    """Visible without sign-in, for public pages."""
    return True


def with_actor(request: HttpRequest) -> bool:
    """Visible to a person who acts in a district (has a membership)."""
    return getattr(request, "actor", None) is not None


@dataclass(frozen=True)
class MenuItem:
    """One entry. `visible` must be cheap: it runs for each page; it only hides, the view still checks the right."""

    label: type_of_text
    url_name: str
    section: Section = Section.WORKBENCH
    icon: str = "dot"
    order: int = 100
    visible: Callable[[HttpRequest], bool] = with_actor
    count: Callable[[HttpRequest], int] | None = None
    kwargs: dict[str, Any] = field(default_factory=dict, hash=False)

    def url(self) -> str:
        """Address of the entry; raises NoReverseMatch when the name is unknown (reported by `manage check`)."""
        return reverse(self.url_name, kwargs=self.kwargs or None)


@dataclass(frozen=True)
class Entry:
    """An entry as the template shows it."""

    label: type_of_text
    url: str
    icon: str
    count: int
    current: bool


@dataclass(frozen=True)
class Group:
    """A section with its visible entries."""

    key: Section
    label: type_of_text
    entries: tuple[Entry, ...]


_items: dict[tuple[str, str], MenuItem] = {}


def register(item: MenuItem) -> MenuItem:
    """Add an entry; the same section and address registered again replaces the first."""
    _items[(item.section, f"{item.url_name}|{sorted(item.kwargs.items())}")] = item
    return item


def items() -> tuple[MenuItem, ...]:
    """All registered entries, in the order of the menu."""
    order = list(Section)
    return tuple(
        sorted(
            _items.values(),
            key=lambda i: (order.index(i.section), i.order, str(i.url_name)),
        )
    )


def build(request: HttpRequest) -> tuple[Group, ...]:
    """The menu of this request: entries that the person may see, by section, the current one marked."""
    resolved = [(item, url) for item in items() if (url := _url_if_shown(item, request)) is not None]
    current = _current(
        request,
        [(item, url) for item, url in resolved if item.section != Section.FOOTER],
    )
    groups = []
    for section in Section:
        entries = tuple(
            Entry(
                item.label,
                url,
                item.icon,
                item.count(request) if item.count else 0,
                item is current,
            )
            for item, url in resolved
            if item.section == section
        )
        if entries:
            groups.append(Group(section, SECTION_LABELS[section], entries))
    return tuple(groups)


def _url_if_shown(item: MenuItem, request: HttpRequest) -> str | None:
    try:
        return item.url() if item.visible(request) else None
    except NoReverseMatch:
        return None


def _current(request: HttpRequest, resolved: list[tuple[MenuItem, str]]) -> MenuItem | None:
    """The entry whose view this is, else the one with the longest address that the path begins with."""
    match = getattr(request, "resolver_match", None)
    if match is not None:
        for item, _url in resolved:
            if item.url_name == match.view_name and item.kwargs == (match.kwargs if item.kwargs else {}):
                return item
    prefixes = [(len(url), item) for item, url in resolved if url.rstrip("/") and request.path.startswith(url)]
    return max(prefixes, key=lambda pair: pair[0])[1] if prefixes else None
