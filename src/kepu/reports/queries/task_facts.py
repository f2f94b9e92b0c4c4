"""Tasks, measures and their work as the reports tell them."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from kepu.evidence.queries import totals_of_plan
from kepu.governance import queries as governance
from kepu.governance.queries.evaluations import verdicts
from kepu.plans import summaries
from kepu.plans.models import Plan, PlanNode, WorkItem
from kepu.plans.queries import matrix, outline
from kepu.plans.queries.documents import TASK_KINDS
from kepu.reports.facts import Amount, MeasureFact, TaskFact, WorkFact, add_up
from kepu.ui.formats import figure

from .evidence_facts import LEVELS, Period, amount

Amounts = dict[int, tuple[Amount, ...]]


def task_facts(
    plan: Plan, year: int | None, on: datetime.date, since: datetime.date, until: datetime.date, compared: Period | None
) -> tuple[TaskFact, ...]:
    """Every action and key project, with its measures, their work and evidence."""
    nodes = outline(plan)
    home = home_of(nodes)
    work = _work(plan, year, on)
    sums = _amounts(plan, since, until, compared)
    judged = verdicts(plan) if year is None else {}
    held: defaultdict[int, list[PlanNode]] = defaultdict(list)
    for node in nodes:
        if home.get(node.pk) and (node.pk in work or node.pk in sums or node.kind == "measure"):
            held[home[node.pk]].append(node)

    def measure(node: PlanNode) -> MeasureFact:
        verdict, judgement = judged.get(node.pk, ("", ""))
        return MeasureFact(_title(node), node.text, tuple(work.get(node.pk, ())), sums.get(node.pk, ()), verdict, judgement)

    return tuple(
        TaskFact(row.node.number, row.node.title, row.node.kind, tuple(row.lead), tuple(row.responsible), tuple(map(measure, held[row.node.pk])))
        for row in matrix(plan)
    )


def _title(node: PlanNode) -> str:
    return "综合工作" if node.kind in TASK_KINDS else node.title or "其他工作"


def home_of(nodes: Iterable[PlanNode]) -> dict[int, int]:
    """Node → the action or key project in which it stands (itself, if it is one)."""
    home: dict[int, int] = {}
    for node in nodes:
        if node.kind in TASK_KINDS:
            home[node.pk] = node.pk
        elif node.parent_id in home:
            home[node.pk] = home[node.parent_id]
    return home


def _work(plan: Plan, year: int | None, on: datetime.date) -> dict[int, list[WorkFact]]:
    told = governance.latest_accepted(plan=plan, year=year)
    found: dict[int, list[WorkFact]] = {}
    for item in summaries.work(plan, year, on).select_related("indicator").prefetch_related("partners").order_by("node__position", "due_on", "pk"):
        report = told.get(item.pk)
        found.setdefault(item.node_id, []).append(_fact(item, report.done if report else "", report.problems if report else ""))
    return found


def _fact(item: WorkItem, result: str, reason: str) -> WorkFact:
    unit = item.indicator.unit_label if item.indicator else ""
    return WorkFact(
        title=item.title,
        unit=item.unit.name,
        due_on=item.due_on,
        state=item.state,  # type: ignore[attr-defined]
        year=item.year,
        deliverable=item.deliverable,
        lead=item.lead_unit.name if item.lead_unit else "",
        partners=tuple(unit.name for unit in item.partners.all()),
        planned="" if item.quantity is None else figure(item.quantity) + unit,
        result=result,
        reason=reason or item.status_note,
    )


def _amounts(plan: Plan, since: datetime.date, until: datetime.date, compared: Period | None) -> Amounts:
    """Evidence by node; what names a work item only counts for the node of that item."""
    now = totals_of_plan(plan, since, until)
    then = totals_of_plan(plan, *compared) if compared else {}
    by_node: defaultdict[int, list[Amount]] = defaultdict(list)
    for (node, kind), quantity in now.items():
        if kind not in LEVELS:
            by_node[node].append(amount(kind, quantity, then.get((node, kind), Decimal(0)) if compared else None))
    return {node: add_up(found) for node, found in by_node.items()}
