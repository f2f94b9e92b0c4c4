"""Tables of responsibilities: rows cut off, tables that stop too early, columns without header."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..model import Doubt, DoubtKind, NodeKind
from ..numbering import write_like
from ..responsibilities import task_key
from ..structure import Draft, Outline
from ..tables import Role, Table
from .limits import MOST_SUGGESTIONS, TASKS
from .numbering import step


def table_doubts(outline: Outline) -> Iterator[Doubt]:
    """Rows cut off, tables that stop too early, tables without their header, numbers missing in them."""
    rows = [draft for draft in outline.walk() if draft.kind is NodeKind.TASK]
    if not rows:
        return
    missing = _tasks_without_row(outline, rows)
    suggestions = tuple(_label(draft) for draft in missing[:MOST_SUGGESTIONS])
    for table_rows in _by_table(rows):
        yield from _rows_of(table_rows, suggestions)
        yield from _numbers_of(table_rows)
    known = {task_key(draft.title) for draft in outline.walk() if draft.kind in (*TASKS, NodeKind.MEASURE)}
    for draft in rows:
        if draft.title and known and task_key(draft.title) not in known:
            yield Doubt(
                draft.first,
                DoubtKind.TASK_NOT_IN_PLAN,
                f"分工表中的任务“{draft.title}”在正文中找不到。",
                suggestions,
                draft.id,
            )
    if missing:
        last = rows[-1]
        yield Doubt(
            last.first,
            DoubtKind.TABLE_TRUNCATED,
            f"分工表似乎不完整：正文有而表中没有的任务{len(missing)}项：{'、'.join(suggestions)}{'等' if len(missing) > len(suggestions) else ''}。",
            suggestions,
            last.id,
        )


def _tasks_without_row(outline: Outline, rows: Sequence[Draft]) -> list[Draft]:
    """Actions and projects that no row names, where rows name actions or projects at all."""
    tasks = [draft for draft in outline.walk() if draft.kind in TASKS]
    named = {task_key(draft.title) for draft in rows if draft.title}
    missing = [draft for draft in tasks if task_key(draft.title) not in named]
    cut = any(not draft.title for draft in rows)
    return missing if cut or len(missing) < len(tasks) else []


def _label(draft: Draft) -> str:
    mark = draft.mark.raw.strip() if draft.mark else ""
    if draft.suggested is not None:
        mark = write_like(draft.suggested, draft.suggested.ordinal)
    return f"{mark}{draft.title}"


def _by_table(rows: Iterable[Draft]) -> Iterator[list[Draft]]:
    tables: dict[int, list[Draft]] = {}
    for draft in rows:
        assert draft.block is not None
        tables.setdefault(id(draft.block.table), []).append(draft)
    yield from tables.values()


def _rows_of(rows: Sequence[Draft], suggestions: tuple[str, ...]) -> Iterator[Doubt]:
    table: Table | None = rows[0].block.table if rows[0].block else None
    if table is not None and not table.has_head:
        yield Doubt(
            rows[0].first,
            DoubtKind.TABLE_WITHOUT_HEAD,
            "分工表没有表头，各列含义是按内容推断的，请核对牵头单位和责任单位。",
            ("类别、任务内容、牵头部门、责任单位",),
            rows[0].id,
        )
    above: Draft | None = None
    for draft in rows:
        yield from _row(draft, table, suggestions, above)
        above = draft if draft.title else above


def _row(draft: Draft, table: Table | None, suggestions: tuple[str, ...], above: Draft | None) -> Iterator[Doubt]:
    """A row without task, without units, or only without its lead."""
    assert draft.block is not None and draft.block.row is not None
    row = draft.block.row
    wanted = [role for role in (Role.LEAD, Role.RESPONSIBLE) if table and role in table.roles]
    lost = [role for role in wanted if not row.values.get(role)]
    if not draft.title:
        choice = suggestions or ((f"续上一行：{above.title}",) if above is not None else ())
        also = f"，也没有{_names(lost)}" if lost else ""
        message = f"表格这一行不完整：没有任务名称{also}，无法确定这些单位承担哪项任务。"
        yield Doubt(draft.first, DoubtKind.ROW_CUT_OFF, message, choice, draft.id)
    elif lost and (row.cut or Role.RESPONSIBLE in lost):
        message = f"表格这一行不完整：“{draft.title}”缺少{_names(lost)}。"
        yield Doubt(draft.first, DoubtKind.ROW_CUT_OFF, message, (), draft.id)
    elif lost:
        message = f"“{draft.title}”没有写明{_names(lost)}。"
        yield Doubt(draft.first, DoubtKind.LEAD_MISSING, message, (), draft.id)


def _names(roles: Sequence[Role]) -> str:
    return "和".join("牵头单位" if role is Role.LEAD else "责任单位" for role in roles)


def _numbers_of(rows: Sequence[Draft]) -> Iterator[Doubt]:
    """Gaps and repetitions of the numbers in a table; a new category or 1. begins again."""
    before = 0
    for draft in rows:
        if draft.mark is None or (draft.block and draft.block.row and draft.block.row.continues):
            continue
        if draft.block and draft.block.row and draft.block.row.values.get(Role.CATEGORY) and draft.mark.ordinal == 1:
            before = 0
        if draft.mark.ordinal == 1 and before > 1:
            before = 0
        yield from step(draft, draft.mark, before)
        before = draft.mark.ordinal
