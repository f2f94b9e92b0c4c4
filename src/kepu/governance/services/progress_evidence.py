"""From an accepted figure to the ledger."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.evidence.kinds import Kind, Need, kinds
from kepu.evidence.services import record_evidence
from kepu.governance.models import ProgressReport
from kepu.organizations.actors import Actor
from kepu.plans.models import WorkItem


def kind_of(item: WorkItem) -> Kind | None:
    """The kind under which a report's quantity can enter the ledger: the first of the indicator that needs a number and nothing more."""
    wanted = item.indicator.kinds if item.indicator else []
    known = {kind.code: kind for kind in kinds()}
    plain = (known[code] for code in wanted if code in known and Need.REQUIRED not in (known[code].audience, known[code].persons, known[code].value))
    return next(plain, None)


def record_figure(actor: Actor, report: ProgressReport) -> None:
    """Record the quantity of an accepted report once, where the unit asked for it; dated on the last day of the period or today."""
    kind = kind_of(report.work_item)
    if not report.counts_as_evidence or kind is None or not report.quantity:
        return
    record_evidence(
        actor=actor,
        kind=kind.code,
        happened_on=min(report.period.ends_on, timezone.localdate()),
        quantity=report.quantity,
        unit=report.unit,
        work_item=report.work_item,
        source=report,
        note=_("%(period)s进展报告") % {"period": report.period.label},
        idempotency_key=f"progress-report-{report.pk}",
    )
