"""Paragraphs and table rows: source lines joined into the pieces that structure is made of."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from .numbering import Mark, find_mark
from .source import Line
from .tables import Row, Table, find_tables

_ANNEX = re.compile(r"附\s*[件录表](?:\s*(?:[0-9]{1,2}|[一二三四五六七八九十]{1,2}))?(?:\s*[:：]\s*|\s+|$)(?P<title>.*)")
_ENDS = "。！？；：…”）】》!?;:"


@dataclass(slots=True)
class Block:
    """A paragraph (perhaps wrapped over lines) or a table row, with the blank lines after it."""

    first: int
    last: int
    text: str = ""
    row: Row | None = None
    table: Table | None = None
    annex: str | None = None  # the title behind 附件, "" where it stands alone
    mark: Mark | None = None
    starts: list[int] = field(default_factory=list)  # offset in ``text`` at which each line begins
    numbers: list[int] = field(default_factory=list)  # the number of each of these lines

    def line_at(self, offset: int) -> int:
        """The source line on which the character at ``offset`` stands."""
        if not self.numbers:
            return self.first
        return self.numbers[max(0, bisect_right(self.starts, offset) - 1)]


def make_blocks(lines: Sequence[Line]) -> list[Block]:
    """Blocks that own every line exactly once, in order."""
    starts = _annex_starts(lines)
    tables = find_tables(lines, _inside_annex(lines, starts))
    row_at = {row.first: (row, table) for table in tables for row in table.rows}
    width = wrap_width(lines)
    blocks: list[Block] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        if line.number in row_at:
            row, table = row_at[line.number]
            blocks.append(Block(row.first, row.last, row=row, table=table))
            at = row.last
            continue
        if not line.text:
            if blocks:
                blocks[-1].last = line.number
            else:
                blocks.append(Block(line.number, line.number))
        elif _continues(blocks, lines, at, width, starts):
            _extend(blocks[-1], line)
        else:
            block = Block(line.number, line.number, annex=starts.get(at))
            _extend(block, line)
            block.mark = None if block.annex is not None else find_mark(line.text)
            blocks.append(block)
        at += 1
    if len(blocks) > 1 and not blocks[0].text and blocks[0].row is None:
        blank = blocks.pop(0)  # blank lines at the top belong to what follows
        blocks[0].first = blank.first
    return blocks


def _extend(block: Block, line: Line) -> None:
    block.starts.append(len(block.text))
    block.numbers.append(line.number)
    block.text += line.text
    block.last = line.number


def _continues(blocks: list[Block], lines: Sequence[Line], at: int, width: int | None, annexes: dict[int, str]) -> bool:
    """Whether line ``at`` goes on with the paragraph above, in a text wrapped at ``width``."""
    if width is None or not blocks or at == 0 or at in annexes:
        return False
    above, line = lines[at - 1], lines[at]
    if blocks[-1].last != above.number or not above.text or blocks[-1].row is not None:
        return False
    if above.text[-1] in _ENDS or len(above.raw.rstrip()) < width - 2:
        return False
    indented = len(line.raw) - len(line.raw.lstrip()) >= 2
    return not indented and find_mark(line.text) is None


def wrap_width(lines: Sequence[Line]) -> int | None:
    """The width at which the text was hard-wrapped, or None where paragraphs are whole lines.

    Text copied out of a PDF breaks at 28 characters (GB/T 9704: 22 lines of 28); it is known by many
    lines of nearly the same, moderate length that do not end a sentence.
    """
    lengths = sorted(len(line.raw.rstrip()) for line in lines if line.text and line.cells is None)
    if len(lengths) < 12:
        return None
    width = lengths[int(len(lengths) * 0.98) - 1]
    if not 16 <= width <= 60:
        return None
    near = sum(1 for line in lines if width - 2 <= len(line.raw.rstrip()) <= width + 2 and line.text[-1:] not in _ENDS)
    return width if near >= max(8, len(lengths) / 4) else None


def _annex_starts(lines: Sequence[Line]) -> dict[int, str]:
    """Where annexes begin (index of line → title behind the word 附件).

    A line 附件：…… with a title lists the attachments when an annex of its own follows later.
    """
    starts: dict[int, str] = {}
    bare_follows = False
    table_follows = False
    for at in range(len(lines) - 1, -1, -1):
        line = lines[at]
        table_follows = table_follows or line.cells is not None or "\t" in line.raw.strip(" ")
        text = line.text
        found = _ANNEX.fullmatch(text) if text.startswith("附") and len(text) <= 60 else None
        if found is None or text[-1] in "。；，":
            continue
        title = found["title"].strip()
        if not title:
            bare_follows = True
            starts[at] = ""
        elif not bare_follows and table_follows:
            starts[at] = title
    return starts


def _inside_annex(lines: Sequence[Line], starts: dict[int, str]) -> list[bool]:
    first = min(starts, default=len(lines))
    return [at >= first for at in range(len(lines))]
