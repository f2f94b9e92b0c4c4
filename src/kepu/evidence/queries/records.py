"""Single records."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, QuerySet

from kepu.evidence.models import EvidenceRecord
from kepu.evidence.rollups.recount import effective
from kepu.organizations.access import fetch
from kepu.organizations.actors import Actor
from kepu.organizations.models import Area, Unit
from kepu.plans.models import PlanNode, WorkItem

from .browse import visible_to

__all__ = ["detail", "effective", "evidence_of", "evidence_of_node", "records_of"]


def records_of(
    actor: Actor,
    *,
    kinds: Iterable[str] | None = None,
    units: Iterable[Unit | int] | None = None,
    areas: Iterable[Area | int] | None = None,
    audience: str = "",
    since: date | None = None,
    until: date | None = None,
    node: PlanNode | None = None,
    work_item: WorkItem | None = None,
    source: models.Model | None = None,
    with_superseded: bool = False,
) -> QuerySet[EvidenceRecord]:
    """Records that the actor may see, latest event first, with unit, area and author loaded and `is_superseded` marked.

    Only records that count, unless the superseded and void ones are asked for. Page by slices: a count over millions is slow.
    """
    found = EvidenceRecord.objects.filter(visible_to(actor))
    chosen: dict[str, Any] = {"kind__in": kinds, "unit__in": units, "area__in": areas, "audience": audience or None}
    chosen |= {"happened_on__gte": since, "happened_on__lte": until, "node": node, "work_item": work_item}
    found = found.filter(**{name: list(value) if name.endswith("__in") else value for name, value in chosen.items() if value is not None})
    if source is not None:
        found = found.filter(source_type=source._meta.label_lower, source_id=str(source.pk))
    if not with_superseded:
        found = effective(found)
    later = EvidenceRecord.objects.filter(corrects=OuterRef("pk"))
    return found.annotate(is_superseded=Exists(later)).select_related("unit", "area", "recorded_by").order_by("-happened_on", "-id")


def evidence_of(actor: Actor, work_item: WorkItem) -> QuerySet[EvidenceRecord]:
    """What counts as done for a task."""
    return records_of(actor, work_item=work_item)


def evidence_of_node(actor: Actor, node: PlanNode) -> QuerySet[EvidenceRecord]:
    """What counts as done for a measure, action or part, and for all below it."""
    below = PlanNode.objects.filter(plan_id=node.plan_id, position__gt=node.position).order_by("position")
    inside = {node.pk}
    for pk, parent in below.values_list("pk", "parent_id"):
        if parent in inside:
            inside.add(pk)
    return records_of(actor).filter(node_id__in=inside)


def detail(actor: Actor, pk: int) -> tuple[EvidenceRecord, list[EvidenceRecord]]:
    """A record and its whole line from the original to the newest, in order.

    Raises NotFound for a record of another district.
    """
    record = fetch(actor, EvidenceRecord.objects.select_related("unit", "area", "recorded_by"), "evidence.view_evidence", pk=pk)
    line = [record]
    while line[0].corrects_id:
        line.insert(0, EvidenceRecord.objects.select_related("recorded_by").get(pk=line[0].corrects_id))
    while later := EvidenceRecord.objects.select_related("recorded_by").filter(corrects=line[-1]).first():
        line.append(later)
    return record, line
