"""Entries of literacy monitoring, in the section 素质监测."""

from collections.abc import Callable

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kepu.organizations.access import allowed
from kepu.ui.menu import MenuItem, Section, everybody, register


def _may(perm: str) -> Callable[[HttpRequest], bool]:
    return lambda request: allowed(getattr(request, "actor", None), perm)


register(MenuItem(_("测一测"), "literacy:selftest_districts", section=Section.FOOTER, icon="star", visible=everybody))
register(
    MenuItem(
        _("自测概况"), "literacy:selftest_overview", section=Section.LITERACY, icon="chart", order=60,
        visible=_may("literacy.view_self_test"),
    )
)  # fmt: skip


register(
    MenuItem(_("学校测评"), "literacy:assessments", section=Section.LITERACY, icon="building", order=70, visible=_may("literacy.view_assessments"))
)
register(
    MenuItem(_("科学教育条件"), "literacy:conditions", section=Section.LITERACY, icon="list", order=75, visible=_may("literacy.view_conditions"))
)
register(MenuItem(_("学生作答"), "literacy:pupil_enter", section=Section.FOOTER, icon="edit", visible=everybody))
