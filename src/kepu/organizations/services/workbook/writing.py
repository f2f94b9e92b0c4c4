"""Writing workbooks. Text is written as text with the quote prefix, so that nothing that begins with = + - @ ever becomes a formula."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from .columns import Column

MAX_INLINE_LIST = 255  # characters that a validation list may hold by itself
VALIDATED_ROWS = 5_000
KIND_HELP = {
    "text": lambda: _("文字"),
    "code": lambda: _("文字（单元格保持“文本”格式）"),
    "integer": lambda: _("整数"),
    "decimal": lambda: _("数字，不带单位"),
    "percent": lambda: _("百分数，如 15.4 表示 15.4%"),
    "date": lambda: _("日期，如 2026-03-05"),
    "choice": lambda: _("从下拉列表选择"),
}


def write_template(columns: Sequence[Column], *, sheet: str = "", notes: Iterable[str] = ()) -> bytes:
    """An empty workbook: frozen header, lists to choose from, formats, and a sheet that explains each column."""
    return _write(columns, [], sheet or _("填写"), help=True, notes=notes)


def write_workbook(columns: Sequence[Column], rows: Iterable[Mapping[str, Any] | Sequence[Any]], *, sheet: str = "", template: bool = False) -> bytes:
    """A workbook with rows, mappings by key or sequences in the order of the columns; with `template` it also carries lists and help."""
    return _write(columns, rows, sheet or _("数据"), help=template)


def _write(columns: Sequence[Column], rows: Iterable[Any], sheet: str, *, help: bool, notes: Iterable[str] = ()) -> bytes:
    buffer = io.BytesIO()
    book = new_book(buffer)
    formats = formats_of(book)
    page = book.add_worksheet(sheet[:31])
    last = fill(page, columns, rows, formats)
    if last and not help:
        page.autofilter(0, 0, last, len(columns) - 1)
    if help:
        _write_help(book, columns, formats, notes)
        _write_lists(book, page, columns)
    book.close()
    return buffer.getvalue()


def new_book(buffer: io.BytesIO) -> xlsxwriter.Workbook:
    """A workbook in memory that never takes a text for a formula or a link."""
    return xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})


def fill(page: Worksheet, columns: Sequence[Column], rows: Iterable[Any], formats: Mapping[str, Format]) -> int:
    """Write header and rows, mappings by key or sequences in the order of the columns; returns the number of rows."""
    page.freeze_panes(1, 0)
    for index, column in enumerate(columns):
        heading = f"{column.heading}*" if column.required else str(column.heading)
        page.write_string(0, index, heading, formats["required" if column.required else "header"])
        page.set_column(index, index, column.width, formats[column.kind])
    last = 0
    for last, row in enumerate(rows, start=1):
        for index, column in enumerate(columns):
            write_cell(page, last, index, row.get(column.key) if isinstance(row, Mapping) else row[index], formats, column.kind)
    return last


def write_cell(page: Worksheet, row: int, column: int, value: Any, formats: Mapping[str, Format], kind: str = "text") -> None:
    """One value in the format of its kind; several values are joined by 、."""
    if value is None or value == "":
        return
    if isinstance(value, list | tuple | set | frozenset):
        value = "、".join(str(part) for part in value)
    if isinstance(value, datetime.datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        page.write_datetime(row, column, local.replace(tzinfo=None), formats["datetime"])
    elif isinstance(value, datetime.date):
        page.write_datetime(row, column, datetime.datetime.combine(value, datetime.time()), formats["date"])
    elif isinstance(value, bool):
        page.write_string(row, column, _("是") if value else _("否"), formats["text"])
    elif isinstance(value, int | float | Decimal) and kind != "code":
        page.write_number(row, column, float(value), formats[kind])
    else:
        page.write_string(row, column, str(value), formats["code" if kind == "code" else "text"])


def formats_of(book: xlsxwriter.Workbook) -> dict[str, Format]:
    """Formats of the kinds of columns."""
    base = {"valign": "top", "text_wrap": True}
    header = {
        "bold": True,
        "font_color": "#FFFFFF",
        "bg_color": "#0B5F7D",
        "border": 1,
        "border_color": "#BCCBD2",
        "text_wrap": True,
        "valign": "vcenter",
    }
    return {
        "header": book.add_format(header),
        "required": book.add_format({**header, "bg_color": "#A8201A"}),
        "text": book.add_format({**base, "quote_prefix": True}),
        "choice": book.add_format({**base, "quote_prefix": True}),
        "code": book.add_format({**base, "num_format": "@", "quote_prefix": True}),
        "integer": book.add_format({**base, "num_format": "0"}),
        "decimal": book.add_format({**base, "num_format": "General"}),
        "percent": book.add_format({**base, "num_format": "0.##"}),
        "date": book.add_format({**base, "num_format": "yyyy-mm-dd"}),
        "datetime": book.add_format({**base, "num_format": "yyyy-mm-dd hh:mm"}),
    }


def _write_help(book: xlsxwriter.Workbook, columns: Sequence[Column], formats: Mapping[str, Format], notes: Iterable[str]) -> None:
    page = book.add_worksheet(_("填写说明"))
    page.freeze_panes(1, 0)
    page.set_column(0, 0, 20)
    page.set_column(1, 1, 8)
    page.set_column(2, 2, 28)
    page.set_column(3, 4, 44)
    for index, heading in enumerate((_("列"), _("必填"), _("格式"), _("说明"), _("示例"))):
        page.write_string(0, index, heading, formats["header"])
    for row, column in enumerate(columns, start=1):
        kind = KIND_HELP[column.kind]() + (_("，可填多个，用顿号分开") if column.many else "")
        for index, value in enumerate((str(column.heading), _("是") if column.required else "", kind, str(column.help))):
            write_cell(page, row, index, value, formats)
        write_cell(page, row, 4, column.example, formats, column.kind)
    for row, note in enumerate(notes, start=len(columns) + 2):
        page.write_string(row, 0, str(note))


def _write_lists(book: xlsxwriter.Workbook, page: Worksheet, columns: Sequence[Column]) -> None:
    """Lists in the cells; long ones stand in a hidden sheet. A cell for several values keeps free text."""
    store: Worksheet | None = None
    for index, column in enumerate(columns):
        offers = [str(offer) for offer in column.listed]
        if not offers or column.many:
            continue
        source: Any = offers
        if len(",".join(offers)) > MAX_INLINE_LIST or any("," in offer for offer in offers):
            if store is None:
                store = book.add_worksheet(_("选项"))
                store.hide()
            for row, offer in enumerate(offers):
                store.write_string(row, index, offer)
            letter = xlsxwriter.utility.xl_col_to_name(index)
            source = f"='{store.get_name()}'!${letter}$1:${letter}${len(offers)}"
        # An alias is right as well, so that the list advises and does not refuse.
        page.data_validation(1, index, VALIDATED_ROWS, index, {"validate": "list", "source": source, "error_type": "warning"})
