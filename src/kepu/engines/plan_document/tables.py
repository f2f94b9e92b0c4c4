"""Tables of responsibilities, whether they come as a Word table, as lines with tabs, or cell by cell.

Three layouts occur. Word tables arrive with real cells. Text copied from Word has one row a line with
tabs between the cells. Text saved by some browsers has one *cell* a line, each behind a tab, and an
empty line between rows. In all of them rows may be cut off: what is missing is reported, not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from .numbering import find_mark
from .source import Cell, Line


class Role(StrEnum):
    """What a column holds."""

    NUMBER = "number"
    CATEGORY = "category"
    TASK = "task"
    LEAD = "lead"
    RESPONSIBLE = "responsible"
    OTHER = "other"


_ROLES = (
    (Role.NUMBER, re.compile(r"^(序号|编号)$")),
    (Role.LEAD, re.compile(r"牵头|主责|主办|主抓")),
    (Role.RESPONSIBLE, re.compile(r"责任|配合|参与|参加|协办|协同|承办|成员单位|负责")),
    (Role.OTHER, re.compile(r"时限|时间|进度|备注|目标值|指标")),
    (Role.CATEGORY, re.compile(r"类别|分类|类型|领域|板块")),
    (Role.TASK, re.compile(r"任务|内容|工作|措施|项目|事项|工程|行动")),
)
_TASK_LIKE = re.compile(r"(行动|工程|计划|项目|任务)$")
_UNIT_LIKE = re.compile(r"(委|局|办|部|会|联|院|校|所|站|馆|街道|镇|乡|政府|公司|中心|协|单位|部门)$")
_TOGETHER = 14  # cells of a header in the cell-by-cell layout


@dataclass(slots=True)
class Row:
    """A row: its lines, the text of each role, and whether cells of it are missing."""

    first: int
    last: int
    values: dict[Role, str] = field(default_factory=dict)
    cut: bool = False
    is_head: bool = False
    continues: bool = False  # the task cell continues the one above (merged downwards)


@dataclass(slots=True)
class Table:
    """Consecutive rows under one header; ``roles`` is empty for a table that assigns no tasks."""

    rows: list[Row]
    roles: list[Role]
    has_head: bool = True


def head_roles(cells: Sequence[str]) -> list[Role] | None:
    """The roles of a header row, or None where the row is no header of responsibilities."""
    roles = [_role(cell) for cell in cells]
    named = [role for role in roles if role is not None]
    units = [role for role in named if role in (Role.LEAD, Role.RESPONSIBLE)]
    if not units or len(set(named)) < 2:
        return None
    found = [role or Role.OTHER for role in roles]
    if Role.LEAD not in units and "配合" in "".join(cells) and len(units) > 1:
        found[found.index(Role.RESPONSIBLE)] = Role.LEAD  # 责任单位 leads where others only assist
    if Role.TASK not in found and Role.CATEGORY in found:
        found[found.index(Role.CATEGORY)] = Role.TASK
    return found


def _role(cell: str) -> Role | None:
    cell = re.sub(r"\s", "", cell)
    if not 0 < len(cell) <= 10 or "、" in cell[:-2] or find_mark(cell):
        return None
    return next((role for role, words in _ROLES if words.search(cell)), None)


def find_tables(lines: Sequence[Line], in_annex: Sequence[bool]) -> list[Table]:
    """All tables in the order of the document; rows own their lines and the blank lines after them."""
    tables: list[Table] = []
    roles: list[Role] | None = None  # of the last header, for a table that goes on after a break
    at = 0
    while at < len(lines):
        line = lines[at]
        if line.cells is not None:
            table, at = _word_table(lines, at)
        elif "\t" in line.raw:
            known = roles if in_annex[at] else None
            found = _text_table(lines, at, known, in_annex[at])
            if found is None:
                at += 1
                continue
            table, at = found
        else:
            at += 1
            continue
        tables.append(table)
        roles = table.roles or roles
    return tables


def _word_table(lines: Sequence[Line], at: int) -> tuple[Table, int]:
    table = Table([], [])
    above: tuple[Cell, ...] = ()
    number = lines[at].table
    while at < len(lines) and lines[at].table == number and lines[at].cells is not None:
        cells = _inherit(lines[at].cells or (), above)
        texts = [cell.text for cell in cells]
        row = Row(lines[at].number, lines[at].number)
        roles = head_roles(texts)
        if roles is not None:
            table.roles, row.is_head = roles, True
        elif table.roles:
            fill(row, texts, table.roles)
            task = table.roles.index(Role.TASK) if Role.TASK in table.roles else -1
            row.continues = 0 <= task < len(cells) and cells[task].continued
        else:
            row.values[Role.OTHER] = "\t".join(texts)
        table.rows.append(row)
        above = cells
        at += 1
    return table, at


def _inherit(cells: Sequence[Cell], above: Sequence[Cell]) -> tuple[Cell, ...]:
    return tuple(Cell(above[i].text, True) if cell.continued and i < len(above) else cell for i, cell in enumerate(cells))


def _text_table(lines: Sequence[Line], at: int, known: list[Role] | None, in_annex: bool) -> tuple[Table, int] | None:
    cells = _cells(lines[at].raw)
    if sum(1 for cell in cells if cell.strip()) >= 2:
        roles = head_roles(cells)
        if roles is not None or (in_annex and _holds_units(cells)):
            return _rows_by_line(lines, at, roles or known)
        return None
    end = _cell_run(lines, at)
    run = [cell for line in lines[at:end] for cell in _cells(line.raw)]
    roles = head_roles(run)
    if roles is not None:
        head = Row(lines[at].number, lines[end - 1].number, is_head=True)
        return _rows_by_cell(lines, end, roles, head)
    if in_annex and _holds_units(run):
        return _rows_by_cell(lines, at, known, None)
    return None


def _holds_units(cells: Sequence[str]) -> bool:
    return any(cell.count("、") >= 1 and _UNIT_LIKE.search(cell.strip()) for cell in cells)


def _cells(raw: str) -> list[str]:
    """The cells of a line; the tab that opens every cell in the cell-by-cell layout is none."""
    pieces = raw.rstrip("\r\n").split("\t")
    return pieces if pieces[0].strip() or len(pieces) > 2 else pieces[1:] or [""]


def _cell_run(lines: Sequence[Line], at: int) -> int:
    end = at
    while (
        end < len(lines)
        and end - at < _TOGETHER
        and lines[end].cells is None
        and not lines[end].raw.split("\t", 1)[0].strip()
        and "\t" in lines[end].raw
    ):
        end += 1
    return end


def _rows_by_line(lines: Sequence[Line], at: int, roles: list[Role] | None) -> tuple[Table, int]:
    table = Table([], roles or _guess_roles(_cells(lines[at].raw)), has_head=roles is not None)
    while at < len(lines) and lines[at].cells is None:
        line = lines[at]
        if "\t" not in line.raw:
            if line.text or not table.rows:
                break
            table.rows[-1].last = line.number
        else:
            row = Row(line.number, line.number)
            cells = _cells(line.raw)
            row.is_head = head_roles(cells) is not None
            if not row.is_head:
                fill(row, cells, table.roles)
            table.rows.append(row)
        at += 1
    return table, at


def _rows_by_cell(lines: Sequence[Line], at: int, roles: list[Role] | None, head: Row | None) -> tuple[Table, int]:
    table = Table([head] if head else [], roles or [], has_head=head is not None or roles is not None)
    width = len(table.roles) or 4
    groups: list[tuple[Row, list[str]]] = []
    fresh = True
    while at < len(lines) and lines[at].cells is None:
        line = lines[at]
        if "\t" in line.raw and not line.raw.split("\t", 1)[0].strip():
            if fresh or len(groups[-1][1]) >= width:
                groups.append((Row(line.number, line.number), []))
                fresh = False
            groups[-1][1].extend(_cells(line.raw))
            groups[-1][0].last = line.number
        elif line.text:
            break
        else:
            owner = groups[-1][0] if groups else head
            if owner is None:
                break
            owner.last, fresh = line.number, True
        at += 1
    if not table.roles:
        table.roles = _guess_roles(max((cells for _, cells in groups), key=len, default=[]))
    for row, cells in groups:
        fill(row, cells, table.roles)
        table.rows.append(row)
    return table, at


def _guess_roles(cells: Sequence[str]) -> list[Role]:
    """Roles for a table that lost its header: the unit columns are the last ones."""
    usual = [Role.CATEGORY, Role.TASK, Role.LEAD, Role.RESPONSIBLE]
    return usual[-len(cells) :] if 2 <= len(cells) < 4 else usual


def fill(row: Row, cells: Sequence[str], roles: Sequence[Role]) -> None:
    """Give each cell its role: by position where the row is whole, else by what the cell looks like."""
    cells = [cell.strip() for cell in cells]
    while len(cells) > len(roles) and not cells[-1]:
        cells.pop()
    spans = len(cells) == len(roles) > 2 and cells[0] and not any(cells[1:])
    if spans and roles[0] is not Role.TASK and not looks_like_units(cells[0]):
        row.values[Role.CATEGORY] = cells[0]  # a heading or a note across the whole table
        return
    whole = len(cells) == len(roles)
    if whole:
        for role, cell in zip(roles, cells, strict=True):
            row.values[role] = "、".join(filter(None, (row.values.get(role, ""), cell)))
        task = row.values.get(Role.TASK, "")
        if task and not (looks_like_units(task) and not row.values.get(Role.RESPONSIBLE, "x")):
            return
    row.cut = True
    row.values = _by_look(cells)


def looks_like_units(text: str) -> bool:
    """Whether a cell reads as a list of units rather than as a task."""
    if find_mark(text) or _TASK_LIKE.search(text):
        return False
    return bool(_UNIT_LIKE.search(text)) and ("、" in text or len(text) <= 12)


def _by_look(cells: Sequence[str]) -> dict[Role, str]:
    values: dict[Role, str] = {}
    units: list[str] = []
    for cell in filter(None, cells):
        if Role.TASK not in values and (find_mark(cell) or (_TASK_LIKE.search(cell) and len(cell) > 6)):
            values[Role.TASK] = cell
        elif looks_like_units(cell):
            units.append(cell)
        elif Role.CATEGORY not in values and Role.TASK not in values and len(cell) <= 10:
            values[Role.CATEGORY] = cell
        else:
            role = Role.OTHER if Role.TASK in values else Role.TASK
            values[role] = "、".join(filter(None, (values.get(role, ""), cell)))
    if len(units) == 1:
        many = units[0].count("、") >= 5 or units[0].startswith("各") or "、各" in units[0]
        values[Role.RESPONSIBLE if many else Role.LEAD] = units[0]
    elif units:
        values[Role.LEAD] = units[0]
        values[Role.RESPONSIBLE] = "、".join(units[1:])
    return values
