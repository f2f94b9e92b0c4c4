"""Names of the actions of the ledger in the audit log."""

from django.utils.translation import gettext_lazy as _

from kepu.organizations.action_names import register

register(
    {
        "evidence.correct": _("更正佐证"),
        "evidence.record_many": _("登记佐证"),
        "evidence.verify": _("校验台账"),
        "evidence.void": _("作废佐证"),
    }
)
