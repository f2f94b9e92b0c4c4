"""One step of a report by the table: right, state, reason, event, audit, notices."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.governance.models import ProgressReport, ReportEvent
from kepu.governance.report_states import VERBS, WHO, State, Transition, rows
from kepu.governance.rules import stands_as
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput, PermissionDenied
from kepu.organizations.services.base import audit
from kepu.plans.models import Plan, WorkItem
from kepu.ui.formats import cn_datetime

from .progress_evidence import record_figure
from .progress_notices import tell

REASON_LIMIT = 500


def move(actor: Actor, report: ProgressReport, verb: str, version: int, reason: str = "") -> ProgressReport:
    """Take one step with a locked report whose right was checked; a step that the same person repeats counts once.

    Raises Conflict when it moved meanwhile (saying who did what) or its state has no such step, PermissionDenied when it is another's
    turn, InvalidInput for a missing reason.
    """
    if _is_repeated(actor, report, verb, version):
        return report
    check_not_moved(report, version)
    if report.period.plan.status == Plan.Status.CLOSED:
        raise Conflict(_("规划“%s”已总结，不能再改动。") % report.period.plan.title)
    if report.work_item.status == WorkItem.Status.DROPPED:
        raise Conflict(_("这项工作任务已取消，不再需要报告。"))
    row = _row(actor, report, verb)
    reason = reason.strip()
    if row.needs_reason and not reason:
        raise InvalidInput(fields={"reason": _("请写明%s的理由") % VERBS[verb]})
    if len(reason) > REASON_LIMIT:
        raise InvalidInput(fields={"reason": _("理由不超过 %d 字") % REASON_LIMIT})
    return _change(actor, report, row, reason)


def check_not_moved(report: ProgressReport, version: int) -> None:
    """Raise Conflict, with the name of who was faster, unless the report is as it was shown."""
    if report.version == version:
        return
    last = report.events.select_related("user", "unit").last()
    if last is None or last.version <= version:
        raise Conflict(_("报告内容已由%s更新，请刷新后再试。") % (report.reporter or _("他人")))
    values = {"who": _name(last), "when": cn_datetime(last.at), "verb": VERBS[last.verb], "state": report.get_state_display()}
    raise Conflict(_("%(who)s已于%(when)s%(verb)s，报告现在是“%(state)s”。") % values)


def _name(event: ReportEvent) -> str:
    unit = event.unit.name if event.unit else ""
    return f"{unit}{event.user.get_full_name()}" if event.user else unit or _("系统")


def _is_repeated(actor: Actor, report: ProgressReport, verb: str, version: int) -> bool:
    if report.version != version + 1 or actor.user is None:
        return False
    last = report.events.last()
    return last is not None and (last.version, last.verb, last.user_id) == (report.version, verb, actor.user.pk)


def _row(actor: Actor, report: ProgressReport, verb: str) -> Transition:
    possible = [row for row in rows(verb) if row.applies(report)]
    if not possible:
        values = {"state": report.get_state_display(), "verb": VERBS[verb]}
        raise Conflict(_("报告现在是“%(state)s”，不能%(verb)s。") % values)
    mine = next((row for row in possible if stands_as(actor, row.who, report)), None)
    if mine is None:
        who = "、".join(dict.fromkeys(str(WHO[row.who]) for row in possible))
        raise PermissionDenied(_("这一步由%(who)s%(verb)s。") % {"who": who, "verb": VERBS[verb]})
    return mine


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
