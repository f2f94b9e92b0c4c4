"""Years, announced counts, and characters that cannot be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..model import Doubt, DoubtKind, Phase, Target
from ..source import Line
from ..structure import Draft
from .limits import TASKS


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
        there = sum(1 for child in draft.children if child.kind in TASKS)
        if there and there != said:
            message = f"正文说有{said}项{noun}，实际列出{there}项。"
            yield Doubt(line, DoubtKind.COUNT_MISMATCH, message, (f"{there}项", f"补全至{said}项"), draft.id)


def unreadable_doubts(lines: Sequence[Line]) -> Iterator[Doubt]:
    """Characters that could not be decoded."""
    for line in lines:
        if "\ufffd" in line.raw:
            message = "这一行有无法辨认的字符，原文件可能已损坏。"
            yield Doubt(line.number, DoubtKind.UNREADABLE_TEXT, message, ())
