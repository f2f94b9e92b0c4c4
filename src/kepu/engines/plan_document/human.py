"""A plan document as a person reads it on a terminal: doubts first, then structure and tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from unicodedata import east_asian_width

from .model import Comparison, NodeKind, PlanDocument, Responsibility, Target

KIND_NAMES = {
    NodeKind.HEAD: "文头",
    NodeKind.PREAMBLE: "引言",
    NodeKind.PART: "部分",
    NodeKind.GUIDING: "指导思想",
    NodeKind.GOAL: "目标",
    NodeKind.ACTION: "行动",
    NodeKind.KEY_PROJECT: "工程",
    NodeKind.MEASURE: "措施",
    NodeKind.MECHANISM: "保障机制",
    NodeKind.SCHEDULE: "进度安排",
    NodeKind.PHASE: "阶段",
    NodeKind.ITEM: "条目",
    NodeKind.TEXT: "正文",
    NodeKind.ASSIGNMENT: "分工",
    NodeKind.SIGNATURE: "落款",
    NodeKind.ANNEX: "附件",
    NodeKind.TABLE_HEAD: "表头",
    NodeKind.TASK: "任务",
    NodeKind.ROW: "表格行",
}
_SIGNS = {
    Comparison.AT_LEAST: "≥",
    Comparison.MORE_THAN: ">",
    Comparison.AT_MOST: "≤",
    Comparison.LESS_THAN: "<",
    Comparison.EQUAL: "=",
    Comparison.ABOUT: "约",
    Comparison.BETWEEN: "",
}
_INTERVALS = {
    "year": "每年", "half-year": "每半年", "quarter": "每季度", "month": "每月", "week": "每周", "term": "每学期",
}  # fmt: skip
_UNTOLD = (NodeKind.TEXT, NodeKind.TASK, NodeKind.TABLE_HEAD, NodeKind.ROW, NodeKind.ASSIGNMENT)


def describe(document: PlanDocument) -> str:
    """The whole report, with a line feed at the end of each line."""
    sections = (
        _head(document),
        _doubts(document),
        _structure(document),
        _table("指标", ("行", "要求", "时限", "原文"), [_target(t) for t in document.targets]),
        _table("任务分工", ("行", "任务", "牵头", "责任单位"), [_entry(r) for r in document.responsibilities]),
    )
    return "\n".join("".join(f"{line}\n" for line in section) for section in sections)


def _head(document: PlanDocument) -> Iterator[str]:
    head = document.head
    yield head.title or "（没有标题）"
    period = f"{head.period[0]}—{head.period[1]}年" if head.period else "未注明"
    yield f"文号：{head.number or '无'}　印发：{head.issuer or '未注明'}　日期：{head.issued_on or '未注明'}　规划期：{period}"
    for cite in head.cites:
        yield f"依据：《{cite.title}》{cite.number or ''}"


def _doubts(document: PlanDocument) -> Iterator[str]:
    if not document.doubts:
        yield "没有疑问。"
        return
    yield f"疑问 {len(document.doubts)} 条（不影响读取，请逐条核对）："
    for doubt in document.doubts:
        yield f"  第{doubt.line}行　{doubt.message}"
        if doubt.suggestions:
            yield f"      可选：{'；'.join(doubt.suggestions)}"


def _structure(document: PlanDocument) -> Iterator[str]:
    yield "结构："
    pending = [(node, 1) for node in reversed(document.nodes)]
    while pending:
        node, depth = pending.pop()
        if node.kind not in _UNTOLD:
            name = node.title or node.text[:20].replace("\n", " ")
            yield f"{'  ' * depth}[{KIND_NAMES[node.kind]}] {node.number or ''}{name}　（{_lines(node.span)}）"
        pending.extend((child, depth + 1) for child in reversed(node.children))


def _lines(lines: tuple[int, int]) -> str:
    return f"第{lines[0]}行" if lines[0] == lines[1] else f"第{lines[0]}–{lines[1]}行"


def target_text(target: Target) -> str:
    """A target in short: 每年≥1次, ≥20%, 3–5个."""
    upper = f"–{target.upper}" if target.upper is not None else ""
    interval = _INTERVALS.get(target.interval or "", "")
    return f"{interval}{target.per or ''}{_SIGNS[target.comparison]}{target.value}{upper}{target.unit}"


def _target(target: Target) -> tuple[str, ...]:
    deadline = str(target.deadline or "") + ("" if target.deadline_stated else "（期末）")
    return str(target.line), target_text(target), deadline, target.phrase


def _entry(entry: Responsibility) -> tuple[str, ...]:
    units = f"{'、'.join(entry.responsible[:3])}{f'等{len(entry.responsible)}家' if len(entry.responsible) > 3 else ''}"
    return str(entry.lines[0]), entry.task or "（缺任务名称）", "、".join(entry.lead) or "（缺）", units or "（缺）"


def _table(title: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"{title}（{len(rows)}）："
    if not rows:
        return
    widths = [max(_width(row[i]) for row in (header, *rows)) for i in range(len(header))]
    for row in (header, *rows):
        yield "  " + "  ".join(cell + " " * (w - _width(cell)) for cell, w in zip(row, widths, strict=True)).rstrip()


def _width(text: str) -> int:
    return sum(2 if east_asian_width(char) in "WFA" else 1 for char in text)
