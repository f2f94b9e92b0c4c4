"""Reading a workbook that somebody filled."""

from __future__ import annotations

import io
import itertools
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any, NamedTuple, TypeVar

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook

from kepu.organizations.errors import InvalidInput, InvalidWorkbook, RowError, TooLarge

from .columns import Column, folded

MAX_ROWS = 20_000
MAX_COLUMNS = 200
HEADER_WITHIN = 20
MAX_UNPACKED = 200 * 1024 * 1024
MAX_MEMBERS = 2_000
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
R = TypeVar("R")
Sheet = tuple[str, int, list[Column | None], Iterator[tuple[int, tuple[Any, ...]]]]


@dataclass(frozen=True)
class Row:
    """A row that was understood; `number` is the one that the spreadsheet shows."""

    sheet: str
    number: int
    values: dict[str, Any]

    def __getitem__(self, key: str) -> Any:
        return self.values[key]

    def error(self, heading: object, message: object) -> RowError:
        """Something wrong in this row that only the service could see."""
        return RowError(self.sheet, self.number, str(heading), str(message))


class WorkbookRows(NamedTuple):
    """What was understood and what was not; a row with an error is not among the rows but, None in place of what was wrong, among the `faulty`,
    so that a service can tell in the same round what else is wrong in it."""

    rows: list[Row]
    errors: list[RowError]
    faulty: list[Row]


Report = Callable[[int, int, str], None]


def read_rows(file: IO[bytes] | bytes, columns: Sequence[Column], *, max_rows: int = MAX_ROWS, progress: Report | None = None) -> list[Row]:
    """All rows, or InvalidWorkbook with everything that is wrong; other errors as `read_workbook`."""
    rows, errors, _faulty = read_workbook(file, columns, max_rows=max_rows, progress=progress)
    if errors:
        raise InvalidWorkbook(errors)
    return rows


def read_workbook(file: IO[bytes] | bytes, columns: Sequence[Column], *, max_rows: int = MAX_ROWS, progress: Report | None = None) -> WorkbookRows:
    """Rows of the sheet that has the columns' headings, found even under a title; empty rows and other columns are passed over.

    Raises InvalidInput for what is not an .xlsx workbook, is protected by a password, holds macros, lacks a heading or has no rows; TooLarge
    past the limits of size and rows.
    """
    book = open_workbook(file if isinstance(file, bytes) else _read(file))
    try:
        return _rows(book, columns, max_rows, progress)
    except (InvalidInput, TooLarge):
        raise
    except Exception as error:  # openpyxl raises whatever a damaged part happens to cause
        raise InvalidInput(_("工作簿已损坏，请用 Excel 打开并另存后再上传。")) from error
    finally:
        book.close()


def store_rows(found: WorkbookRows, store: Callable[[list[Row]], R]) -> R:
    """Store the rows of a workbook, all or none: what could not be read and what the service refuses is told in one InvalidWorkbook."""
    if not found.errors:
        return store(found.rows)
    faults = list(found.errors)
    try:
        with transaction.atomic():
            store(found.rows)
            transaction.set_rollback(True)
    except InvalidWorkbook as error:
        faults += error.rows
    raise InvalidWorkbook(sorted(faults, key=lambda fault: (fault.sheet, fault.row)))


def check_header(file: IO[bytes] | bytes, columns: Sequence[Column]) -> None:
    """Refuse at once, as `read_workbook` does, what has not the right headings; the rows are not read."""
    book = open_workbook(file if isinstance(file, bytes) else _read(file))
    try:
        _find_header(book, columns)
    except InvalidInput:
        raise
    except Exception as error:  # as above
        raise InvalidInput(_("工作簿已损坏，请用 Excel 打开并另存后再上传。")) from error
    finally:
        book.close()


def open_workbook(data: bytes, *, read_only: bool = True) -> Workbook:
    """The workbook in these bytes, after everything that could harm was refused (InvalidInput, TooLarge)."""
    _refuse_what_is_no_workbook(data)
    try:
        return load_workbook(io.BytesIO(data), read_only=read_only, data_only=True, keep_links=False)
    except Exception as error:  # as above
        raise InvalidInput(_("工作簿已损坏，请用 Excel 打开并另存后再上传。")) from error


def _read(file: IO[bytes]) -> bytes:
    file.seek(0)
    return file.read(settings.KEPU_UPLOAD_LIMIT + 1)


