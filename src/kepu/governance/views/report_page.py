"""What the page of a report shows around it."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.evidence.kinds import kind
from kepu.evidence.queries import records_of
from kepu.governance import queries
from kepu.governance.models import OWED, ProgressReport, ReportEvent
from kepu.governance.report_states import VERBS, State, is_led
from kepu.governance.rules import open_verbs
from kepu.governance.views.evidence_links import links_context
from kepu.organizations.access import allowed
from kepu.organizations.actors import Actor
from kepu.organizations.services.attachments import attachments_of
from kepu.plans.models import WorkItem

EVIDENCE_SHOWN = 10


def report_context(actor: Actor, report: ProgressReport) -> dict[str, Any]:
    """The report beside the one before it, its way, its history, and what the actor can do."""
    before = ProgressReport.objects.filter(work_item=report.work_item, period__span=report.period.span, period__ends_on__lt=report.period.ends_on)
    last = before.exclude(done="").select_related("period").order_by("-period__ends_on").first()
    labels, position = way(report)
    verbs = open_verbs(actor, report)
    return {
        "report": report,
        "last": last,
        "cumulative": queries.cumulative([report])[report.pk],
        "labels": labels,
        "position": position,
        "stopped": report.state in (State.RETURNED, State.WITHDRAWN),
        "history": [_line(event) for event in report.events.select_related("user", "unit").order_by("-pk")],
        "verbs": verbs,
        "files": attachments_of(report),
        **_evidence(actor, report),
        **links_context(actor, report),
        "decides": "approve" in verbs,
        "may_edit": "submit" in verbs,
        "is_late": report.is_overdue,
        "may_finish": _may_finish(actor, report),
        "days_left": (report.period.due_on - timezone.localdate()).days,
    }


def _evidence(actor: Actor, report: ProgressReport) -> dict[str, Any]:
    """What stands in the ledger for this work in the period, the latest first, and whether the reader may open each record: who may read
    the report reads what supports it, also where the unit's other records are closed to him."""
    period, anybody = report.period, Actor.system(actor.district)
    found = list(records_of(anybody, work_item=report.work_item, since=period.starts_on, until=period.ends_on)[: EVIDENCE_SHOWN + 1])
    shown = [(kind(record.kind), record, allowed(actor, "evidence.view_evidence", record)) for record in found[:EVIDENCE_SHOWN]]
    return {"evidence": shown, "evidence_more": len(found) > EVIDENCE_SHOWN}


def _may_finish(actor: Actor, report: ProgressReport) -> bool:
    """The accepted report says that all is done, and the task still stands open before somebody who may close it."""
    item = report.work_item
    is_done = report.state == State.ACCEPTED and report.completion == 100
    return is_done and item.status == WorkItem.Status.ACCEPTED and allowed(actor, "plans.answer_work_item", item)


def way(report: ProgressReport) -> tuple[list[str], int]:
    """The steps of this report, and on which it stands."""
    states = [State.DRAFT, State.WITH_HEAD, *([State.WITH_LEAD] if is_led(report) else []), State.WITH_OFFICE]
    names = {State.DRAFT: _("填报"), State.WITH_HEAD: _("单位审核"), State.WITH_LEAD: _("牵头审核"), State.WITH_OFFICE: _("纲要办验收")}
    if report.state == State.ACCEPTED:
        return [str(names[state]) for state in states], len(states)
    here = State.DRAFT if report.state in OWED else State(report.state)
    return [str(names[state]) for state in states], states.index(here)


def _line(event: ReportEvent) -> dict[str, Any]:
    who = " ".join(part for part in (event.unit.name if event.unit else "", event.user.get_full_name() if event.user else "") if part)
    title = _("%(verb)s → %(state)s") % {"verb": VERBS[event.verb], "state": event.get_to_state_display()}
    return {"when": event.at, "title": title, "actor": who or _("系统"), "text": event.reason, "status": "red" if event.verb == "return" else ""}
