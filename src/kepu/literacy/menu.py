"""Entries of literacy monitoring, in the section 素质监测."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kepu.organizations.access import allowed
from kepu.ui.menu import MenuItem, Section, register

from .queries.items_pages import waiting_reviews


def _may(perm: str) -> Callable[[HttpRequest], bool]:
    return lambda request: allowed(getattr(request, "actor", None), perm)


def _reviews(request: HttpRequest) -> int:
    actor = getattr(request, "actor", None)
    return waiting_reviews(actor) if actor is not None else 0


register(MenuItem(_("题库"), "literacy:items", section=Section.LITERACY, icon="list", order=10, visible=_may("literacy.view_items"), count=_reviews))
