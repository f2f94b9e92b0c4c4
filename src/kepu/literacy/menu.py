"""Entries of literacy monitoring, in the section 素质监测."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kepu.organizations.access import allowed
from kepu.ui.menu import MenuItem, Section, register


def _may(perm: str) -> Callable[[HttpRequest], bool]:
    return lambda request: allowed(getattr(request, "actor", None), perm)


register(MenuItem(_("抽样调查"), "literacy:surveys", section=Section.LITERACY, icon="chart", order=20, visible=_may("literacy.view_surveys")))
register(MenuItem(_("入户调查"), "literacy:field", section=Section.LITERACY, icon="people", order=30, visible=_may("literacy.interview")))
register(MenuItem(_("平板入户"), "literacy:tablet", section=Section.LITERACY, icon="screen", order=31, visible=_may("literacy.interview")))
