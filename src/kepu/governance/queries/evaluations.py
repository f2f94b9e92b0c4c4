"""Reads of the evaluation of a plan."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from kepu.governance.models import Evaluation, Grade, MeasureEvaluation
from kepu.governance.models.evaluation import REACHED
from kepu.organizations.access import allowed
from kepu.organizations.actors import Actor
from kepu.plans.models import Plan, WorkItem

State = MeasureEvaluation.State
UNFINISHED = (WorkItem.Status.DRAFT, WorkItem.Status.ISSUED, WorkItem.Status.ACCEPTED, WorkItem.Status.DECLINED)


def evaluation_of(plan: Plan) -> Evaluation | None:
    """The evaluation of a plan, if one was opened."""
    return Evaluation.objects.filter(plan=plan).first()


def verdicts(plan: Plan) -> dict[int, tuple[str, str]]:
    """Node id -> the confirmed grade in words and what is said of the measure: the office's remark, else the unit's own text. One query."""
    found = MeasureEvaluation.objects.filter(evaluation__plan=plan, state=State.CONFIRMED).exclude(grade="")
    return {item.node_id: (item.get_grade_display(), item.remark or item.self_text) for item in found}


def measures(actor: Actor, evaluation: Evaluation) -> QuerySet[MeasureEvaluation]:
    """Measures that the actor may see: all for those who see the district, else those that his unit leads."""
    found = evaluation.measures.select_related("node", "node__parent", "unit").order_by("node__position")
    return found if allowed(actor, "governance.view_all_evaluations") else found.filter(unit=actor.unit)


@dataclass(frozen=True)
class UnitProgress:
    """How far a unit is with its measures."""

    unit: str
    total: int
    waiting: int
    submitted: int
    confirmed: int


def progress_by_unit(evaluation: Evaluation) -> list[UnitProgress]:
    """Completeness by lead unit, those who owe most first; one query."""

    def of(*states: str) -> Count:
        return Count("pk", filter=Q(state__in=states))

    rows = evaluation.measures.order_by().values("unit__name").annotate(
        total=Count("pk"), waiting=of(State.OPEN, State.RETURNED), submitted=of(State.SUBMITTED), confirmed=of(State.CONFIRMED)
    )  # fmt: skip
    found = [UnitProgress(row["unit__name"] or "", row["total"], row["waiting"], row["submitted"], row["confirmed"]) for row in rows]
    return sorted(found, key=lambda row: (-row.waiting, row.unit))


def grades(evaluation: Evaluation) -> list[tuple[Grade, int]]:
    """How many measures were confirmed with which grade, best first."""
    counted = dict(evaluation.measures.filter(state=State.CONFIRMED).order_by().values_list("grade").annotate(n=Count("pk")))
    return [(grade, counted.get(grade.value, 0)) for grade in Grade]


def unfinished_work(plan: Plan) -> QuerySet[WorkItem]:
    """Work of a plan that is neither done nor dropped."""
    return plan.work_items.filter(status__in=UNFINISHED).select_related("node", "unit").order_by("node__position", "year", "pk")


def proposed_carry_over(plan: Plan) -> set[int]:
    """Ids of unfinished work under measures that did not reach their aim, or were never graded."""
    reached = MeasureEvaluation.objects.filter(evaluation__plan=plan, state=State.CONFIRMED, grade__in=REACHED).values("node")
    return set(unfinished_work(plan).exclude(node__in=reached).values_list("pk", flat=True))


def following_plan(plan: Plan) -> Plan | None:
    """The plan that takes over: its successor, else the next period's plan of the district that follows no other."""
    own = plan.successors.order_by("year_from").first()
    if own is not None:
        return own
    later = Plan.objects.filter(district=plan.district_id, predecessor=None, year_from__gt=plan.year_from).exclude(status=Plan.Status.CLOSED)
    return later.order_by("year_from").first()


def places_for(plan: Plan, into: Plan) -> dict[int, int]:
    """Unfinished work that has not gone over -> the node of the following plan with the same title as its own, or as the action above it."""
    by_title = {node.title: node.pk for node in into.nodes.filter(kind__in=("action", "key_project", "measure")).order_by("-position") if node.title}
    places = {}
    for item in unfinished_work(plan).filter(continuations=None).select_related("node__parent"):
        above = item.node.parent.title if item.node.parent else ""
        places[item.pk] = by_title.get(item.node.title) or by_title.get(above) or 0
    return places
