"""The uploaded workbook back, with what is wrong marked in it."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterable
from typing import IO

from django.utils.translation import gettext as _
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from kepu.organizations.errors import RowError

from .columns import folded
from .reading import HEADER_WITHIN, open_workbook

MARK = PatternFill("solid", fgColor="FFD9D6")
TOLD = Font(color="A8201A")


def error_sheet(original: IO[bytes] | bytes, errors: Iterable[RowError]) -> bytes:
    """The workbook with faulty cells coloured and a last column that says what to do; it can be corrected and uploaded as it is."""
    if not isinstance(original, bytes):
        original.seek(0)
        original = original.read()
    book = open_workbook(original, read_only=False)
    by_sheet: dict[str, dict[int, list[RowError]]] = defaultdict(lambda: defaultdict(list))
    for error in errors:
        by_sheet[error.sheet][error.row].append(error)
    for name, rows in by_sheet.items():
        if name in book.sheetnames:
            _mark(book[name], rows)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _mark(page: Worksheet, rows: dict[int, list[RowError]]) -> None:
    header, places = _header(page, {error.column for found in rows.values() for error in found})
    title = _("导入问题")
    last = next((cell.column for cell in page[header] if cell.value == title), page.max_column + 1)
    for row in range(header, page.max_row + 1):
        page.cell(row, last).value = None
    page.cell(header, last, title).font = Font(bold=True, color="A8201A")
    page.column_dimensions[get_column_letter(last)].width = 60
    for number, found in rows.items():
        for error in found:
            place = places.get(folded(error.column))
            if place is not None:
                page.cell(number, place).fill = MARK
        told = page.cell(number, last)
        told.value = ILLEGAL_CHARACTERS_RE.sub(
            "", "；".join(f"{error.column}：{error.message}" if error.column else error.message for error in found)
        )
        told.data_type, told.font, told.alignment = "s", TOLD, Alignment(wrap_text=True, vertical="top")


def _header(page: Worksheet, headings: set[str]) -> tuple[int, dict[str, int]]:
    """The row in which most of the headings stand, and where."""
    wanted = {folded(heading) for heading in headings}
    best: tuple[int, dict[str, int]] = (1, {})
    for number, row in enumerate(page.iter_rows(max_row=min(HEADER_WITHIN, page.max_row)), start=1):
        places = {name: cell.column for cell in row if isinstance(cell.value, str) and (name := folded(cell.value).rstrip("*")) in wanted}
        if len(places) > len(best[1]):
            best = (number, places)
    return best
