"""Records of the ledger beside a report."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from kepu.evidence.models import EvidenceRecord
from kepu.evidence.queries import effective
from kepu.governance.models import ProgressReport, ReportEvidence


def linkable(report: ProgressReport) -> QuerySet[EvidenceRecord]:
    """What the unit may put beside its report: its own records of the period that count and are not shown already, the latest first."""
    period = report.period
    found = EvidenceRecord.objects.filter(district=report.district_id, unit=report.unit_id)
    found = effective(found.filter(happened_on__gte=period.starts_on, happened_on__lte=period.ends_on))
    taken = ReportEvidence.objects.filter(report=report, record=OuterRef("pk"))
    # A record without a work item must stay, which `exclude` alone would drop.
    shown = found.filter(work_item=report.work_item_id).values("pk")
    return found.exclude(pk__in=shown).filter(~Exists(taken)).order_by("-happened_on", "-id")


def linked(report: ProgressReport) -> list[ReportEvidence]:
    """What the unit put beside its report, each marked with `is_superseded` where it was corrected or voided since."""
    later = EvidenceRecord.objects.filter(corrects=OuterRef("record"))
    found = ReportEvidence.objects.filter(report=report).annotate(is_superseded=Exists(later))
    return list(found.select_related("record").order_by("record__happened_on", "pk"))
