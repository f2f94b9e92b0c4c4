"""Records of the ledger that a unit puts beside its report by hand, besides those that the work item and the period find."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kepu.evidence.models import EvidenceRecord
from kepu.governance.models import OWED, ProgressReport, ReportEvidence
from kepu.governance.queries.report_evidence import linkable
from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput, NotFound
from kepu.organizations.services.base import audit, service

LINKS_LIMIT = 20


@service
def link_evidence(*, actor: Actor, report: ProgressReport, record: EvidenceRecord) -> ReportEvidence:
    """Put a record beside the report while the unit still writes.

    Raises InvalidInput for a record that is another unit's, of another time, corrected, void or shown already, Conflict afterwards or past the limit.
    """
    report = _open(actor, report)
    if ReportEvidence.objects.filter(report=report).count() >= LINKS_LIMIT:
        raise Conflict(_("每份报告最多关联 %d 条佐证，请先移除不需要的。") % LINKS_LIMIT)
    found = linkable(report).filter(pk=record.pk).first()
    if found is None:
        raise InvalidInput(_("第 %d 号记录不能关联：只能选本单位在本期发生、仍然有效、还没有列出的记录。") % record.sequence)
    link = ReportEvidence.objects.create(report=report, record=found, linked_by=actor.user)
    audit(actor, "governance.link_evidence", report, str(report.work_item), sequence=found.sequence)
    return link


@service
def unlink_evidence(*, actor: Actor, report: ProgressReport, link: ReportEvidence) -> None:
    """Take a record off the report while the unit still writes; the record itself stays in the ledger."""
    report = _open(actor, report)
    found = ReportEvidence.objects.filter(report=report, pk=link.pk).select_related("record").first()
    if found is None:
        raise NotFound()
    audit(actor, "governance.unlink_evidence", report, str(report.work_item), sequence=found.record.sequence)
    found.delete()


def _open(actor: Actor, report: ProgressReport) -> ProgressReport:
    queryset = ProgressReport.objects.select_related("period", "work_item")
    report = access.fetch(actor, queryset, "governance.save_report", lock=True, pk=report.pk)
    if report.state not in OWED:
        raise Conflict(_("报告“%s”，不能再改关联的佐证。") % report.get_state_display())
    return report
