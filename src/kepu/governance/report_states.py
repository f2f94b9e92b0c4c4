"""The way of a progress report: one table, from which the services, the rights, the pages and `docs/progress-states.md` are made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import OWED, ProgressReport

State = ProgressReport.State
REPORTER, HEAD, LEAD, OFFICE = "reporter", "head", "lead", "office"
WHO: dict[str, str | Promise] = {
    REPORTER: _("填报员"),
    HEAD: _("单位负责人"),
    LEAD: _("牵头部门负责人"),
    OFFICE: _("纲要办"),
}
VERBS: dict[str, str | Promise] = {
    "submit": _("提交"),
    "approve": _("审核通过"),
    "return": _("退回"),
    "withdraw": _("撤回"),
    "advance": _("提级办理"),
}


def is_led(report: ProgressReport) -> bool:
    """Another unit leads the work, so it reviews the report; a unit that leads itself, or work without a lead, skips that step."""
    return report.lead_unit_id is not None and report.lead_unit_id != report.unit_id


CONDITIONS: dict[str, tuple[str | Promise, Callable[[ProgressReport], bool]]] = {
    "led": (_("由其他单位牵头"), is_led),
    "unled": (_("本单位牵头或没有牵头部门"), lambda report: not is_led(report)),
    "undecided": (_("还没有人审核通过"), lambda report: report.approvals == 0),
}


@dataclass(frozen=True)
class Transition:
    """One row: `who` may do `verb` in any of `sources` where `when` holds; `tells` names those who get a notice."""

    verb: str
    sources: tuple[str, ...]
    target: str
    who: str
    when: str = ""
    needs_reason: bool = False
    tells: tuple[str, ...] = ()

    def applies(self, report: ProgressReport) -> bool:
        """Whether the report stands where this row begins and the row's condition holds."""
        return report.state in self.sources and (not self.when or CONDITIONS[self.when][1](report))


TRANSITIONS = (
    Transition("submit", OWED, State.WITH_HEAD, REPORTER, tells=(HEAD,)),
    Transition("submit", OWED, State.WITH_LEAD, HEAD, when="led", tells=(LEAD,)),
    Transition("submit", OWED, State.WITH_OFFICE, HEAD, when="unled", tells=(OFFICE,)),
    Transition("approve", (State.WITH_HEAD,), State.WITH_LEAD, HEAD, when="led", tells=(LEAD,)),
    Transition("approve", (State.WITH_HEAD,), State.WITH_OFFICE, HEAD, when="unled", tells=(OFFICE,)),
    Transition("approve", (State.WITH_LEAD,), State.WITH_OFFICE, LEAD, tells=(OFFICE,)),
    Transition("approve", (State.WITH_OFFICE,), State.ACCEPTED, OFFICE, tells=(REPORTER,)),
    Transition("return", (State.WITH_HEAD,), State.RETURNED, HEAD, needs_reason=True, tells=(REPORTER,)),
    Transition("return", (State.WITH_LEAD,), State.RETURNED, LEAD, needs_reason=True, tells=(REPORTER, HEAD)),
    Transition("return", (State.WITH_OFFICE,), State.RETURNED, OFFICE, needs_reason=True, tells=(REPORTER, HEAD)),
    Transition("withdraw", (State.WITH_HEAD,), State.WITHDRAWN, REPORTER, when="undecided", tells=(HEAD,)),
    Transition("withdraw", (State.WITH_HEAD, State.WITH_LEAD, State.WITH_OFFICE), State.WITHDRAWN, HEAD, when="undecided", tells=(REPORTER,)),
    # A reviewer who is absent, or a unit for which nobody is entered, must not hold a report for ever.
    Transition("advance", (State.WITH_HEAD, State.WITH_LEAD), State.WITH_OFFICE, OFFICE, needs_reason=True, tells=(REPORTER, HEAD, LEAD)),
)


def rows(verb: str) -> tuple[Transition, ...]:
    """The rows of a verb."""
    return tuple(row for row in TRANSITIONS if row.verb == verb)
