"""What waits for a person besides progress reports: a line and a link for each thing, on top of the list."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from kepu.governance.briefing_states import DECISION_STEPS
from kepu.governance.evaluation_states import STEPS
from kepu.governance.models import Evaluation, MeasureEvaluation
from kepu.organizations.access import allowed
from kepu.organizations.actors import Actor
from kepu.plans.models import Plan, PlanDoubt, WorkItem
from kepu.plans.queries import to_answer

from .briefings import open_decisions


@dataclass(frozen=True)
class OtherDuty:
    """In words, and where it is done."""

    text: str
    url: str


def other_duties(actor: Actor) -> list[OtherDuty]:
    """At most six lines; a bounded number of queries."""
    found = _of_office(actor) if allowed(actor, "plans.change_plan") else []
    return found + (_of_unit(actor) if allowed(actor, "plans.answer_work_item") and actor.unit is not None else [])


def _of_unit(actor: Actor) -> list[OtherDuty]:
    assert actor.unit is not None
    duties = []
    if count := to_answer(actor.unit):
        duties.append(OtherDuty(_("%d 项工作任务等您答复是否接受") % count, reverse("plans:my_tasks")))
    asked = MeasureEvaluation.objects.filter(unit=actor.unit, evaluation__status=Evaluation.Status.COLLECTING, state__in=STEPS["submit"].sources)
    if waiting := list(asked.order_by("evaluation").values_list("evaluation", flat=True)):
        text = _("%d 项举措等您自评") % len(waiting)
        duties.append(OtherDuty(text, reverse("governance:evaluation", args=[waiting[0]])))
    if count := open_decisions(actor.district).filter(unit=actor.unit, state__in=DECISION_STEPS["report"].sources).count():
        duties.append(OtherDuty(_("%d 项领导决定事项由您单位办理") % count, reverse("governance:decisions")))
    return duties


def _of_office(actor: Actor) -> list[OtherDuty]:
    duties = []
    asked = PlanDoubt.objects.filter(plan__district=actor.district, plan__status=Plan.Status.REVIEW, status=PlanDoubt.Status.OPEN)
    if (plan := asked.values_list("plan", flat=True).first()) is not None:
        duties.append(OtherDuty(_("规划还有疑问等您核对"), reverse("plans:review", args=[plan])))
    declined = WorkItem.objects.filter(plan__district=actor.district, plan__status=Plan.Status.ISSUED, status=WorkItem.Status.DECLINED)
    if waiting := list(declined.order_by("-plan__year_from", "-year").values_list("plan", "year")):
        text = _("%d 项工作任务被退回商议") % len(waiting)
        duties.append(OtherDuty(text, reverse("plans:work_plan", args=[waiting[0][0]]) + f"?year={waiting[0][1]}&status=declined"))
    sent = MeasureEvaluation.objects.filter(
        evaluation__plan__district=actor.district, evaluation__status=Evaluation.Status.COLLECTING, state__in=STEPS["confirm"].sources
    )
    if found := list(sent.order_by("evaluation").values_list("evaluation", flat=True)):
        text = _("%d 项举措自评等您复核") % len(found)
        duties.append(OtherDuty(text, reverse("governance:evaluation", args=[found[0]]) + "?state=submitted"))
    if count := open_decisions(actor.district).filter(state__in=DECISION_STEPS["confirm"].sources).count():
        duties.append(OtherDuty(_("%d 项决定事项报告办结，等您确认") % count, reverse("governance:decisions")))
    return duties
