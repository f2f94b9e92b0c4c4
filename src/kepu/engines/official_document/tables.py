"""Tables: merged cells, header rows on every page, rows that are not torn apart."""

from __future__ import annotations

import re
from dataclasses import dataclass

from docx.document import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt, Twips
from docx.table import Table as WordTable
from docx.table import _Cell

from .layout import HEI, twips
from .model import Align, Cell, Table
from .styles import CAPTION_STYLE, TABLE_STYLE
from .xml import add_text, clean, element

KEPT_ROWS = 6
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
    made = document.add_table(rows=len(table.rows), cols=columns, style="Table Grid")
    made.alignment, made.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    _set_widths(made, [round(twips(width) * share / sum(shares)) for share in shares])
    for item in placed:
        last = made.cell(item.row + item.cell.rows - 1, item.column + item.cell.columns - 1)
        _fill(made.cell(item.row, item.column).merge(last), item.cell, heading=item.row < table.header_rows)
        _keep_together(made, item)
    document.add_paragraph().paragraph_format.line_spacing = Pt(6)
    for number, row in enumerate(made.rows):
        properties = row._tr.get_or_add_trPr()
        properties.append(element("cantSplit"))
        if number < table.header_rows:
            properties.append(element("tblHeader"))


def _keep_together(table: WordTable, item: _Placed) -> None:
    """A cell over several rows is not torn by the end of a page, unless it is longer than a page may be."""
    if 1 < item.cell.rows <= KEPT_ROWS:
        for row in range(item.row, item.row + item.cell.rows - 1):
            for cell in table.rows[row].cells:
                for paragraph in cell.paragraphs:
                    paragraph.paragraph_format.keep_with_next = True


def _set_widths(table: WordTable, widths: list[int]) -> None:
    for column, width in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):
        column.w = Twips(width)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Twips(width)
    margins = element("tblCellMar")
    margins.extend(element(side, w=60, type="dxa") for side in ("left", "right"))
    table._tbl.tblPr.append(margins)


def _fill(target: _Cell, cell: Cell, *, heading: bool) -> None:
    target.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    for extra in target.paragraphs[1:]:
        extra._element.getparent().remove(extra._element)
    for number, line in enumerate(clean(cell.text).split("\n")):
        paragraph = target.paragraphs[0] if number == 0 else target.add_paragraph()
        paragraph.style = TABLE_STYLE
        paragraph.alignment = ALIGN[_align(cell, heading)]
        add_text(paragraph, line, font=HEI if heading else None)


def _align(cell: Cell, heading: bool) -> Align:
    if cell.align is not None:
        return cell.align
    if heading:
        return "center"
    return "right" if _FIGURE.fullmatch(cell.text.strip()) else "left"
