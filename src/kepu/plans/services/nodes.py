"""Writing the structure of a plan by hand: headings, measures, and the units of a task."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import F, ProtectedError
from django.utils.translation import gettext as _

from kepu.engines.plan_document import NodeKind
from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput
from kepu.organizations.models import Unit
from kepu.organizations.services.base import audit, check_version, service
from kepu.plans.models import Plan, PlanDoubt, PlanNode, Responsibility

from .assignments import BY_HAND
from .work_items import open_plan

#: Kinds that a person may give a node.
KINDS = (
    NodeKind.PART, NodeKind.GUIDING, NodeKind.GOAL, NodeKind.ACTION, NodeKind.KEY_PROJECT, NodeKind.MEASURE,
    NodeKind.MECHANISM, NodeKind.SCHEDULE, NodeKind.PHASE, NodeKind.ITEM, NodeKind.TEXT,
)  # fmt: skip
_FAR = 1_000_000
_ANSWERED_BY_UNITS = ("task_without_unit", "lead_missing")


@service
def update_node(
    *, actor: Actor, node: PlanNode, version: int, lead: Iterable[Unit] | None = None, responsible: Iterable[Unit] | None = None, **changes: str
) -> PlanNode:
    """Change number, title, kind or text of a node, or the units that lead and answer for it; a later import keeps what was set here.

    Raises Conflict when somebody else changed the node, InvalidInput with each field that does not fit.
    """
    unknown = set(changes) - {"number", "title", "kind", "text"}
    if unknown:
        raise TypeError(f"a node has no {', '.join(sorted(unknown))}")
    node = access.fetch(actor, PlanNode, "plans.change_plan", lock=True, district_path="plan__district", pk=node.pk)
    plan = open_plan(actor, node.plan, "plans.change_plan")
    check_version(node, version)
    values = {name: value.strip() for name, value in changes.items()}
    _check(plan, values)
    changed = {name: [getattr(node, name)[:200], value[:200]] for name, value in values.items() if getattr(node, name) != value}
    for name in changed:
        setattr(node, name, values[name])
    if lead is not None and responsible is not None:
        changed |= _set_units(plan, node, list(lead), list(responsible))
    if changed:
        node.by_hand = sorted({*node.by_hand, *(BY_HAND if name in ("lead", "responsible") else name for name in changed)})
        node.version += 1
        node.save()
        audit(actor, "plans.update_node", node, str(node), **changed)
    return node


@service
def add_node(*, actor: Actor, plan: Plan, kind: str, title: str, number: str = "", text: str = "", parent: PlanNode | None = None) -> PlanNode:
    """Add a heading or measure as the last under its parent, or as the last of the plan."""
    plan = open_plan(actor, plan, "plans.change_plan")
    values = {"kind": kind, "title": title.strip(), "number": number.strip(), "text": text.strip()}
    _check(plan, values)
    if parent is not None and parent.plan_id != plan.pk:
        raise InvalidInput(fields={"parent": _("请选择本规划中的上级")})
    position = _end_of(plan, parent)
    _shift(plan, position, 1)
    path = f"{parent.key}/{values['number']}{values['title']}" if parent else f"{values['number']}{values['title']}"
    node = PlanNode.objects.create(
        plan=plan, parent=parent, key=path[:400], position=position, depth=parent.depth + 1 if parent else 0, by_hand=["node"], **values
    )
    audit(actor, "plans.add_node", node, str(node), **values)
    return node


@service
def remove_node(*, actor: Actor, node: PlanNode) -> None:
    """Take a node with all below it out of the plan; refused where work, evidence or an indicator rests on it."""
    node = access.fetch(actor, PlanNode, "plans.change_plan", lock=True, district_path="plan__district", pk=node.pk)
    plan = open_plan(actor, node.plan, "plans.change_plan")
    if plan.indicators.filter(node__in=subtree(node)).exists():
        raise Conflict(_("“%s”下有指标，请先把指标移到别处。") % node)
    audit(actor, "plans.remove_node", node, str(node), number=node.number, title=node.title, text=node.text[:200])
    try:
        node.delete()
    except ProtectedError as error:
        raise Conflict(_("“%s”下已有工作安排或佐证，不能删除。") % node) from error


def subtree(node: PlanNode) -> list[int]:
    """Ids of a node and of all below it, from one query."""
    inside, found = {node.pk}, [node.pk]
    for pk, parent in node.plan.nodes.filter(position__gt=node.position).order_by("position").values_list("pk", "parent_id"):
        if parent in inside:
            inside.add(pk)
            found.append(pk)
    return found


def _end_of(plan: Plan, parent: PlanNode | None) -> int:
    nodes = plan.nodes.filter(pk__in=subtree(parent)) if parent else plan.nodes.all()
    last = nodes.order_by("-position").first()
    return last.position + 1 if last else 0


def _shift(plan: Plan, start: int, by: int) -> None:
    """Make room; in two steps, because positions are unique at every moment."""
    plan.nodes.filter(position__gte=start).update(position=F("position") + _FAR)
    plan.nodes.filter(position__gte=_FAR).update(position=F("position") - _FAR + by)


def _check(plan: Plan, values: dict[str, Any]) -> None:
    errors = {}
    if "kind" in values and values["kind"] not in KINDS:
        errors["kind"] = _("请选择类别")
    if len(values.get("number", "")) > 20:
        errors["number"] = _("序号不超过 20 字")
    if len(values.get("title", "")) > 200:
        errors["title"] = _("标题不超过 200 字")
    if values.get("title") == "" and values.get("kind") != NodeKind.TEXT:
        errors["title"] = _("请填写标题")
    if errors:
        raise InvalidInput(fields=errors)


def _set_units(plan: Plan, node: PlanNode, lead: Sequence[Unit], responsible: Sequence[Unit]) -> dict[str, list[str]]:
    """Replace the units of a node; what stays keeps its row. Returns part -> [old, new] names for what differs."""
    if any(unit.district_id != plan.district_id for unit in (*lead, *responsible)):
        raise InvalidInput(fields={"lead": _("只能选择本区单位")})
    if set(lead) & set(responsible):
        raise InvalidInput(fields={"responsible": _("牵头部门不必再列为责任单位")})
    changed: dict[str, list[str]] = {}
    for part, units in ((Responsibility.Part.LEAD, lead), (Responsibility.Part.RESPONSIBLE, responsible)):
        held = list(node.responsibilities.filter(part=part).select_related("unit"))
        if {item.unit_id for item in held} == {unit.pk for unit in units}:
            continue
        changed[part.value] = ["、".join(item.unit.name for item in held), "、".join(unit.name for unit in units)]
        node.responsibilities.filter(part=part).exclude(unit__in=units).delete()
        kept = {item.unit_id for item in held}
        start = max((item.position for item in held), default=-1) + 1
        Responsibility.objects.bulk_create(
            Responsibility(node=node, unit=unit, part=part, position=start + at) for at, unit in enumerate(units) if unit.pk not in kept
        )
    if changed and (lead or responsible):
        answered = node.doubts.filter(kind__in=_ANSWERED_BY_UNITS, status=PlanDoubt.Status.OPEN)
        answered.update(status=PlanDoubt.Status.SETTLED, resolution=_("已手工明确分工"))
    return changed
