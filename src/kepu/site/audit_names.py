"""Names of the actions of the public site in the audit log."""

from django.utils.translation import gettext_lazy as _

from kepu.organizations.action_names import register

register({"site.open_site": _("开通公众网站")})
