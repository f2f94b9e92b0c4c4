"""Workbooks of several sheets, to be read and not to be handed in again."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .columns import Column
from .writing import fill, formats_of, new_book


@dataclass(frozen=True)
class Sheet:
    """A named table: rows are mappings by key or sequences in the order of the columns."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Mapping[str, Any] | Sequence[Any]]


def write_sheets(sheets: Iterable[Sheet]) -> bytes:
    """A workbook with these sheets, each with a frozen header and filters."""
    buffer = io.BytesIO()
    book = new_book(buffer)
    formats = formats_of(book)
    for sheet in sheets:
        page = book.add_worksheet(sheet.name[:31])
        if last := fill(page, sheet.columns, sheet.rows, formats):
            page.autofilter(0, 0, last, len(sheet.columns) - 1)
    book.close()
    return buffer.getvalue()
