"""Who leads and who answers for what: from table rows and from the running text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .head import flat_title
from .inline import find_assignments
from .model import NodeKind, Responsibility
from .register import Register
from .structure import Draft, Outline
from .tables import Role

_SEPARATOR = re.compile(r"[、，,；;\n\v/／]")
_GROUP = re.compile(
    r"^(?:各|有关|相关|其他)|(?:有关|相关|其他|各级|各)(?:部门|单位|成员单位|企业|学校|高校)|成员单位$|(?:部门|单位)$|^(?:区|县|市|省|州|旗)(?:级|属|直)(?!机关)"
)
_VERB = re.compile(r"^(?:组织|深入|大力|全面|积极)*(?:实施|开展|推进|推动)")

#: Kinds of node to which units may be assigned.
ASSIGNABLE = (NodeKind.ACTION, NodeKind.KEY_PROJECT, NodeKind.MEASURE)


def split_units(text: str) -> tuple[list[str], bool]:
    """The names in a list of units, and whether it ends in 等 (and so names only some).

    Brackets hold together: 区委党校（行政学院） is one unit.

    >>> split_units("区委党校（行政学院、社会主义学院）、团 区 委等")
    (['区委党校（行政学院、社会主义学院）', '团区委'], True)
    """
    depth = 0
    pieces: list[str] = [""]
    for char in text:
        depth = max(0, depth + (char in "（(") - (char in "）)"))
        if not depth and _SEPARATOR.match(char):
            pieces.append("")
        else:
            pieces[-1] += char
    names = [name for piece in pieces for name in _spaced(piece)]
    is_open = False
    units: list[str] = []
    for name in names:
        cleaned = re.sub(r"等(?:单位|部门|有关部门|相关单位)?$", "", name.rstrip("。.；"))
        is_open = is_open or cleaned != name.rstrip("。.；")
        if cleaned:
            units.append(cleaned)
    return units, is_open


def _spaced(piece: str) -> list[str]:
    """Names set apart by spaces; spaces inside a name (团 区 委, typed to fill a cell) close up."""
    parts = piece.split()
    if len(parts) > 1 and all(len(part) >= 3 for part in parts):
        return parts
    return ["".join(parts)] if parts else []


def is_group(name: str, register: Register | None) -> bool:
    """Whether a name stands for several units: 各街道, 区级有关部门, or a group of the register."""
    if register is not None and register.canonical(name) is None and register.knows_group(name):
        return True
    return bool(_GROUP.search(name)) and (register is None or register.canonical(name) is None)


def task_key(title: str) -> str:
    """What two writings of a task have in common: no number, no leading verb, no punctuation."""
    return _VERB.sub("", flat_title(title)).rstrip("。.；;，,")


def read_responsibilities(outline: Outline, register: Register | None) -> list[Responsibility]:
    """All responsibilities in the order of the document. Drafts must have their ids."""
    by_key: dict[str, str] = {}
    for draft in outline.walk():
        if draft.kind in ASSIGNABLE and draft.title:
            by_key.setdefault(task_key(draft.title), draft.id)
    entries: list[Responsibility] = []
    category: str | None = None
    previous_table: object = None
    for draft in outline.walk():
        block = draft.block
        if block is not None and block.row is not None:
            if block.table is not previous_table:
                previous_table, category = block.table, None
            category = block.row.values.get(Role.CATEGORY) or category
            if draft.kind is not NodeKind.TASK:
                continue
            entries.append(_from_row(draft, category, by_key, register))
        elif block is not None:
            entries.extend(_from_text(draft, register))
    return entries


def _from_row(draft: Draft, category: str | None, by_key: dict[str, str], register: Register | None) -> Responsibility:
    assert draft.block is not None and draft.block.row is not None
    values = draft.block.row.values
    lead, open_lead = split_units(values.get(Role.LEAD, ""))
    responsible, open_rest = split_units(values.get(Role.RESPONSIBLE, ""))
    number = draft.mark.raw.strip() if draft.mark else values.get(Role.NUMBER) or None
    return _entry(
        draft.title or None, lead, responsible, (draft.first, draft.last), register,
        category=category, number=number, node=by_key.get(task_key(draft.title)) if draft.title else None,
        row=draft.id, open_ended=open_lead or open_rest,
    )  # fmt: skip


def _from_text(draft: Draft, register: Register | None) -> Iterator[Responsibility]:
    block = draft.block
    if block is None or draft.kind in (NodeKind.PREAMBLE, NodeKind.SIGNATURE, NodeKind.ANNEX):
        return
    for assigned in find_assignments(block.text):
        owner = owner_of(draft)
        lead, open_lead = split_units(assigned.lead)
        responsible, open_rest = split_units(assigned.responsible)
        lines = (block.line_at(assigned.start), block.line_at(max(assigned.start, assigned.end - 1)))
        yield _entry(
            owner.title if owner else None, lead, responsible, lines, register,
            node=owner.id if owner else None, row=draft.id, open_ended=open_lead or open_rest or assigned.is_open,
        )  # fmt: skip


def owner_of(draft: Draft) -> Draft | None:
    """The titled section that a line of units speaks for."""
    owner: Draft | None = widened(draft) or draft
    while owner is not None and not owner.title:
        owner = owner.parent
    return owner


def widened(draft: Draft) -> Draft | None:
    """The action for which a line of units speaks that stands under the last of its measures.

    So it is read where none of the measures names units of its own, and asked about (`doubts`).
    """
    measure = draft.parent
    if draft.kind is not NodeKind.ASSIGNMENT or measure is None or measure.kind is not NodeKind.MEASURE:
        return None
    action = measure.parent
    if action is None or action.children[-1] is not measure:
        return None
    measures = [child for child in action.children if child.kind is NodeKind.MEASURE]
    own = [m for m in measures if m is not measure and _names_units(m)]
    return action if len(measures) > 1 and not own else None


def _names_units(measure: Draft) -> bool:
    if any(child.kind is NodeKind.ASSIGNMENT for child in measure.children):
        return True
    return measure.block is not None and next(find_assignments(measure.block.text), None) is not None


def _entry(
    task: str | None,
    lead: list[str],
    responsible: list[str],
    lines: tuple[int, int],
    register: Register | None,
    *,
    category: str | None = None,
    number: str | None = None,
    node: str | None = None,
    row: str | None = None,
    open_ended: bool = False,
) -> Responsibility:
    names = dict.fromkeys([*lead, *responsible])
    groups = tuple(name for name in names if is_group(name, register))
    members: dict[str, tuple[str, ...]] = {}
    canonical: dict[str, str] = {}
    if register is not None:
        members = {group: register.members(group) for group in groups if register.knows_group(group)}
        known = {name: register.canonical(name) for name in names}
        canonical = {name: unit for name, unit in known.items() if unit and unit != name}
    return Responsibility(
        task, tuple(lead), tuple(responsible), groups, lines, category, number, node, row,
        open_ended, members, canonical,
    )  # fmt: skip
