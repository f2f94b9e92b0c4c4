"""The ways of a hearing and of a decision, each one table from which services, rights and pages are made."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import Briefing, BriefingDecision

Status, State = Briefing.Status, BriefingDecision.State


@dataclass(frozen=True)
class Step:
    """From where to where, with whose right; `asks` names the text that must come with it (result or reason)."""

    verb: str | Promise
    sources: tuple[str, ...]
    target: str
    perm: str
    asks: str = ""


BRIEFING_STEPS: dict[str, Step] = {
    "hold": Step(_("登记召开"), (Status.PLANNED,), Status.HELD, "governance.change_briefing"),
    "cancel": Step(_("取消"), (Status.PLANNED,), Status.CANCELLED, "governance.change_briefing", asks="reason"),
    "restore": Step(_("恢复安排"), (Status.CANCELLED,), Status.PLANNED, "governance.change_briefing"),
    "revoke": Step(_("撤销召开登记"), (Status.HELD,), Status.PLANNED, "governance.change_briefing", asks="reason"),
}
DECISION_STEPS: dict[str, Step] = {
    "report": Step(_("报告办理结果"), (State.OPEN,), State.REPORTED, "governance.report_decision", asks="result"),
    "confirm": Step(_("确认办结"), (State.REPORTED,), State.DONE, "governance.change_decision"),
    "return": Step(_("退回继续办理"), (State.REPORTED,), State.OPEN, "governance.change_decision", asks="reason"),
    "drop": Step(_("不再办理"), (State.OPEN, State.REPORTED), State.DROPPED, "governance.change_decision", asks="reason"),
    "reopen": Step(_("重新办理"), (State.DONE, State.DROPPED), State.OPEN, "governance.change_decision", asks="reason"),
}
