"""Tables as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_csv(headings: Iterable[Any], rows: Iterable[Sequence[Any]]) -> bytes:
    """UTF-8 with a mark at its beginning, so that a spreadsheet shows the Chinese; text that could be taken for a formula is quoted."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([str(heading) for heading in headings])
    for row in rows:
        writer.writerow([_cell(value) for value in row])
    return text.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value[:1] in FORMULA else value
