"""Carrying a newer text into a plan that exists, and telling what that changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import F, ProtectedError

from kepu.engines.plan_document import Node, PlanDocument, render
from kepu.plans.models import Plan, PlanDoubt, PlanNode, Responsibility

from .assignments import as_read, place_units
from .importing import store_doubts
from .matching import Pairs, match
from .targets import revise_targets

_FAR = 1_000_000
_READ = ("number", "title", "kind", "text")
Difference = dict[str, list[dict[str, Any]]]


def revise(plan: Plan, document: PlanDocument) -> Difference:
    """Make the plan what the document says, keeping the rows of what continues, settled doubts and everything set by hand.

    Returns what changed, fit for JSON: `head`, `nodes`, `units`, `targets`, `doubts`, each a list; empty lists for an equal text.
    """
    before = _units(plan)
    difference: Difference = {"head": _revise_head(plan, document)}
    stored = list(plan.nodes.order_by("position"))
    pairs = match(stored, document.nodes)
    keys = {node.key: id for id, node in pairs.items()}
    difference["nodes"], nodes = _revise_nodes(plan, stored, pairs, document)
    difference["targets"] = revise_targets(plan, document.targets, nodes)
    difference["doubts"] = _revise_doubts(plan, document, nodes, keys)
    plan.assignments = as_read(document.responsibilities)
    plan.source_text = render(document)
    plan.cites = [{"title": cite.title, "number": cite.number} for cite in document.head.cites]
    plan.save()
    place_units(plan)
    difference["units"] = list(_changed_units(before, _units(plan)))
    return difference


def _revise_head(plan: Plan, document: PlanDocument) -> list[dict[str, Any]]:
    head = document.head
    year_from, year_to = head.period or (plan.year_from, plan.year_to)
    read = {
        "title": head.title[:200] or plan.title,
        "number": (head.number or "")[:60],
        "issuer": (head.issuer or "")[:100],
        "issued_on": head.issued_on,
        "year_from": year_from,
        "year_to": year_to,
    }
    changed = []
    for name, value in read.items():
        old = getattr(plan, name)
        if old != value:
            changed.append({"field": name, "old": str(old or ""), "new": str(value or "")})
            setattr(plan, name, value)
    return changed


def _revise_nodes(plan: Plan, stored: list[PlanNode], pairs: Pairs, document: PlanDocument) -> tuple[list[dict[str, Any]], dict[str, PlanNode]]:
    """Returns the changes and id -> stored node for the whole document."""
    changes: list[dict[str, Any]] = []
    nodes: dict[str, PlanNode] = {}
    plan.nodes.update(position=F("position") + _FAR)
    for position, (node, parent, depth) in enumerate(_walk(document)):
        kept = pairs.get(node.id)
        known = kept or PlanNode(plan=plan, kind=node.kind)
        change = _read_into(known, node)
        if kept is None:
            changes.append({"change": "added", "number": known.number, "title": str(known), "text": known.text[:200]})
        elif change:
            changes.append({"change": "changed", "number": known.number, "title": str(known), "fields": change})
        known.parent, known.depth, known.position = nodes.get(parent), depth, position
        known.key, (known.first_line, known.last_line) = node.id[:400], node.lines
        known.version += bool(kept and change)
        known.save()
        nodes[node.id] = known
    kept_ids = {node.pk for node in pairs.values()}
    return changes + _retire([node for node in stored if node.pk not in kept_ids], len(nodes)), nodes


def _walk(document: PlanDocument) -> Iterator[tuple[Node, str, int]]:
    """Nodes in the order of the document, each with the id of its parent and its depth."""
    pending: list[tuple[Node, str, int]] = [(node, "", 0) for node in reversed(document.nodes)]
    while pending:
        node, parent, depth = pending.pop()
        yield node, parent, depth
        pending.extend((child, node.id, depth + 1) for child in reversed(node.children))


def _read_into(known: PlanNode, node: Node) -> dict[str, list[str]]:
    """Set what was read, except what a person set; returns field -> [old, new] for what differs."""
    read = {"number": (node.number or "")[:20], "title": node.title[:200], "kind": str(node.kind), "text": node.text}
    changed = {}
    for name in _READ:
        old = getattr(known, name)
        if name not in known.by_hand and old != read[name]:
            changed[name] = [old, read[name]]
            setattr(known, name, read[name])
    return changed


def _retire(gone: list[PlanNode], end: int) -> list[dict[str, Any]]:
    """Remove what the text no longer has; what work or evidence rests on stays at the end and is reported, and so does what was added by hand."""
    changes = []
    by_hand: set[int | None] = set()
    for node in reversed(gone):  # from below, so that what stays keeps all that is above it
        told = {"number": node.number, "title": str(node), "text": node.text[:200]}
        if "node" in node.by_hand or node.pk in by_hand:
            by_hand.add(node.parent_id)
        else:
            try:
                with transaction.atomic():
                    node.delete()
            except ProtectedError:
                changes.append({"change": "kept", **told})
            else:
                changes.append({"change": "removed", **told})
                continue
    left = [node for node in gone if PlanNode.objects.filter(pk=node.pk).exists()]
    for position, node in enumerate(left, start=end):
        PlanNode.objects.filter(pk=node.pk).update(position=position, first_line=None, last_line=None)
    return changes[::-1]


def _revise_doubts(plan: Plan, document: PlanDocument, nodes: dict[str, PlanNode], keys: dict[str, str]) -> list[dict[str, Any]]:
    """A question that is asked again keeps its answer; a new one is open; an open one that is no longer asked goes."""
    old: dict[tuple[str, str, str], list[PlanDoubt]] = defaultdict(list)
    for stored in reversed(plan.doubts.all()):
        old[(stored.kind, stored.subject, stored.message)].append(stored)
    changes: list[dict[str, Any]] = []
    asked, lines, fresh = set(), {}, []
    for doubt in document.doubts:
        same = old.get((doubt.kind, doubt.subject[:100], doubt.message))
        known = same.pop() if same else None
        if known is None:
            fresh.append(doubt)
            changes.append({"change": "added", "line": doubt.line, "message": doubt.message})
            continue
        asked.add(known.pk)
        lines[known.line] = doubt.line
        known.line, known.node, known.suggestions = doubt.line, nodes.get(doubt.node or ""), list(doubt.suggestions)
        known.save()
    for gone in plan.doubts.exclude(pk__in=asked).filter(status=PlanDoubt.Status.OPEN):
        changes.append({"change": "removed", "line": gone.line, "message": gone.message})
        gone.delete()
    for settled in plan.doubts.exclude(status=PlanDoubt.Status.OPEN):
        rows = settled.effect.get("rows")
        if rows:
            settled.effect["rows"] = {str(lines.get(int(line), line)): keys.get(key, key) for line, key in rows.items()}
            settled.save(update_fields=["effect"])
    store_doubts(plan, fresh, nodes)
    return changes


def _units(plan: Plan) -> dict[tuple[int, str, str], list[str]]:
    found: dict[tuple[int, str, str], list[str]] = {}
    held = Responsibility.objects.filter(node__plan=plan).select_related("node", "unit").order_by("node__position", "part", "position", "unit_id")
    for item in held:
        found.setdefault((item.node_id, item.node.title, item.part), []).append(item.unit.name)
    return found


def _changed_units(before: dict[tuple[int, str, str], list[str]], after: dict[tuple[int, str, str], list[str]]) -> Iterator[dict[str, Any]]:
    old = {(pk, part): (title, names) for (pk, title, part), names in before.items()}
    new = {(pk, part): (title, names) for (pk, title, part), names in after.items()}
    for key in {**new, **old}:
        was, now = old.get(key, ("", []))[1], new.get(key, ("", []))[1]
        if set(was) != set(now):
            title = (new.get(key) or old[key])[0]
            lost, won = [n for n in was if n not in now], [n for n in now if n not in was]
            yield {"task": title, "part": key[1], "added": won, "removed": lost}
