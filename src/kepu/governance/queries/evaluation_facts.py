"""What the data say of each measure of a plan, and which grade they suggest."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from django.db.models import Count, Sum

from kepu.evidence.kinds import kinds
from kepu.evidence.models import EvidenceRecord
from kepu.evidence.queries import effective, indicator_statuses
from kepu.governance.models import Grade, ProgressReport
from kepu.plans.models import Indicator, Plan, PlanNode, Responsibility, WorkItem

MOSTLY_FROM = 0.8
REPORTS = 3
Facts = dict[str, Any]


def measures_of(plan: Plan) -> list[PlanNode]:
    """What is evaluated: measures, and actions and key projects that have none."""
    nodes = list(plan.nodes.order_by("position"))
    with_measures = {node.parent_id for node in nodes if node.kind == "measure"}
    return [node for node in nodes if node.kind == "measure" or (node.kind in ("action", "key_project") and node.pk not in with_measures)]


def leads_of(plan: Plan) -> dict[int, int]:
    """Node -> unit that leads it or the nearest heading above; two queries for the whole plan."""
    named: dict[int, int] = {}
    held = Responsibility.objects.filter(node__plan=plan, part=Responsibility.Part.LEAD).order_by("position", "pk")
    for node_id, unit_id in held.values_list("node_id", "unit_id"):
        named.setdefault(node_id, unit_id)
    for pk, parent in plan.nodes.order_by("position").values_list("pk", "parent_id"):
        if pk not in named and parent in named:
            named[pk] = named[parent]
    return named


def facts_of(plan: Plan, nodes: list[PlanNode], on: date) -> dict[int, Facts]:
    """Node -> facts, with what lies below it; the number of queries does not depend on the number of measures."""
    owner = _owners(plan, {node.pk for node in nodes})
    facts: dict[int, Facts] = {node.pk: {"work": defaultdict(int), "evidence": {}, "indicators": [], "reports": []} for node in nodes}
    for node_id, status, number in plan.work_items.order_by().values_list("node", "status").annotate(n=Count("pk")):
        if node_id in owner:
            facts[owner[node_id]]["work"][_work_state(status)] += number
    _add_evidence(plan, owner, facts)
    _add_indicators(plan, owner, facts, on)
    _add_reports(plan, owner, facts)
    for fact in facts.values():
        fact["work"] = dict(fact["work"])
        fact["evidence"] = sorted(fact["evidence"].values(), key=lambda row: row["name"])
        fact["proposal"] = proposal(fact)
    return facts


def proposal(fact: Facts) -> str:
    """The grade that the figures suggest, "" where there are none.

    The share of finished work, lowered to 部分完成 at best where an indicator of the measure was missed by far.
    """
    done, left = fact["work"].get("done", 0), fact["work"].get("open", 0)
    lights = [row["light"] for row in fact["indicators"] if row["light"] != "grey"]
    if not done + left and not lights:
        return ""
    share = done / (done + left) if done + left else 1.0
    if "red" in lights:
        return Grade.PARTLY if share > 0 else Grade.NOT
    if share == 1.0 and "amber" not in lights:
        return Grade.DONE
    if share >= MOSTLY_FROM:
        return Grade.MOSTLY
    return Grade.PARTLY if share > 0 else Grade.NOT


def _work_state(status: str) -> str:
    return {WorkItem.Status.DONE: "done", WorkItem.Status.DROPPED: "dropped"}.get(WorkItem.Status(status), "open")


def _owners(plan: Plan, chosen: set[int]) -> dict[int, int]:
    """Node -> the evaluated node in or above which it stands."""
    owner: dict[int, int] = {}
    for pk, parent in plan.nodes.order_by("position").values_list("pk", "parent_id"):
        if pk in chosen:
            owner[pk] = pk
        elif parent in owner:
            owner[pk] = owner[parent]
    return owner


def _add_evidence(plan: Plan, owner: dict[int, int], facts: dict[int, Facts]) -> None:
    names = {known.code: known for known in kinds()}
    records = effective(EvidenceRecord.objects.filter(district_id=plan.district_id, node__in=list(owner)))
    for node_id, code, number, quantity in records.order_by().values_list("node", "kind").annotate(n=Count("pk"), q=Sum("quantity")):
        known = names.get(code)
        empty = {"name": str(known.name if known else code), "unit": str(known.unit_label if known else ""), "records": 0, "quantity": 0.0}
        row = facts[owner[node_id]]["evidence"].setdefault(code, empty)
        row["records"] += number
        row["quantity"] += float(quantity or 0)


def _add_indicators(plan: Plan, owner: dict[int, int], facts: dict[int, Facts], on: date) -> None:
    for status in indicator_statuses(plan, on):
        indicator: Indicator = status.indicator
        if indicator.node_id in owner:
            facts[owner[indicator.node_id]]["indicators"].append(
                {
                    "name": indicator.name,
                    "value": None if status.value is None else float(status.value),
                    "target": float(status.target),
                    "unit": indicator.unit_label,
                    "comparison": str(indicator.get_comparison_display()),
                    "light": str(status.light),
                }
            )


def _add_reports(plan: Plan, owner: dict[int, int], facts: dict[int, Facts]) -> None:
    """The last accepted reports of each measure, newest first."""
    accepted = ProgressReport.objects.filter(period__plan=plan, state=ProgressReport.State.ACCEPTED).exclude(done="")
    latest = accepted.select_related("period", "unit", "work_item").order_by("-period__ends_on", "-pk")
    for report in latest.iterator(chunk_size=500):
        rows = facts[owner[report.work_item.node_id]]["reports"] if report.work_item.node_id in owner else None
        if rows is not None and len(rows) < REPORTS:
            rows.append({"period": report.period.label, "unit": report.unit.name, "text": report.done[:300]})
