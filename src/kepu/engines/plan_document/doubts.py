"""What a careful clerk would ask about, each with its line and what the answer may be.

The checks read the finished outline and never change it. Each check is linear in the document.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from .model import Doubt, DoubtKind, NodeKind, Phase, Responsibility, Target
from .numbering import Mark, write_like
from .register import Register
from .responsibilities import task_key, widened
from .source import Line
from .structure import Draft, Outline
from .tables import Role, Table

#: More suggestions than a person wants to read are left out.
MOST_SUGGESTIONS = 8
_TASKS = (NodeKind.ACTION, NodeKind.KEY_PROJECT)


def numbering_doubts(outline: Outline) -> Iterator[Doubt]:
    """Headings without number, gaps and repetitions, level by level."""
    for siblings in _levels(outline):
        seen: dict[object, tuple[int, Mark]] = {}
        for draft in siblings:
            if draft.suggested is not None:
                mark = draft.suggested
                yield _bare_heading(draft, mark)
                seen[mark.style] = (mark.ordinal, mark)
            elif draft.mark is not None and draft.kind not in (NodeKind.TASK, NodeKind.ROW):
                before = seen.get(draft.mark.style)
                yield from _step(draft, draft.mark, before[0] if before else 0)
                seen[draft.mark.style] = (draft.mark.ordinal, draft.mark)


def _levels(outline: Outline) -> Iterator[Sequence[Draft]]:
    yield outline.roots
    for draft in outline.walk():
        if draft.children:
            yield draft.children


def _bare_heading(draft: Draft, mark: Mark) -> Doubt:
    number = write_like(mark, mark.ordinal)
    return Doubt(
        draft.first,
        DoubtKind.HEADING_WITHOUT_NUMBER,
        f"“{draft.title}”像是标题，但没有编号；按前后顺序应为{number}。",
        (number,),
        draft.id,
    )


def _step(draft: Draft, mark: Mark, before: int) -> Iterator[Doubt]:
    here = mark.raw.strip()
    name = draft.title or draft.text[:20]
    if mark.ordinal <= before:
        yield Doubt(
            draft.first,
            DoubtKind.NUMBERING_DUPLICATE,
            f"编号“{here}”在同一层中重复或倒退（前一个是{write_like(mark, before)}）：“{name}”。",
            (write_like(mark, before + 1),),
            draft.id,
        )
    elif mark.ordinal > before + 1:
        missing = [write_like(mark, n) for n in range(before + 1, min(mark.ordinal, before + 1 + MOST_SUGGESTIONS))]
        yield Doubt(
            draft.first,
            DoubtKind.NUMBERING_GAP,
            f"编号不连续：“{here}{name}”之前缺少{'、'.join(missing)}。",
            (*missing, f"将“{here}”改为“{missing[0]}”"),
            draft.id,
        )


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
    known = {task_key(draft.title) for draft in outline.walk() if draft.kind in (*_TASKS, NodeKind.MEASURE)}
    for draft in rows:
        if draft.title and known and task_key(draft.title) not in known:
            yield Doubt(
                draft.first,
                DoubtKind.TASK_NOT_IN_PLAN,
                f"分工表中的任务“{draft.title}”在正文中找不到。",
                suggestions,
                draft.id,
            )
    if missing and any(_is_action_row(draft, outline) for draft in rows):
        last = rows[-1]
        yield Doubt(
            last.first,
            DoubtKind.TABLE_TRUNCATED,
            f"分工表似乎不完整：正文有而表中没有的任务{len(missing)}项：{'、'.join(suggestions)}{'等' if len(missing) > len(suggestions) else ''}。",
            suggestions,
            last.id,
        )


def _is_action_row(draft: Draft, outline: Outline) -> bool:
    return draft.block is not None and draft.block.row is not None and not draft.block.row.is_head


def _tasks_without_row(outline: Outline, rows: Sequence[Draft]) -> list[Draft]:
    """Actions and projects that no row names, where rows name actions or projects at all."""
    tasks = [draft for draft in outline.walk() if draft.kind in _TASKS]
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
        assert draft.block is not None and draft.block.row is not None
        row = draft.block.row
        wanted = [role for role in (Role.LEAD, Role.RESPONSIBLE) if table and role in table.roles]
        lost = [role for role in wanted if not row.values.get(role)]
        if not draft.title:
            choice = suggestions or ((f"续上一行：{above.title}",) if above is not None else ())
            yield Doubt(
                draft.first,
                DoubtKind.ROW_CUT_OFF,
                "表格这一行不完整：没有任务名称" + (f"，也没有{_names(lost)}" if lost else "") + "，无法确定这些单位承担哪项任务。",
                choice,
                draft.id,
            )
        elif len(lost) == len(wanted) and wanted or lost and (row.cut or Role.RESPONSIBLE in lost and len(wanted) == 2):
            yield _cut(draft, lost)
        elif lost:
            yield Doubt(draft.first, DoubtKind.LEAD_MISSING, f"“{draft.title}”没有写明{_names(lost)}。", (), draft.id)
        above = draft if draft.title else above


def _cut(draft: Draft, lost: Sequence[Role]) -> Doubt:
    message = f"表格这一行不完整：“{draft.title}”缺少{_names(lost)}。"
    return Doubt(draft.first, DoubtKind.ROW_CUT_OFF, message, (), draft.id)


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
        yield from _step(draft, draft.mark, before)
        before = draft.mark.ordinal


def unit_doubts(outline: Outline, entries: Sequence[Responsibility], register: Register | None) -> Iterator[Doubt]:
    """Tasks without unit, units named twice, units that the register does not know."""
    yield from _tasks_without_unit(outline, entries)
    yield from _scopes(outline)
    for entry in entries:
        yield from _repeated(entry)
        if register is not None:
            yield from _unregistered(entry, register)


def _tasks_without_unit(outline: Outline, entries: Sequence[Responsibility]) -> Iterator[Doubt]:
    orphans = tuple(
        f"第{entry.lines[0]}行缺任务名称的一行（{'、'.join((*entry.lead, *entry.responsible)[:2])}等）" for entry in entries if entry.task is None
    )[:MOST_SUGGESTIONS]
    covered = {entry.node for entry in entries if entry.node and (entry.lead or entry.responsible)}
    keys = {task_key(entry.task) for entry in entries if entry.task and (entry.lead or entry.responsible)}
    for draft in outline.walk():
        if draft.kind not in _TASKS or draft.id in covered or task_key(draft.title) in keys:
            continue
        if any(above.id in covered for above in _above(draft)):
            continue
        measures = [below for below in draft.walk() if below.kind is NodeKind.MEASURE]
        bare = [below for below in measures if below.id not in covered]
        partly = bare if len(bare) < len(measures) else [draft]
        for owner in partly:
            what = "项目" if owner.kind is NodeKind.KEY_PROJECT else "任务"
            yield Doubt(
                owner.first,
                DoubtKind.TASK_WITHOUT_UNIT,
                f"{what}“{owner.title or owner.text[:20]}”没有牵头单位和责任单位。",
                orphans,
                owner.id,
            )


def _scopes(outline: Outline) -> Iterator[Doubt]:
    for draft in outline.walk():
        action = widened(draft)
        if action is not None and draft.parent is not None:
            message = f"这一行分工写在最后一条措施之后，已作为“{action.title}”整体的分工，请核对。"
            yield Doubt(draft.first, DoubtKind.ASSIGNMENT_SCOPE, message, (action.title, draft.parent.title), draft.id)


def _above(draft: Draft) -> Iterator[Draft]:
    above = draft.parent
    while above is not None:
        yield above
        above = above.parent


def _repeated(entry: Responsibility) -> Iterator[Doubt]:
    task = f"“{entry.task}”" if entry.task else "这一行"
    canonical = entry.canonical
    lead = [canonical.get(name, name) for name in entry.lead]
    rest = [canonical.get(name, name) for name in entry.responsible]
    for names in (lead, rest):
        seen: set[str] = set()
        for name in names:
            if name in seen:
                message = f"{task}的单位“{name}”写了两次。"
                yield Doubt(entry.lines[0], DoubtKind.DUPLICATE_UNIT, message, (name,), entry.row)
            seen.add(name)
    both = set(lead)
    for name in dict.fromkeys(rest):
        if name in both:
            message = f"{task}中“{name}”既是牵头单位又是责任单位。"
            yield Doubt(entry.lines[0], DoubtKind.LEAD_ALSO_RESPONSIBLE, message, ("只作牵头单位", "只作责任单位"), entry.row)


def _unregistered(entry: Responsibility, register: Register) -> Iterator[Doubt]:
    for name in dict.fromkeys((*entry.lead, *entry.responsible)):
        if name in entry.groups:
            if not register.knows_group(name):
                message = f"单位名册中没有“{name}”这一组，无法展开为具体单位。"
                yield Doubt(entry.lines[0], DoubtKind.UNIT_NOT_IN_REGISTER, message, (), entry.row)
        elif register.canonical(name) is None:
            near = tuple(register.nearest(name))
            message = f"单位名册中没有“{name}”。" + (f"名称相近的有：{'、'.join(near)}。" if near else "")
            yield Doubt(entry.lines[0], DoubtKind.UNIT_NOT_IN_REGISTER, message, near, entry.row)


def period_doubts(
    period: tuple[int, int] | None,
    named: Sequence[tuple[int, tuple[int, int]]],
    phases: Sequence[Phase],
    targets: Sequence[Target],
) -> Iterator[Doubt]:
    """A plan without period, two periods in its titles, phases and deadlines outside it."""
    if period is None:
        yield Doubt(1, DoubtKind.PERIOD_MISSING, "没有找到规划期（例如“2026—2030年”）。", ())
        return
    whole = f"{period[0]}—{period[1]}年"
    for line, other in named:
        if other != period:
            message = f"此处写作{other[0]}—{other[1]}年，与规划期{whole}不一致。"
            yield Doubt(line, DoubtKind.PERIOD_MISMATCH, message, (whole, f"{other[0]}—{other[1]}年"))
    for phase in phases:
        if phase.period and not (period[0] <= phase.period[0] <= phase.period[1] <= period[1]):
            message = f"阶段“{phase.title}”（{phase.period[0]}—{phase.period[1]}年）超出规划期{whole}。"
            yield Doubt(phase.line, DoubtKind.PERIOD_MISMATCH, message, (whole,), phase.node)
    said = [phase for phase in phases if phase.period]
    if len(said) > 1:
        yield from _phase_holes(said, period)
    for target in targets:
        if target.deadline_stated and target.deadline and not period[0] <= target.deadline.year <= period[1]:
            message = f"“{target.phrase}”的时限{target.deadline.year}年不在规划期{whole}内。"
            yield Doubt(target.line, DoubtKind.PERIOD_MISMATCH, message, (f"{period[1]}年",), target.node)


def _phase_holes(phases: Sequence[Phase], period: tuple[int, int]) -> Iterator[Doubt]:
    years = {year for p in phases if p.period for year in range(p.period[0], min(p.period[1], p.period[0] + 50) + 1)}
    holes = [year for year in range(period[0], period[1] + 1) if year not in years]
    if holes:
        message = f"各阶段没有覆盖{'、'.join(map(str, holes))}年。"
        yield Doubt(phases[-1].line, DoubtKind.PERIOD_MISMATCH, message, (), phases[-1].node)


def count_doubts(claims: Iterable[tuple[Draft, int, int, str]]) -> Iterator[Doubt]:
    """A section that announces N actions or projects and holds another number of them."""
    for draft, line, said, noun in claims:
        there = sum(1 for child in draft.children if child.kind in _TASKS)
        if there and there != said:
            message = f"正文说有{said}项{noun}，实际列出{there}项。"
            yield Doubt(line, DoubtKind.COUNT_MISMATCH, message, (f"{there}项", f"补全至{said}项"), draft.id)


def unreadable_doubts(lines: Sequence[Line]) -> Iterator[Doubt]:
    """Characters that could not be decoded."""
    for line in lines:
        if "\ufffd" in line.raw:
            message = "这一行有无法辨认的字符，原文件可能已损坏。"
            yield Doubt(line.number, DoubtKind.UNREADABLE_TEXT, message, ())


def in_order(doubts: Iterable[Doubt]) -> tuple[Doubt, ...]:
    """Doubts by line; one of each kind and message on a line."""
    found: dict[int, dict[tuple[str, str], Doubt]] = defaultdict(dict)
    for doubt in doubts:
        found[doubt.line].setdefault((doubt.kind, doubt.message), doubt)
    return tuple(doubt for line in sorted(found) for doubt in found[line].values())
