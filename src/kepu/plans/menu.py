"""Entries of the plan."""

from django.utils.translation import gettext_lazy as _

from kepu.organizations.access import allowed
from kepu.ui.menu import MenuItem, Section, register

register(MenuItem(_("规划"), "plans:list", section=Section.PLANNING, icon="plan", order=10))
register(
    MenuItem(
        _("导入规划"),
        "plans:import",
        section=Section.PLANNING,
        icon="upload",
        order=90,
        visible=lambda request: allowed(getattr(request, "actor", None), "plans.import_plan"),
    )
)
