"""Entries of the public site."""

from django.utils.translation import gettext_lazy as _

from kepu.organizations.access import allowed
from kepu.ui.menu import MenuItem, Section, everybody, register

register(
    MenuItem(
        _("公众网站"),
        "site_admin:manage",
        section=Section.ADMIN,
        icon="share",
        order=50,
        visible=lambda request: allowed(getattr(request, "actor", None), "site.open_site"),
    )
)
register(MenuItem(_("通知公告"), "public_sites", section=Section.FOOTER, icon="share", order=20, visible=everybody))
