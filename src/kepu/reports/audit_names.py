"""Names of the actions of reports in the audit log."""

from django.utils.translation import gettext_lazy as _

from kepu.organizations.action_names import register

register({"reports.store_report": _("生成报告")})
