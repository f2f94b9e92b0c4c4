"""The phases of a plan: when, where today stands, what is to be done."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from kepu.engines.plan_document.periods import find_years
from kepu.governance.models import PhaseCheck
from kepu.plans.models import Plan


@dataclass
class PhaseView:
    """A phase with its years and checklist; `state` is past, current or coming."""

    title: str
    year_from: int
    year_to: int
    text: str = ""
    state: str = "coming"
    checks: list[PhaseCheck] = field(default_factory=list)

    @property
    def done(self) -> int:
        return sum(check.done_on is not None for check in self.checks)

    @property
    def years(self) -> str:
        """2021年 or 2022—2025年."""
        return _("%d年") % self.year_from if self.year_from == self.year_to else _("%(a)d—%(b)d年") % {"a": self.year_from, "b": self.year_to}


def phases(plan: Plan, on: date) -> list[PhaseView]:
    """The phases that the plan names, with their checklists; a plan that names none has the usual three. Two queries."""
    found = [
        PhaseView(node.title[:100] or node.text[:30], *_years(plan, node.text), text=node.text)
        for node in plan.nodes.filter(kind="phase").order_by("position")
    ]
    found = found or _usual(plan)
    by_title = {phase.title: phase for phase in found}
    for check in plan.phase_checks.select_related("done_by"):
        if check.phase in by_title:
            by_title[check.phase].checks.append(check)
    for phase in found:
        phase.state = "past" if on.year > phase.year_to else "current" if on.year >= phase.year_from else "coming"
    return found


def current_phase(plan: Plan, on: date) -> PhaseView | None:
    """The phase of the day; where two overlap, the later one, and after the last year the last one."""
    found = phases(plan, on)
    running = [phase for phase in found if phase.state == "current"]
    return running[-1] if running else found[-1] if found and found[-1].state == "past" else None


def _years(plan: Plan, text: str) -> tuple[int, int]:
    return find_years(text) or (plan.year_from, plan.year_to)


def _usual(plan: Plan) -> list[PhaseView]:
    first, last = plan.year_from, plan.year_to
    return [
        PhaseView(_("启动实施"), first, first),
        PhaseView(_("深入实施"), min(first + 1, last), last),
        PhaseView(_("总结评估"), last, last),
    ]
