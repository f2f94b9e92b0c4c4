"""One step of a report by the table: right, state, reason, event, audit, notices."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from kepu.governance.models import ProgressReport, ReportEvent
from kepu.governance.report_states import VERBS, WHO, State, Transition, rows
from kepu.governance.rules import stands_as
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict
from kepu.organizations.services.base import audit
from kepu.organizations.services.steps import Way, clean_reason, is_repeated, name_of
from kepu.plans.models import Plan, WorkItem

from .progress_evidence import record_figure
from .progress_notices import tell

WAY = Way(_lazy("报告"), VERBS, WHO, stands_as, name_of)


def move(actor: Actor, report: ProgressReport, verb: str, version: int, reason: str = "") -> ProgressReport:
    """Take one step with a locked report whose right was checked; a step that the same person repeats counts once.

    Raises Conflict when it moved meanwhile (saying who did what) or its state has no such step, PermissionDenied when it is another's
    turn, InvalidInput for a missing reason.
    """
    if is_repeated(actor, report, verb, version):
        return report
    check_not_moved(report, version)
    if report.period.plan.status == Plan.Status.CLOSED:
        raise Conflict(_("规划“%s”已总结，不能再改动。") % report.period.plan.title)
    if report.work_item.status == WorkItem.Status.DROPPED:
        raise Conflict(_("这项工作任务已取消，不再需要报告。"))
    row = WAY.row_of(actor, report, verb, rows(verb))
    reason = clean_reason(reason, VERBS[verb], needed=row.needs_reason)
    return _change(actor, report, row, reason)


def check_not_moved(report: ProgressReport, version: int) -> None:
    """Raise Conflict, with the name of who was faster, unless the report is as it was shown."""
    if report.version == version:
        return
    last = report.events.select_related("user", "unit").last()
    if last is None or last.version <= version:
        name = report.reporter.get_full_name() if report.reporter else ""
        raise Conflict(_("报告内容已由%s在别处更新，请核对后再试。") % (name or _("他人")))
    raise WAY.moved(report, last)


def _change(actor: Actor, report: ProgressReport, row: Transition, reason: str) -> ProgressReport:
    old, now = report.state, timezone.now()
    report.state = row.target
    report.version += 1
    if row.verb == "submit":
        report.approvals, report.submitted_at = 0, now
        report.reporter = report.reporter or actor.user
    elif row.verb in ("approve", "advance"):
        report.approvals += 1
    if row.target == State.ACCEPTED:
        report.accepted_at = now
    report.save()
    event = ReportEvent.objects.create(
        report=report, at=now, user=actor.user, unit=actor.unit, role=actor.role, verb=row.verb,
        from_state=old, to_state=report.state, reason=reason, version=report.version,
    )  # fmt: skip
    if report.state == State.ACCEPTED:
        record_figure(actor, report)
    audit(actor, f"governance.{row.verb}_report", report, str(report.work_item), state=[old, report.state], reason=reason)
    tell(actor, report, row, event)
    return report
