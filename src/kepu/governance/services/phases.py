"""The checklist of a phase."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kepu.governance.models import PhaseCheck
from kepu.governance.queries.phases import phases
from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidInput
from kepu.organizations.services.base import audit, service
from kepu.plans.models import Plan

#: What is usually to be done, by a word of the phase's title.
USUAL: dict[str, tuple[str | Promise, ...]] = {
    "启动": (
        gettext_lazy("印发实施方案和任务分工"),
        gettext_lazy("召开动员部署会"),
        gettext_lazy("各单位明确分管领导和联络员"),
        gettext_lazy("开展宣传报道"),
    ),
    "实施": (
        gettext_lazy("每年印发年度工作计划"),
        gettext_lazy("按期收集进展并督促逾期单位"),
        gettext_lazy("每年听取一次工作汇报"),
        gettext_lazy("开展公民科学素质监测评估"),
    ),
    "总结": (
        gettext_lazy("部署总结评估"),
        gettext_lazy("各牵头部门完成自评"),
        gettext_lazy("纲要办完成复核"),
        gettext_lazy("形成总结评估报告"),
        gettext_lazy("总结规划并开启下一个规划"),
    ),
}


@service
def add_phase_check(*, actor: Actor, plan: Plan, phase: str, title: str, due_on: date | None = None) -> PhaseCheck:
    """Put a point on the checklist of a phase; a point that stands there already is returned."""
    plan = access.fetch(actor, Plan, "governance.change_phases", pk=plan.pk)
    title = title.strip()
    if phase not in {known.title for known in phases(plan, timezone.localdate())}:
        raise InvalidInput(fields={"phase": _("规划中没有阶段“%s”") % phase})
    if not 0 < len(title) <= 200:
        raise InvalidInput(fields={"title": _("请写明事项，不超过 200 字")})
    check, is_new = PhaseCheck.objects.get_or_create(plan=plan, phase=phase, title=title, defaults={"district": actor.district, "due_on": due_on})
    if is_new:
        audit(actor, "governance.add_phase_check", check, title, phase=phase)
    return check


@service
def add_usual_checks(*, actor: Actor, plan: Plan) -> int:
    """Put on each phase without a checklist what is usually done in it; returns how many points were added."""
    plan = access.fetch(actor, Plan, "governance.change_phases", lock=True, pk=plan.pk)
    added = 0
    for phase in phases(plan, timezone.localdate()):
        word = next((word for word in ("启动", "总结", "实施") if word in phase.title), "")
        if phase.checks or not word:
            continue
        for title in USUAL[word]:
            add_phase_check(actor=actor, plan=plan, phase=phase.title, title=str(title))
            added += 1
    return added


@service
def tick_phase_check(*, actor: Actor, check: PhaseCheck, done: bool) -> PhaseCheck:
    """Mark a point as done today, or as not done; saying it again changes nothing."""
    check = access.fetch(actor, PhaseCheck, "governance.change_phases", lock=True, pk=check.pk)
    if done != (check.done_on is not None):
        check.done_on, check.done_by = (timezone.localdate(), actor.user) if done else (None, None)
        check.save()
        audit(actor, "governance.tick_phase_check", check, check.title, done=done)
    return check


@service
def remove_phase_check(*, actor: Actor, check: PhaseCheck) -> None:
    """Take a point off the checklist."""
    check = access.fetch(actor, PhaseCheck, "governance.change_phases", lock=True, pk=check.pk)
    audit(actor, "governance.remove_phase_check", check, check.title, phase=check.phase)
    check.delete()