def _refuse_what_is_no_workbook(data: bytes) -> None:
    if len(data) > settings.KEPU_UPLOAD_LIMIT:
        raise TooLarge(_("文件超过 %d MB，请分成几个文件上传。") % (settings.KEPU_UPLOAD_LIMIT // 1024 // 1024))
    if not data:
        raise InvalidInput(_("文件是空的，请选择填好的工作簿。"))
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        if ENCRYPTED in data:
            raise InvalidInput(_("工作簿设有打开密码，请取消密码后再上传。"))
        raise InvalidInput(_("这是旧版 .xls 工作簿，请在 Excel 或 WPS 中另存为 .xlsx 后再上传。"))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            names = {member.filename for member in members}
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, NotImplementedError) as error:
        raise InvalidInput(_("这不是 Excel 工作簿（.xlsx），请下载模板填写后上传。")) from error
    if any(name.endswith("vbaProject.bin") for name in names):
        raise InvalidInput(_("工作簿含有宏，请另存为不含宏的 .xlsx 后再上传。"))
    if "xl/workbook.xml" not in names:
        raise InvalidInput(_("这不是 Excel 工作簿（.xlsx），请下载模板填写后上传。"))
    if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED:
        raise TooLarge(_("工作簿解开后太大，请删去图片和多余的工作表后再上传。"))


def _rows(book: Workbook, columns: Sequence[Column], max_rows: int, progress: Report | None) -> WorkbookRows:
    sizes = {sheet.title: sheet.max_row or 0 for sheet in book.worksheets}
    name, header_row, layout, lines = _find_header(book, columns)
    declared = sizes[name]
    found = WorkbookRows([], [], [])
    count = 0
    for number, cells in lines:
        if progress is not None and number <= declared <= 2 * max_rows:
            progress(number, declared, _("正在读取表格"))
        if number <= header_row or all(value is None or value == "" or str(value).isspace() for value in _of_layout(layout, cells)):
            continue
        count += 1
        if count > max_rows:
            raise TooLarge(_("超过 %d 行，请分成几个文件上传。") % max_rows)
        values, errors = _parse(name, number, layout, cells)
        found.errors.extend(errors)
        if errors:
            found.faulty.append(Row(name, number, dict.fromkeys((column.key for column in columns), None) | values))
        else:
            found.rows.append(Row(name, number, values))
    if not count:
        raise InvalidInput(_("工作表“%s”中没有数据行，请在表头下面填写。") % name)
    return found


def _parse(sheet: str, number: int, layout: Sequence[Column | None], cells: Sequence[Any]) -> tuple[dict[str, Any], list[RowError]]:
    values: dict[str, Any] = {}
    errors: list[RowError] = []
    for column, cell in itertools.zip_longest(layout, cells[: len(layout)]):
        if column is None:
            continue
        try:
            values[column.key] = column.parse(cell)
        except ValueError as error:
            errors.append(RowError(sheet, number, str(column.heading), str(error)))
    return values, errors


def _of_layout(layout: Sequence[Column | None], cells: Sequence[Any]) -> Iterator[Any]:
    return (cell for column, cell in zip(layout, cells, strict=False) if column is not None)


def _find_header(book: Workbook, columns: Sequence[Column]) -> Sheet:
    """The sheet and row in which most headings stand; raises InvalidInput that names what is missing."""
    best: tuple[int, str, int, list[Column | None]] | None = None
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        for number, cells in _lines(sheet, HEADER_WITHIN):
            layout = _layout(cells, columns)
            hits = sum(column is not None for column in layout)
            if hits and (best is None or hits > best[0]):
                best = (hits, sheet.title, number, layout)
    if best is None:
        raise InvalidInput(_("没有找到表头（%s），请下载模板填写后上传。") % "、".join(str(column.heading) for column in columns))
    _hits, name, number, layout = best
    missing = [str(column.heading) for column in columns if column.required and column not in layout]
    if missing:
        raise InvalidInput(_("工作表“%(sheet)s”缺少列：%(columns)s。请下载模板填写后上传。") % {"sheet": name, "columns": "、".join(missing)})
    layout += [column for column in columns if column not in layout]
    return name, number, layout, _lines(book[name])


def _layout(cells: Iterable[Any], columns: Sequence[Column]) -> list[Column | None]:
    """Which column each cell of a header row is; a heading that stands twice counts once."""
    known = {folded(heading): column for column in columns for heading in (column.heading, *column.headings)}
    layout: list[Column | None] = []
    for cell in cells:
        column = known.get(folded(cell).rstrip("*").removesuffix("(必填)")) if isinstance(cell, str) else None
        layout.append(column if column not in layout else None)
    return layout


def _lines(sheet: Any, until: int | None = None) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Rows with their numbers; the size that a sheet declares is not believed."""
    if hasattr(sheet, "reset_dimensions"):
        sheet.reset_dimensions()
    cells = sheet.iter_rows(max_row=until, max_col=MAX_COLUMNS)
    for number, row in enumerate(cells, start=1):
        yield number, tuple(_value(cell) for cell in row)


def _value(cell: Any) -> Any:
    """The value; a number that is shown as a percentage comes as its text, so that 0.2 is never taken for 20 %."""
    value = cell.value
    if isinstance(value, int | float) and not isinstance(value, bool) and "%" in (cell.number_format or ""):
        return f"{round(value * 100, 10):g}%"
    return value
