"""Entries of the ledger."""

from collections.abc import Callable

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kepu.organizations.access import allowed
from kepu.ui.menu import MenuItem, Section, register


def _may(perm: str) -> Callable[[HttpRequest], bool]:
    return lambda request: allowed(getattr(request, "actor", None), perm)


register(MenuItem(_("指标"), "evidence:indicators", section=Section.INDICATORS, icon="target", order=10, visible=_may("evidence.view_indicators")))
register(MenuItem(_("佐证台账"), "evidence:list", section=Section.INDICATORS, icon="ledger", order=20, visible=_may("evidence.view_evidence")))
register(MenuItem(_("登记佐证"), "evidence:choose_kind", section=Section.INDICATORS, icon="add", order=30, visible=_may("evidence.record_by_hand")))
register(MenuItem(_("台账核验"), "evidence:verify", section=Section.INDICATORS, icon="shield", order=90, visible=_may("evidence.verify_chain")))
