"""Numbers of headings: lost, jumping, repeated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..model import Doubt, DoubtKind, NodeKind
from ..numbering import Mark, write_like
from ..structure import Draft, Outline
from .limits import MOST_SUGGESTIONS


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
                yield from step(draft, draft.mark, before[0] if before else 0)
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


def step(draft: Draft, mark: Mark, before: int) -> Iterator[Doubt]:
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
