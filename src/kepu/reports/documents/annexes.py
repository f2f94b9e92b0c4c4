"""Annex tables: who answers for what, each piece of work with its state, the ledger by month, kind and unit, and how the report was made."""

from __future__ import annotations

from kepu.engines.official_document import Annex, Block, Cell, Paragraph, Table
from kepu.reports.facts import Amount, Facts, WorkFact
from kepu.reports.wording.annual import KIND_NAMES
from kepu.reports.wording.numbers import percent
from kepu.ui.formats import cn_datetime, figure

STATES = {
    "done": "已完成",
    "late": "逾期",
    "unfinished": "未完成",
    "declined": "退回商议",
    "waiting": "待接受",
    "soon": "推进中",
    "running": "推进中",
}


def annexes(facts: Facts) -> tuple[Annex, ...]:
    """All annexes that have something to show; the last tells how the report was made."""
    made = [responsibilities(facts), work(facts), ledger(facts)]
    return (*(annex for annex in made if annex is not None), provenance(facts))


def responsibilities(facts: Facts) -> Annex | None:
    """The matrix of tasks and units as the plan's annex has it."""
    rows: list[tuple[Cell | str, ...]] = [("类别", "任务", "牵头部门", "责任单位")]
    for kind, name in KIND_NAMES.items():
        tasks = [task for task in facts.tasks if task.kind == kind]
        for position, task in enumerate(tasks):
            first = (Cell(name, rows=len(tasks), align="center"),) if position == 0 else ()
            rows.append((*first, task.title, "、".join(task.lead) or "未明确", "、".join(task.responsible) or "未明确"))
    return Annex("重点任务分工表", (Table(tuple(rows), widths=(1, 3, 2, 6)),), landscape=True) if len(rows) > 1 else None


def work(facts: Facts) -> Annex | None:
    """Each piece of work, by task."""
    rows: list[tuple[Cell | str, ...]] = [("任务", "工作内容", "成果形式", "责任单位", "完成时限", "状态", "说明")]
    for task in facts.tasks:
        for position, item in enumerate(task.work):
            first = (Cell(task.title.removeprefix("实施"), rows=len(task.work)),) if position == 0 else ()
            rows.append((*first, *_work_cells(item)))
    return Annex("工作任务完成情况表", (Table(tuple(rows), widths=(2, 3.2, 2.4, 1.8, 1.7, 1.1, 2.8)),), landscape=True) if len(rows) > 1 else None


def _work_cells(item: WorkFact) -> tuple[str, ...]:
    due = f"{item.due_on:%Y-%m-%d}"
    return (item.title, item.deliverable or "—", item.unit, due, STATES[item.state], item.reason or "—")


def ledger(facts: Facts) -> Annex | None:
    """Evidence by kind, month, street and unit."""
    blocks: list[Block] = []
    if facts.kinds:
        rows = [(amount.label, amount.unit, figure(amount.value), _before(amount)) for amount in facts.kinds]
        blocks.append(Table((("佐证种类", "单位", "数量", "上年"), *rows), widths=(4, 2, 2, 2), caption=_numbered(blocks, "按种类")))
    if any(number for _label, number in facts.months):
        rows_ = [(label, figure(number)) for label, number in facts.months]
        blocks.append(Table((("月份", "佐证记录（条）"), *rows_), caption=_numbered(blocks, "按月份")))
    if facts.areas:
        rows_ = [(amount.label, figure(amount.value)) for amount in facts.areas]
        blocks.append(Table((("街道", "佐证记录（条）"), *rows_), caption=_numbered(blocks, "按街道")))
    if facts.units:
        head = ("单位", "工作任务（项）", "完成（项）", "完成率", "逾期（项）", "逾期未报（份）", "佐证记录（条）")
        lines = [
            (unit.name, str(unit.total), str(unit.done), percent(100 * unit.done / unit.total) if unit.total else "—",
             str(unit.late), str(unit.overdue_reports), figure(unit.records))
            for unit in facts.units
        ]  # fmt: skip
        blocks.append(Table((head, *lines), widths=(2.4, 1.5, 1.3, 1.2, 1.3, 1.5, 1.6), caption=_numbered(blocks, "按单位")))
    return Annex("佐证台账与各单位完成情况统计表", tuple(blocks)) if blocks else None


def _numbered(before: list[Block], title: str) -> str:
    return f"表{len(before) + 1} {title}"


def provenance(facts: Facts) -> Annex:
    """When and from which state of the ledger the report was made."""
    made = facts.provenance
    said = [f"本报告由系统于{cn_datetime(made.made_at)}根据在线数据生成，数据截至{facts.until.year}年{facts.until.month}月{facts.until.day}日。"]
    if made.sequence:
        said.append(f"所依据的佐证台账截至第{made.sequence}号记录，链校验值为{made.head_hash}。以同一校验值的台账重新生成，各项佐证数字应当一致。")
    else:
        said.append("生成时佐证台账没有记录。")
    if facts.is_demo:
        said.append("本报告使用演示数据，仅供体验，不得作为正式文件使用。")
    return Annex("编制说明", tuple(Paragraph(text) for text in said))


def _before(amount: Amount) -> str:
    return "—" if amount.before is None else figure(amount.before)
