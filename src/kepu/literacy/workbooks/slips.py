"""One-time codes as a workbook, for mail merge."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from kepu.literacy.services.field_cases import Slip
from kepu.organizations.services.workbook import Column, write_workbook


def write_slips(slips: Sequence[Slip], address: str) -> bytes:
    """A row a case; the address opens the questionnaire with the code filled in, the code stands after # and is not sent to the server."""
    columns = [
        Column("street", _("街道"), width=16), Column("community", _("社区"), width=18), Column("number", _("样本编号"), "code", width=10),
        Column("code", _("答题码"), "code", width=20), Column("address", _("网址"), "code", width=60),
    ]  # fmt: skip
    rows = [
        {
            "street": slip.case.community.frame.stratum.name, "community": slip.case.community.frame.area.name, "number": str(slip.case),
            "code": slip.shown, "address": f"{address}#{slip.code}",
        }
        for slip in slips
    ]  # fmt: skip
    return write_workbook(columns, rows, sheet=_("答题码"))
