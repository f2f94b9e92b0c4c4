"""Tables: merged cells, header rows on every page, rows that are not torn apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt, Twips

from .layout import HEI, twips
from .model import Align, Cell, Table
from .styles import CAPTION_STYLE, TABLE_STYLE
from .xml import add_text, clean, element, put, set_font

KEPT_ROWS = 6
KEPT_TEXT = 240  # characters
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}
_FIGURE = re.compile(r"[-+−±≥≤]?[0-9][0-9,.]*(?:[%％万亿]|万?[人元]次?)?")


@dataclass(frozen=True, slots=True)
class _Placed:
    cell: Cell
    row: int
    column: int


def place(rows: tuple[tuple[Cell | str, ...], ...]) -> tuple[list[_Placed], int]:
    """Where each cell begins on the grid, and the number of columns. ValueError where cells overlap or leave holes."""
    taken: set[tuple[int, int]] = set()
    placed = []
    for number, row in enumerate(rows):
        column = 0
        for entry in row:
            cell = entry if isinstance(entry, Cell) else Cell(entry)
            while (number, column) in taken:
                column += 1
            area = {(r, c) for r in range(number, number + cell.rows) for c in range(column, column + cell.columns)}
            if area & taken or number + cell.rows > len(rows):
                raise ValueError(f"cell {cell.text!r} in row {number + 1} overlaps another or leaves the table")
            taken |= area
            placed.append(_Placed(cell, number, column))
    columns = max((column for _row, column in taken), default=-1) + 1
    if len(taken) != columns * len(rows) or not taken:
        raise ValueError("the rows of the table do not fill its grid")
    return placed, columns


def add_table(document: Document, table: Table, width: float) -> None:
    """Caption, note and table over a line of `width` millimetres."""
    placed, columns = place(table.rows)
    shares = table.widths or (1.0,) * columns
    if len(shares) != columns:
        raise ValueError(f"the table has {columns} columns and {len(shares)} widths")
    if table.caption:
        caption = document.add_paragraph(style=CAPTION_STYLE)
        caption.paragraph_format.keep_with_next = True
        add_text(caption, table.caption)
    if table.note:
        note = document.add_paragraph(style=TABLE_STYLE)
        note.alignment, note.paragraph_format.keep_with_next = WD_ALIGN_PARAGRAPH.RIGHT, True
        add_text(note, table.note)
    made = document.add_table(rows=0, cols=columns, style="Table Grid")
    made.alignment, made.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    margins = element("tblCellMar")
    margins.extend(element(side, w=wide, type="dxa") for side, wide in (("top", 30), ("left", 80), ("bottom", 30), ("right", 80)))
    put(made._tbl.tblPr, margins, "tblLook", "tblCaption")
    widths = [round(twips(width) * share / sum(shares)) for share in shares]
    for column, wide in zip(made._tbl.tblGrid.gridCol_lst, widths, strict=True):
        column.w = Twips(wide)
    made._tbl.extend(_rows(placed, widths, len(table.rows), table.header_rows))
    # Word wants a paragraph between tables and at the end; at the foot of a page it must not fill another.
    gap = document.add_paragraph()
    gap.paragraph_format.line_spacing, gap.paragraph_format.space_after = Pt(1), Pt(5)
    put(gap._p.get_or_add_pPr(), element("snapToGrid", val=0), "spacing", "ind", "jc")


def _rows(placed: list[_Placed], widths: list[int], count: int, header_rows: int) -> Iterator[Any]:
    """Rows as elements; python-docx walks the whole table for each cell, which takes minutes for some hundred rows."""
    begins: dict[int, list[tuple[_Placed, bool]]] = {row: [] for row in range(count)}
    for item in placed:
        for row in range(item.row, item.row + item.cell.rows):
            begins[row].append((item, row > item.row))
    written = [0] * count
    for item in placed:
        written[item.row] += len(item.cell.text)
    for row, items in begins.items():
        made, properties = element("tr"), element("trPr")
        properties.append(element("cantSplit"))
        if row < header_rows:
            properties.append(element("tblHeader"))
        made.append(properties)
        kept = any(item.cell.rows > 1 and row < item.row + item.cell.rows - 1 and _is_short(item, written) for item, _continued in items)
        for item, continued in sorted(items, key=lambda pair: pair[0].column):
            made.append(_cell(item, widths, heading=row < header_rows, continued=continued, kept=kept))
        yield made


def _is_short(item: _Placed, written: list[int]) -> bool:
    """A cell over several rows is not torn by the end of a page, unless it is so long that much of a page would stay empty before it."""
    return item.cell.rows <= KEPT_ROWS and sum(written[item.row : item.row + item.cell.rows]) <= KEPT_TEXT


def _cell(item: _Placed, widths: list[int], *, heading: bool, continued: bool, kept: bool) -> Any:
    cell = item.cell
    made, properties = element("tc"), element("tcPr")
    properties.append(element("tcW", w=sum(widths[item.column : item.column + cell.columns]), type="dxa"))
    if cell.columns > 1:
        properties.append(element("gridSpan", val=cell.columns))
    if cell.rows > 1:
        properties.append(element("vMerge", **({} if continued else {"val": "restart"})))
    properties.append(element("vAlign", val="center"))
    made.append(properties)
    for line in [""] if continued else clean(cell.text).split("\n"):
        made.append(_paragraph(line, _align(cell, heading), heading=heading, kept=kept))
    return made


def _paragraph(text: str, align: Align, *, heading: bool, kept: bool) -> Any:
    made, properties, run = element("p"), element("pPr"), element("r")
    properties.append(element("pStyle", val=TABLE_STYLE))
    if kept:
        properties.append(element("keepNext"))
    properties.append(element("jc", val="both" if align == "justify" else align))
    look, written = element("rPr"), element("t")
    if heading:
        set_font(look, HEI)
    else:
        look.append(element("rFonts", hint="eastAsia"))
    written.text = text
    written.set(_SPACE, "preserve")
    run.extend((look, written))
    made.extend((properties, run))
    return made


def _align(cell: Cell, heading: bool) -> Align:
    if cell.align is not None:
        return cell.align
    if heading:
        return "center"
    return "right" if _FIGURE.fullmatch(cell.text.strip()) else "left"
