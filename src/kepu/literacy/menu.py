"""Entries of literacy monitoring, in the section 素质监测."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kepu.organizations.access import allowed
from kepu.ui.menu import MenuItem, Section, register


def _may(perm: str) -> Callable[[HttpRequest], bool]:
    return lambda request: allowed(getattr(request, "actor", None), perm)


register(MenuItem(_("题库"), "literacy:items", section=Section.LITERACY, icon="list", order=10, visible=_may("literacy.view_items")))
