"""What an official document consists of; frozen, so that one document always gives the same bytes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Align = Literal["left", "center", "right", "justify"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 (一、) to 4 （（1））; its number is counted by the writer unless `numbered` is off."""

    text: str
    level: int = 1
    numbered: bool = True


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Body text; each line of `text` becomes a paragraph of its own. `lead` is set bold before the text."""

    text: str
    lead: str = ""
    align: Align = "justify"
    indent: bool = True


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell that spans `columns` × `rows` of the grid; without `align` text is set left and a lone figure right."""

    text: str
    columns: int = 1
    rows: int = 1
    align: Align | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose first `header_rows` rows are repeated on every page.

    Rows name only the cells that begin in them, as HTML does. `widths` are shares of the line and may be left out.
    `caption` stands above, `note` (unit of measure, source) above on the right.
    """

    rows: tuple[tuple[Cell | str, ...], ...]
    header_rows: int = 1
    widths: tuple[float, ...] = ()
    caption: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with the sentence that stands in for it (`alt`); `width` in millimetres, at most the type area."""

    png: bytes
    caption: str = ""
    alt: str = ""
    width: float = 146


Block = Heading | Paragraph | Table | Picture


@dataclass(frozen=True, slots=True)
class RedHead:
    """Issuer in red over the document number and the red line; a `signatory` (签发人) makes it a report to a superior."""

    issuer: str
    number: str = ""
    signatory: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """Issuer and date of completion under the text."""

    issuer: str
    dated_on: date


@dataclass(frozen=True, slots=True)
class Annex:
    """An annex on pages of its own; `landscape` for wide tables."""

    title: str
    blocks: tuple[Block, ...]
    landscape: bool = False


@dataclass(frozen=True, slots=True)
class OfficialDocument:
    """The whole document. `attachments` are the names in the note 附件：; left empty, they are the titles of the annexes."""

    title: str
    blocks: tuple[Block, ...]
    subtitle: str = ""
    red_head: RedHead | None = None
    addressee: str = ""
    attachments: tuple[str, ...] = ()
    signature: Signature | None = None
    annexes: tuple[Annex, ...] = ()

    def attachment_names(self) -> tuple[str, ...]:
        """What the note 附件： lists."""
        return self.attachments or tuple(annex.title for annex in self.annexes)
