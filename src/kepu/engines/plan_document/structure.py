"""The tree of a plan from its blocks, in one pass with a stack of open sections."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from .blocks import Block
from .head import HeadBlocks, is_issuer, read_head
from .inline import ASSIGNMENT_TAIL, is_assignment_line
from .kinds import TITLED_PARAGRAPH, kind_of
from .model import NodeKind
from .numbering import Mark, Style, find_mark
from .periods import only_date
from .tables import Role

RANK_TOP = 0.0
RANK_PARAGRAPH = 50.0
RANK_LEAF = 60.0

_TITLE_MAX = 40
_SENTENCE_TITLE = re.compile(r"[—–\-·•●▪◆■★☆○]{0,4}\s{0,4}(?P<title>[^。，；：！？,;]{4,30})。(?=.)")
_COLON_TITLE = re.compile(r"(?P<title>[^。，；：！？]{2,20})：(?=.{10})")
_HEADING = re.compile(r"[^。，；：！？,;:…]{4,30}")
_CLOSING = re.compile(r"[（(](?:此件|联系人)[^）)]*[）)]|抄送[:：].*|[\u4e00-\u9fff]{4,20}\s*\d{4}年\d{1,2}月\d{1,2}日印发")
_TITLE_TAIL = "。；;：:，,、 \u3000"


@dataclass(slots=True)
class Draft:
    """A node under construction. ``rank`` orders levels: an outer one is smaller."""

    kind: NodeKind
    first: int
    last: int
    rank: float
    title: str = ""
    text: str = ""
    mark: Mark | None = None
    block: Block | None = None
    parent: Draft | None = None
    children: list[Draft] = field(default_factory=list)
    suggested: Mark | None = None  # the number that an unnumbered heading probably lost
    id: str = ""

    def walk(self) -> Iterator[Draft]:
        """This draft and all below it, in the order of the document."""
        pending = [self]
        while pending:
            draft = pending.pop()
            yield draft
            pending.extend(reversed(draft.children))


@dataclass(slots=True)
class Outline:
    """The tree, with the blocks and the head it came from."""

    roots: list[Draft]
    blocks: list[Block]
    head: HeadBlocks
    body_at: int  # index of the first block after head and preamble

    def walk(self) -> Iterator[Draft]:
        """All drafts in the order of the document."""
        for root in self.roots:
            yield from root.walk()


def build_outline(blocks: list[Block]) -> Outline:
    """The outline of a document; it never fails and never loses a block."""
    body_at = next(
        (at for at, block in enumerate(blocks) if block.mark or block.row or block.annex is not None),
        len(blocks),
    )
    head = read_head(blocks[:body_at])
    builder = _Builder(blocks, _following_marks(blocks))
    builder.add_head(head, body_at)
    for at in range(body_at, len(blocks)):
        builder.add(at)
    return Outline(builder.roots, blocks, head, body_at)


def _following_marks(blocks: Sequence[Block]) -> dict[int, dict[Style, tuple[int, int]]]:
    """For each block that may be a bare heading: the next number of each style (index, ordinal)."""
    following: dict[int, dict[Style, tuple[int, int]]] = {}
    ahead: dict[Style, tuple[int, int]] = {}
    for at in range(len(blocks) - 1, -1, -1):
        block = blocks[at]
        if block.mark is not None:
            ahead[block.mark.style] = (at, block.mark.ordinal)
        elif block.annex is not None:
            ahead = {}
        elif may_be_heading(block, blocks[at + 1] if at + 1 < len(blocks) else None):
            following[at] = dict(ahead)
    return following


def may_be_heading(block: Block, after: Block | None) -> bool:
    """Whether a paragraph reads like a heading that lost its number: short, bare, and followed by text."""
    text = block.text
    if block.row or block.mark or not _HEADING.fullmatch(text) or after is None or not after.text:
        return False
    if text[0] in "（(《—" or not re.search(r"[\u4e00-\u9fff]{4}", text) or is_issuer(text) or only_date(text):
        return False
    return introduces(block, after) or after.text.endswith(("。", "；"))


def introduces(block: Block, after: Block | None) -> bool:
    """Whether what follows is a heading or a longer paragraph, as under a heading; a short sentence says less."""
    return after is not None and (after.mark is not None or len(after.text) > len(block.text))


def split_title(rest: str) -> tuple[str, str]:
    """Title and running text of what follows a number.

    >>> split_title("启动实施。2021年，做好动员。")
    ('启动实施', '2021年，做好动员。')
    >>> split_title("实施青少年科学素质提升行动（责任单位：教育局）")
    ('实施青少年科学素质提升行动', '（责任单位：教育局）')
    """
    stop = rest.find("。")
    if 0 < stop <= _TITLE_MAX and (stop < len(rest) - 1 or len(rest) <= _TITLE_MAX):
        return _cut_assignment(rest[:stop], rest[stop + 1 :])
    colon = _COLON_TITLE.match(rest)
    if colon:
        return colon["title"].strip(), rest[colon.end() :]
    if stop < 0 and len(rest) <= 60:
        return _cut_assignment(rest, "")
    tail = ASSIGNMENT_TAIL.search(rest) if stop < 0 else None
    if tail and tail.start() <= _TITLE_MAX:
        return _cut_assignment(rest, "")
    return "", rest


def _cut_assignment(title: str, text: str) -> tuple[str, str]:
    tail = ASSIGNMENT_TAIL.search(title)
    if tail and tail.start():
        title, text = title[: tail.start()], title[tail.start() :] + text
    return title.strip().rstrip(_TITLE_TAIL), text.strip()


class _Builder:
    """Adds blocks one by one; ``stack`` holds the open sections, outermost first."""

    def __init__(self, blocks: list[Block], following: dict[int, dict[Style, tuple[int, int]]]) -> None:
        self.blocks = blocks
        self.following = following
        self.roots: list[Draft] = []
        self.stack: list[Draft] = []
        self.body: Draft | None = None  # the first section of the plan proper

    def add_head(self, head: HeadBlocks, body_at: int) -> None:
        first, last = self.blocks[0].first, self.blocks[body_at - 1].last if body_at else 0
        if head.preamble_at < body_at:
            last = self.blocks[head.preamble_at - 1].last if head.preamble_at else 0
        if last:
            texts = [block.text for block in self.blocks[: head.preamble_at] if block.text]
            self.roots.append(Draft(NodeKind.HEAD, first, last, RANK_TOP, head.title, "\n".join(texts)))
        for block in self.blocks[head.preamble_at : body_at]:
            self.roots.append(self._leaf(NodeKind.PREAMBLE, block, RANK_TOP))

    def add(self, at: int) -> None:
        block = self.blocks[at]
        if block.row is not None:
            self._add_row(block)
        elif block.annex is not None:
            self._push(Draft(NodeKind.ANNEX, block.first, block.last, RANK_TOP, block.annex, block=block))
        elif block.mark is not None:
            self._add_section(block, block.mark)
        elif self._names_open_annex(at):
            annex = self.stack[-1]
            annex.title += block.text
            annex.last = block.last
        elif self._signs(at):
            self._add_signature(block)
        elif at not in self.following or not self._add_bare_heading(at):
            self._add_paragraph(block)

    def _push(self, draft: Draft) -> None:
        while self.stack and self.stack[-1].rank >= draft.rank:
            self.stack.pop()
        draft.parent = self.stack[-1] if self.stack else None
        (draft.parent.children if draft.parent else self.roots).append(draft)
        self.stack.append(draft)

    def _leaf(self, kind: NodeKind, block: Block, rank: float = RANK_LEAF) -> Draft:
        return Draft(kind, block.first, block.last, rank, text=block.text, block=block)

    def _add_section(self, block: Block, mark: Mark) -> None:
        title, text = split_title(block.text[len(mark.raw) :].strip())
        draft = Draft(NodeKind.ITEM, block.first, block.last, float(mark.style), title, text, mark, block)
        self._make_room(draft, mark)
        self._push_section(draft)

    def _make_room(self, draft: Draft, mark: Mark) -> None:
        """Let a list （1）… that a paragraph announces with a colon stand inside that paragraph."""
        top = self.stack[-1] if self.stack else None
        if top is None or top.rank < RANK_PARAGRAPH or mark.ordinal != 1:
            return
        if top.block is None or not top.block.text.endswith(("：", ":")):
            return
        if all(open_.rank != float(mark.style) for open_ in self.stack):
            top.rank = draft.rank - 0.5

    def _push_section(self, draft: Draft) -> None:
        self._push(draft)
        parent = draft.parent
        in_letter = (
            parent is not None and parent.kind is NodeKind.ANNEX and (self.body is None or self.body.parent is parent)
        )  # the plan itself may be the annex of the letter that issues it
        if parent is None or in_letter:
            draft.kind = kind_of(draft.title, None, "")
            self.body = self.body or draft
        else:
            draft.kind = kind_of(draft.title, parent.kind, parent.title)

    def _add_bare_heading(self, at: int) -> bool:
        block = self.blocks[at]
        likely = introduces(block, self.blocks[at + 1] if at + 1 < len(self.blocks) else None)
        model, ordinal = self._lost_number(self.following[at], likely)
        if model is None:
            return False
        draft = Draft(NodeKind.ITEM, block.first, block.last, float(model.style), block.text, block=block)
        draft.suggested = Mark(model.style, ordinal, model.raw)
        self._push_section(draft)
        return True

    def _lost_number(self, ahead: dict[Style, tuple[int, int]], likely: bool) -> tuple[Mark | None, int]:
        """The sibling's mark to number like, and the number that is missing.

        Certain where the next number of a level leaves a gap of one here; otherwise, for a likely heading, the innermost
        open level that has headings of its own.
        """
        open_marks = [(draft, draft.mark or draft.suggested) for draft in reversed(self.stack) if draft.mark or draft.suggested]
        for _, mark in open_marks:
            assert mark is not None
            at, ordinal = ahead.get(mark.style, (-1, 0))
            outer = min((i for style, (i, _) in ahead.items() if style < mark.style), default=at)
            if ordinal == mark.ordinal + 2 and at <= outer:
                return mark, mark.ordinal + 1
        for draft, mark in open_marks if likely else ():
            if mark is not None and draft.title and not draft.text:
                return mark, mark.ordinal + 1
        return None, 0

    def _add_paragraph(self, block: Block) -> None:
        if is_assignment_line(block.text):
            self._push(self._leaf(NodeKind.ASSIGNMENT, block))
            return
        section = next((draft for draft in reversed(self.stack) if draft.rank < RANK_PARAGRAPH), None)
        kind = TITLED_PARAGRAPH.get(section.kind) if section else None
        found = _SENTENCE_TITLE.match(block.text) if kind else None
        if kind and found:
            text = block.text[found.end() :].strip()
            title = found["title"].strip()
            self._push(Draft(kind, block.first, block.last, RANK_PARAGRAPH, title, text, block=block))
        else:
            self._push(self._leaf(NodeKind.TEXT, block))

    def _names_open_annex(self, at: int) -> bool:
        """Whether a short line right under 附件 is the annex's title."""
        top = self.stack[-1] if self.stack else None
        text = self.blocks[at].text
        if top is None or top.kind is not NodeKind.ANNEX or top.children or len(top.title) > 60:
            return False
        return bool(text) and len(text) <= 45 and not re.search(r"[。；：，]", text)

    def _signs(self, at: int) -> bool:
        block = self.blocks[at]
        after = self.blocks[at + 1] if at + 1 < len(self.blocks) else None
        if is_issuer(block.text):
            return after is not None and only_date(after.text) is not None
        return only_date(block.text) is not None or _CLOSING.fullmatch(block.text) is not None

    def _add_signature(self, block: Block) -> None:
        last = self.roots[-1] if self.roots else None
        if last is not None and last.kind is NodeKind.SIGNATURE:
            last.last = block.last
            last.text += "\n" + block.text
        else:
            self._push(self._leaf(NodeKind.SIGNATURE, block, RANK_TOP))
            self.stack.clear()  # nothing belongs under a signature

    def _add_row(self, block: Block) -> None:
        row, table = block.row, block.table
        assert row is not None and table is not None
        if row.is_head:
            kind, title = NodeKind.TABLE_HEAD, ""
        else:
            assigns = any(row.values.get(role) for role in (Role.TASK, Role.LEAD, Role.RESPONSIBLE))
            kind = NodeKind.TASK if table.roles and (assigns or row.cut) else NodeKind.ROW
            title = row.values.get(Role.TASK, "")
        mark = find_mark(title) if title else None
        if mark:
            title = title[len(mark.raw) :]
        text = "\n".join(value for role, value in row.values.items() if role is not Role.TASK and value)
        self._push(Draft(kind, block.first, block.last, RANK_LEAF, title.strip().rstrip(_TITLE_TAIL), text, mark, block))
