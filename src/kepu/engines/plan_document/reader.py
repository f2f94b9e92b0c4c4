"""Reading a plan: bytes or text in, a `PlanDocument` out."""

from __future__ import annotations

from .blocks import make_blocks
from .doubts import (
    count_doubts,
    in_order,
    numbering_doubts,
    period_doubts,
    table_doubts,
    unit_doubts,
    unreadable_doubts,
)
from .errors import LegacyWordDocument, NotAPlan, PdfDocument
from .findings import (
    named_periods,
    read_mechanisms,
    read_phases,
    read_programmes,
    read_targets,
    said_counts,
    signed_on,
)
from .head import read_citations, read_period
from .model import Head, Node, NodeKind, PlanDocument
from .register import Register
from .responsibilities import read_responsibilities
from .source import Source, read_source
from .structure import Draft, Outline, build_outline

#: Fewer numbered headings than this, and no period: the text is no plan.
FEWEST_HEADINGS = 3


def read_plan(source: bytes | str, *, filename: str | None = None, register: Register | None = None) -> PlanDocument:
    """Read a plan document.

    Args:
        source: the bytes of a .txt (UTF-8, UTF-16, GB18030) or .docx file, or pasted text.
        filename: only used to give a better message where the bytes cannot be read.
        register: units to check names against; without it no doubts about unit names are raised.

    Returns:
        The document with its tree, targets, responsibilities and doubts. Doubts never stop a reading.

    Raises:
        PlanDocumentError: the file is empty, binary, encrypted, too large, damaged, or no plan.
    """
    ending = (filename or "").lower().rsplit(".", 1)[-1]
    lines = read_source(source)
    document = analyse(lines, register=register)
    if not is_plan(document):
        if isinstance(source, bytes) and ending == "pdf":
            raise PdfDocument
        if isinstance(source, bytes) and ending == "doc":
            raise LegacyWordDocument
        raise NotAPlan
    return document


def is_plan(document: PlanDocument) -> bool:
    """Whether the text has the marks of a plan: a period and a heading, or several sections."""
    sections = [node for node in document.walk() if node.number and node.kind is not NodeKind.TASK]
    named = [node for node in sections if node.kind not in (NodeKind.ITEM, NodeKind.PART)]
    if document.head.period is not None:
        return len(sections) >= 2
    return len(sections) >= FEWEST_HEADINGS and len(named) >= 2


def analyse(source: Source, *, register: Register | None = None) -> PlanDocument:
    """The structure of any text, plan or not. Never fails on what the text says."""
    outline = build_outline(make_blocks(source.lines))
    set_ids(outline)
    head = _head(outline)
    targets, unclear = read_targets(outline, head.period)
    phases = tuple(read_phases(outline))
    entries = read_responsibilities(outline, register)
    doubts = in_order(
        [
            *unreadable_doubts(source.lines),
            *numbering_doubts(outline),
            *table_doubts(outline),
            *unit_doubts(outline, entries, register),
            *period_doubts(head.period, list(named_periods(outline, head)), phases, targets),
            *count_doubts(said_counts(outline)),
            *unclear,
        ]
    )
    return PlanDocument(
        head=head,
        nodes=tuple(_freeze(root) for root in outline.roots),
        targets=tuple(targets),
        programmes=tuple(read_programmes(outline)),
        phases=phases,
        mechanisms=tuple(read_mechanisms(outline)),
        responsibilities=tuple(entries),
        doubts=doubts,
        lines=tuple(line.raw for line in source.lines),
        encoding=source.encoding,
    )


def set_ids(outline: Outline) -> None:
    """Give each draft the path of titles to it; what has no title is told by its kind and line."""
    used: set[str] = set()
    for draft in outline.walk():
        mark = draft.mark.raw.strip() if draft.mark else ""
        label = f"{mark}{draft.title[:60]}" if draft.title else f"{draft.kind}@{draft.first}"
        path = f"{draft.parent.id}/{label}" if draft.parent else label
        while path in used:
            path = f"{path}@{draft.first}"
        used.add(path)
        draft.id = path


def _freeze(draft: Draft) -> Node:
    return Node(
        id=draft.id,
        kind=draft.kind,
        number=draft.mark.raw.strip() if draft.mark else None,
        ordinal=draft.mark.ordinal if draft.mark else None,
        title=draft.title,
        text=draft.text,
        lines=(draft.first, draft.last),
        children=tuple(_freeze(child) for child in draft.children),
    )


def _head(outline: Outline) -> Head:
    found = outline.head
    blocks = outline.blocks[: outline.body_at]
    issuer, issued_on = found.issuer, found.issued_on
    if issued_on is None:
        signed_by, issued_on = signed_on(outline)
        issuer = issuer or signed_by
    title = found.title or next((d.title for d in outline.roots if d.kind is NodeKind.ANNEX), "")
    period = read_period(title, [*blocks, *outline.blocks[outline.body_at : outline.body_at + 12]])
    return Head(found.number, issuer, issued_on, title, period, read_citations(blocks, title))
