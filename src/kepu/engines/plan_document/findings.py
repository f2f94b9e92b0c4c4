"""What the outline says in its running text: targets, programmes, phases, mechanisms, periods, counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from .kinds import aspect_of, keeps_going
from .model import Doubt, DoubtKind, Head, Mechanism, NodeKind, Phase, Programme, Target
from .numerals import parse_number
from .periods import Period, find_date, find_period, find_years, only_date, year_end
from .programmes import find_programmes
from .structure import Draft, Outline
from .targets import Unclear, find_targets

_SAID_COUNT = re.compile(r"(?P<n>\d{1,2}|[一二三四五六七八九十]{1,3})(?:项|大|个)(?P<noun>[^，。；、\d]{0,8}?(?:行动|工程|项目|任务))")
_SILENT = frozenset(
    {
        NodeKind.HEAD,
        NodeKind.PREAMBLE,
        NodeKind.SIGNATURE,
        NodeKind.TASK,
        NodeKind.ROW,
        NodeKind.TABLE_HEAD,
        NodeKind.ANNEX,
        NodeKind.ASSIGNMENT,
    }
)
_TASKS = (NodeKind.ACTION, NodeKind.KEY_PROJECT)


def text_of(draft: Draft) -> tuple[str, int]:
    """The paragraph of a draft without its number, and the offset at which that begins."""
    if draft.block is None:
        return "", 0
    skip = len(draft.mark.raw) if draft.mark else 0
    return draft.block.text[skip:], skip


def read_targets(outline: Outline, period: Period | None) -> tuple[list[Target], list[Doubt]]:
    """Targets of the plan and doubts about unclear numbers, in the order of the document."""
    targets: list[Target] = []
    doubts: list[Doubt] = []
    last_day = year_end(period[1]) if period else None
    for draft in outline.walk():
        if draft.kind in _SILENT or draft.block is None:
            continue
        text, skip = text_of(draft)
        for found in find_targets(text, period):
            line = draft.block.line_at(skip + found.at)
            if isinstance(found, Unclear):
                doubts.append(_unclear(found, line, draft))
                continue
            targets.append(
                Target(
                    phrase=found.phrase,
                    value=found.value,
                    unit=found.unit,
                    comparison=found.comparison,
                    interval=found.interval,
                    per=found.per,
                    upper=found.upper,
                    deadline=found.deadline or last_day,
                    deadline_stated=found.deadline is not None,
                    node=draft.id,
                    line=line,
                )
            )
    return targets, doubts


def _unclear(found: Unclear, line: int, draft: Draft) -> Doubt:
    message = f"“{found.phrase}”中的数字{found.reason}，没有作为指标。"
    return Doubt(line, DoubtKind.UNCLEAR_NUMBER, message, ("作为指标", "只是说明"), draft.id)


def read_programmes(outline: Outline) -> Iterator[Programme]:
    """Named programmes, wherever the plan says what is to be done."""
    for draft in outline.walk():
        if draft.kind in _SILENT or draft.kind in (NodeKind.GUIDING, NodeKind.GOAL) or draft.block is None:
            continue
        parent = draft.parent
        if parent is not None and parent.kind in (NodeKind.GUIDING, NodeKind.GOAL):
            continue
        for name, noun, at in find_programmes(draft.block.text):
            yield Programme(name, noun, draft.id, draft.block.line_at(at))


def read_phases(outline: Outline) -> Iterator[Phase]:
    """Phases with the years that their title or first words name."""
    for draft in outline.walk():
        if draft.kind is NodeKind.PHASE:
            period = find_years(draft.title) or find_years(draft.text[:60])
            if period is None and draft.children:
                period = find_years(draft.children[0].text[:60])
            yield Phase(draft.title or draft.text[:20], period, draft.id, draft.first)


def read_mechanisms(outline: Outline) -> Iterator[Mechanism]:
    """How the plan is kept going."""
    for draft in outline.walk():
        whole = draft.kind is NodeKind.PART and keeps_going(draft.title)
        if whole and not any(c.kind in (NodeKind.MECHANISM, NodeKind.SCHEDULE) for c in draft.children):
            yield Mechanism(draft.title, aspect_of(draft.title), draft.id, draft.first)
        elif draft.kind is NodeKind.MECHANISM:
            yield Mechanism(draft.title or draft.text[:20], aspect_of(draft.title), draft.id, draft.first)


def named_periods(outline: Outline, head: Head) -> Iterator[tuple[int, Period]]:
    """Every place in the head that names this plan together with a period."""
    key = re.sub(r"[（(].*", "", head.title)[-8:]
    for block in outline.blocks[: outline.body_at]:
        text = block.text
        at = text.find(key) if key else -1
        around = text[at : at + len(key) + 20] if at >= 0 else text if len(text) <= 45 else ""
        if "国务院" in text[max(0, at - 60) : at] or "省" in text[max(0, at - 60) : at]:
            continue
        period = find_period(around)
        if period is not None and not only_date(around):
            yield block.first, period


def said_counts(outline: Outline) -> Iterator[tuple[Draft, int, int, str]]:
    """Sections whose opening paragraph says how many actions or projects they hold."""
    for draft in outline.walk():
        if draft.kind is not NodeKind.PART or not any(c.kind in _TASKS for c in draft.children):
            continue
        for opening in (draft, *(c for c in draft.children[:2] if c.kind is NodeKind.TEXT)):
            text = opening.text or opening.title
            for said in _SAID_COUNT.finditer(text):
                value = parse_number(said["n"])
                if value and opening.block is not None:
                    yield draft, opening.block.first, int(value), said["noun"]


def signed_on(outline: Outline) -> tuple[str | None, date | None]:
    """Issuer and date under the text, where it is signed at the end."""
    for draft in outline.roots:
        if draft.kind is NodeKind.SIGNATURE:
            issuer, _, rest = draft.text.partition("\n")
            return (issuer if rest else None), find_date(draft.text)
    return None, None
