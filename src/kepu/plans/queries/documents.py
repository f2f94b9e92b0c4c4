"""Reads of plans."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Count, Q, QuerySet

from kepu.engines.plan_document import Register
from kepu.engines.plan_document import Unit as RegisteredUnit
from kepu.organizations.actors import Actor
from kepu.organizations.models import Area, Unit
from kepu.plans.models import Plan, PlanDoubt, PlanNode, Responsibility

TASK_KINDS = ("action", "key_project")
#: Parts of the document that a page of the structure leaves out, unless it stands beside the source.
UNDRAWN = ("head", "annex", "task", "row", "table_head")


def register_of(district: Area) -> Register:
    """The district's units, aliases and groups as the plan reader takes them."""
    units = Unit.objects.filter(district=district, is_active=True).prefetch_related("aliases", "groups").order_by("type", "id")
    return Register(
        tuple(
            RegisteredUnit(
                unit.name,
                tuple(alias.name for alias in unit.aliases.all()),
                tuple(group.name for group in unit.groups.all()),
            )
            for unit in units
        )
    )


def plans(actor: Actor) -> QuerySet[Plan]:
    """Plans of the district, newest period first, with what is still open."""
    return Plan.objects.filter(district=actor.district).annotate(
        measures=Count("nodes", filter=Q(nodes__kind="measure"), distinct=True),
        open_doubts=Count("doubts", filter=Q(doubts__status=PlanDoubt.Status.OPEN), distinct=True),
    )


def outline(plan: Plan) -> list[PlanNode]:
    """All nodes in the order of the document."""
    return list(plan.nodes.order_by("position"))


@dataclass
class MatrixRow:
    """One task with its units; `mine` when the reader's unit takes part."""

    node: PlanNode
    lead: list[str] = field(default_factory=list)
    responsible: list[str] = field(default_factory=list)
    mine: bool = False

    @property
    def category(self) -> str:
        """The part of the plan that the task stands in."""
        return self.node.parent.title if self.node.parent else ""


def matrix(plan: Plan, unit: Unit | None = None) -> list[MatrixRow]:
    """Task × units as the annex has it: a group that was written in the annex stands for its members."""
    rows = {node.pk: MatrixRow(node) for node in plan.nodes.filter(kind__in=TASK_KINDS).select_related("parent").order_by("position")}
    held = Responsibility.objects.filter(node__plan=plan).select_related("unit").order_by("node__position", "part", "position")
    for item in held:
        row = rows.get(item.node_id)
        if row is None:
            continue
        names = row.lead if item.part == Responsibility.Part.LEAD else row.responsible
        name = item.via_group or item.unit.name
        if name not in names:
            names.append(name)
        row.mine = row.mine or (unit is not None and item.unit_id == unit.pk)
    return list(rows.values())
