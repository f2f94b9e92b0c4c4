"""What waits for a person besides progress reports: a line and a link for each thing, on top of the list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from kepu.governance.briefing_states import DECISION_STEPS
from kepu.governance.evaluation_states import STEPS
from kepu.governance.models import BriefingDecision, Evaluation, MeasureEvaluation
from kepu.organizations.access import allowed
from kepu.organizations.actors import Actor
from kepu.organizations.models import Unit
from kepu.plans.models import Plan, PlanDoubt, WorkItem
from kepu.plans.queries import to_answer

from .briefings import open_decisions
from .inbox import waiting


@dataclass(frozen=True)
class OtherDuty:
    """In words, and where it is done."""

    text: str
    url: str


def inbox_count(actor: Actor) -> int:
    """How many things the inbox of the actor shows: reports and all others. One query, and one more for the head of a unit."""
    found: list[QuerySet[Any]] = [waiting(actor)]
    if _is_office(actor):
        found += [_doubted(actor), _declined(actor), _self_scored(actor), _to_confirm(actor)]
    if (unit := _unit_of(actor)) is not None:
        found += [to_answer(unit), _to_score(unit), _to_do(actor, unit)]
    first, *others = (each.order_by().values("pk") for each in found)
    return first.union(*others, all=True).count()


def other_duties(actor: Actor) -> list[OtherDuty]:
    """A line for each kind of thing; a bounded number of queries."""
    found = _of_office(actor) if _is_office(actor) else []
    unit = _unit_of(actor)
    return found + (_of_unit(actor, unit) if unit is not None else [])


def _of_unit(actor: Actor, unit: Unit) -> list[OtherDuty]:
    duties = []
    if count := to_answer(unit).count():
        duties.append(OtherDuty(_("%d 项工作任务等您答复是否接受") % count, reverse("plans:my_tasks")))
    if waiting := list(_to_score(unit).order_by("evaluation").values_list("evaluation", flat=True)):
        text = _("%d 项举措等您自评") % len(waiting)
        duties.append(OtherDuty(text, reverse("governance:evaluation", args=[waiting[0]])))
    if count := _to_do(actor, unit).count():
        duties.append(OtherDuty(_("%d 项领导决定事项由您单位办理") % count, reverse("governance:decisions")))
    return duties


def _of_office(actor: Actor) -> list[OtherDuty]:
    duties = []
    for plan in _doubted(actor).order_by("pk").values_list("pk", flat=True):
        duties.append(OtherDuty(_("规划还有疑问等您核对"), reverse("plans:review", args=[plan])))
    if declined := list(_declined(actor).order_by("-plan__year_from", "-year").values_list("plan", "year")):
        text = _("%d 项工作任务被退回商议") % len(declined)
        duties.append(OtherDuty(text, reverse("plans:work_plan", args=[declined[0][0]]) + f"?year={declined[0][1]}&status=declined"))
    if found := list(_self_scored(actor).order_by("evaluation").values_list("evaluation", flat=True)):
        text = _("%d 项举措自评等您复核") % len(found)
        duties.append(OtherDuty(text, reverse("governance:evaluation", args=[found[0]]) + "?state=submitted"))
    if count := _to_confirm(actor).count():
        duties.append(OtherDuty(_("%d 项决定事项报告办结，等您确认") % count, reverse("governance:decisions")))
    return duties


def _is_office(actor: Actor) -> bool:
    return allowed(actor, "plans.change_plan")


def _unit_of(actor: Actor) -> Unit | None:
    return actor.unit if allowed(actor, "plans.answer_work_item") else None


def _doubted(actor: Actor) -> QuerySet[Plan]:
    asked = PlanDoubt.objects.filter(plan__district=actor.district, status=PlanDoubt.Status.OPEN)
    return Plan.objects.filter(status=Plan.Status.REVIEW, pk__in=asked.values("plan"))


def _declined(actor: Actor) -> QuerySet[WorkItem]:
    return WorkItem.objects.filter(plan__district=actor.district, plan__status=Plan.Status.ISSUED, status=WorkItem.Status.DECLINED)


def _self_scored(actor: Actor) -> QuerySet[MeasureEvaluation]:
    mine = MeasureEvaluation.objects.filter(evaluation__plan__district=actor.district, evaluation__status=Evaluation.Status.COLLECTING)
    return mine.filter(state__in=STEPS["confirm"].sources)


def _to_confirm(actor: Actor) -> QuerySet[BriefingDecision]:
    return open_decisions(actor.district).filter(state__in=DECISION_STEPS["confirm"].sources)


def _to_score(unit: Unit) -> QuerySet[MeasureEvaluation]:
    return MeasureEvaluation.objects.filter(unit=unit, evaluation__status=Evaluation.Status.COLLECTING, state__in=STEPS["submit"].sources)


def _to_do(actor: Actor, unit: Unit) -> QuerySet[BriefingDecision]:
    return open_decisions(actor.district).filter(unit=unit, state__in=DECISION_STEPS["report"].sources)
