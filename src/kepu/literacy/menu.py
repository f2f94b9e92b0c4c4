"""Entries of literacy monitoring, in the section 素质监测."""

from django.utils.translation import gettext_lazy as _

from kepu.organizations.access import allowed
from kepu.ui.menu import MenuItem, Section, everybody, register

register(MenuItem(_("测一测"), "literacy:selftest_districts", section=Section.FOOTER, icon="star", visible=everybody))
register(
    MenuItem(
        _("自测概况"), "literacy:selftest_overview", section=Section.LITERACY, icon="chart", order=60,
        visible=lambda request: allowed(getattr(request, "actor", None), "literacy.view_self_test"),
    )
)  # fmt: skip
