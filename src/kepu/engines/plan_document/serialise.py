"""The document as plain data, following the published JSON Schema (``schema.json``)."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any

from .model import Doubt, Head, Node, PlanDocument, Responsibility, Target


def to_json(document: PlanDocument) -> dict[str, Any]:
    """Plain dicts, lists, numbers and strings, ready for ``json.dumps``."""
    return {
        "head": _head(document.head),
        "nodes": [_node(node) for node in document.nodes],
        "targets": [_target(target) for target in document.targets],
        "programmes": [{"name": p.name, "noun": p.noun, "node": p.node, "line": p.line} for p in document.programmes],
        "phases": [{"title": p.title, "period": _pair(p.period), "node": p.node, "line": p.line} for p in document.phases],
        "mechanisms": [{"title": m.title, "aspect": m.aspect, "node": m.node, "line": m.line} for m in document.mechanisms],
        "responsibilities": [_responsibility(entry) for entry in document.responsibilities],
        "doubts": [_doubt(doubt) for doubt in document.doubts],
        "source": {"encoding": document.encoding, "lines": list(document.lines)},
    }


@cache
def json_schema() -> dict[str, Any]:
    """The published JSON Schema (draft 2020-12) of `to_json`."""
    text = resources.files(__package__).joinpath("schema.json").read_text("utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def comparison_text(target: Target) -> str:
    """``>=``, ``about``, … and for a target of each interval ``>= per year``."""
    return f"{target.comparison} per {target.interval}" if target.interval else str(target.comparison)


def _pair(period: tuple[int, int] | None) -> list[int] | None:
    return list(period) if period else None


def _head(head: Head) -> dict[str, Any]:
    return {
        "number": head.number,
        "issuer": head.issuer,
        "date": head.issued_on.isoformat() if head.issued_on else None,
        "title": head.title,
        "period": _pair(head.period),
        "cites": [{"title": c.title, "number": c.number, "line": c.line} for c in head.cites],
    }


def _node(node: Node) -> dict[str, Any]:
    return {
        "id": node.id,
        "kind": str(node.kind),
        "number": node.number,
        "ordinal": node.ordinal,
        "title": node.title,
        "text": node.text,
        "lines": list(node.lines),
        "children": [_node(child) for child in node.children],
    }


def _target(target: Target) -> dict[str, Any]:
    return {
        "phrase": target.phrase,
        "value": target.value,
        "unit": target.unit,
        "comparison": comparison_text(target),
        "deadline": target.deadline.isoformat() if target.deadline else None,
        "deadline_stated": target.deadline_stated,
        "per": target.per,
        "upper": target.upper,
        "node": target.node,
        "line": target.line,
    }


def _responsibility(entry: Responsibility) -> dict[str, Any]:
    return {
        "task": entry.task,
        "lead": list(entry.lead),
        "responsible": list(entry.responsible),
        "groups": list(entry.groups),
        "lines": list(entry.lines),
        "category": entry.category,
        "number": entry.number,
        "node": entry.node,
        "row": entry.row,
        "open_ended": entry.open_ended,
        "members": {group: list(units) for group, units in entry.members.items()},
        "canonical": dict(entry.canonical),
    }


def _doubt(doubt: Doubt) -> dict[str, Any]:
    return {
        "line": doubt.line,
        "kind": str(doubt.kind),
        "message": doubt.message,
        "suggestions": list(doubt.suggestions),
        "node": doubt.node,
    }
