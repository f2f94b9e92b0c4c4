"""Targets of a newer text carried into the indicators."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kepu.engines.plan_document import Target
from kepu.plans.models import Indicator, Plan, PlanNode

from .indicators import indicator_of

_READ = ("target", "deadline", "comparison", "span", "unit_label", "phrase")


def revise_targets(plan: Plan, targets: Sequence[Target], nodes: dict[str, PlanNode]) -> list[dict[str, Any]]:
    """Bring indicators in line with what was read, except fields that a person set; one that is no longer promised stays and is reported."""
    left = {item.pk: item for item in plan.indicators.all()}
    hand_made = {pk for pk, item in left.items() if "indicator" in item.by_hand}
    changes: list[dict[str, Any]] = []
    for number, target in enumerate(targets, start=1):
        read: Indicator = indicator_of(plan, nodes.get(target.node), target, number)
        known = _known(read, [item for pk, item in left.items() if pk not in hand_made])
        if known is None:
            if plan.indicators.filter(code=read.code).exists():
                read.code = f"target_{max(plan.indicators.values_list('pk', flat=True)) + 1}"
            read.save()
            changes.append({"change": "added", "name": read.name, "new": _told(read)})
            continue
        del left[known.pk]
        change = _read_into(known, read)
        if change:
            changes.append({"change": "changed", "name": known.name, **change})
    gone = [item for pk, item in left.items() if pk not in hand_made]
    return [*changes, *({"change": "kept", "name": item.name, "old": item.phrase} for item in gone)]


def _known(read: Indicator, left: list[Indicator]) -> Indicator | None:
    """The indicator that the target continues: of the same phrase, else of the same evidence, else of the same node and unit."""
    tests = (
        lambda item: item.phrase == read.phrase,
        lambda item: bool(item.kinds) and item.kinds == read.kinds,
        lambda item: item.node_id == (read.node.pk if read.node else None) and item.unit_label == read.unit_label,
    )
    for test in tests:
        found = next((item for item in left if test(item)), None)
        if found is not None:
            return found
    return None


def _read_into(known: Indicator, read: Indicator) -> dict[str, str]:
    old = _told(known)
    for name in _READ:
        if name not in known.by_hand:
            setattr(known, name, getattr(read, name))
    known.node = read.node
    known.save()
    new = _told(known)
    return {"old": old, "new": new} if old != new else {}


def _told(item: Indicator) -> str:
    value = f"{item.target.normalize():,f}{item.unit_label}"
    return f"{item.get_comparison_display()} {value}（{item.deadline} {item.span_label}）：{item.phrase}"
