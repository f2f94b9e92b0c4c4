"""From the names in the document to responsibilities of units: a pure function of what was read and how doubts were settled."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kepu.engines.plan_document import Responsibility as ReadResponsibility
from kepu.organizations.models import Unit, UnitGroup
from kepu.plans import queries
from kepu.plans.models import Plan, PlanDoubt, Responsibility

#: Aspect of a node that a person set; its responsibilities are then left alone.
BY_HAND = "responsibilities"


def as_read(entries: Iterable[ReadResponsibility]) -> list[dict[str, Any]]:
    """What the document says, fit for JSON: line, key of the node that it speaks of, and the names as written."""
    return [
        {"line": entry.lines[0], "node": entry.node, "task": entry.task, "lead": list(entry.lead), "responsible": list(entry.responsible)}
        for entry in entries
    ]


def place_units(plan: Plan) -> None:
    """Bring the responsibilities of every node that the document assigns, and that nobody set by hand, in line with the settled doubts.

    What stays the same keeps its row. A constant number of queries, and one write per kind of change.
    """
    if not plan.assignments:
        return
    settled = list(plan.doubts.filter(status=PlanDoubt.Status.SETTLED))
    names = _names(plan, settled)
    rows = {int(line): key for doubt in settled for line, key in doubt.effect.get("rows", {}).items()}
    nodes = {node.key: node for node in plan.nodes.all()}
    wanted: dict[tuple[int, int, str], tuple[str, int]] = {}
    for entry in plan.assignments:
        node = nodes.get((rows.get(entry["line"], entry["node"]) or "")[:400])
        if node is None or BY_HAND in node.by_hand:
            continue
        for part in (Responsibility.Part.LEAD, Responsibility.Part.RESPONSIBLE):
            for position, name in enumerate(entry[part]):
                for unit, group in names[name]:
                    wanted.setdefault((node.pk, unit, part.value), (group, position))
    _store(plan, wanted)


def _names(plan: Plan, settled: list[PlanDoubt]) -> dict[str, list[tuple[int, str]]]:
    """Written name -> the units that it stands for, each with the group through which, if any."""
    register = queries.register_of(plan.district)
    units = {unit.name: unit.pk for unit in Unit.objects.filter(district=plan.district_id, is_active=True)}
    chosen = {doubt.subject: doubt.effect for doubt in settled if doubt.subject}
    found: dict[str, list[tuple[int, str]]] = {}
    for name in {name for entry in plan.assignments for name in (*entry["lead"], *entry["responsible"])}:
        effect, canonical = chosen.get(name, {}), register.canonical(name)
        if "unit" in effect:
            found[name] = [(effect["unit"], "")]
        elif "group" in effect:
            group = UnitGroup.objects.filter(pk=effect["group"], district=plan.district_id).first()
            found[name] = [(unit.pk, name) for unit in group.members.filter(is_active=True).order_by("type", "id")] if group else []
        elif canonical:
            found[name] = [(units[canonical], "")]
        else:
            found[name] = [(units[member], name) for member in register.members(name)]
    return found


def _store(plan: Plan, wanted: dict[tuple[int, int, str], tuple[str, int]]) -> None:
    held = {(item.node_id, item.unit_id, item.part): item for item in Responsibility.objects.filter(node__plan=plan).select_related("node")}
    surplus = [item.pk for key, item in held.items() if key not in wanted and BY_HAND not in item.node.by_hand]
    Responsibility.objects.filter(pk__in=surplus).delete()
    Responsibility.objects.bulk_create(
        Responsibility(node_id=node, unit_id=unit, part=part, via_group=group[:100], position=position)
        for (node, unit, part), (group, position) in wanted.items()
        if (node, unit, part) not in held
    )
