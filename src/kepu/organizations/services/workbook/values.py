"""From what a cell holds to what it means. Every parser raises ValueError with a message for the person who filled the sheet."""

from __future__ import annotations

import datetime
import math
import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from openpyxl.utils.datetime import from_excel

ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!", "#CALC!"})
EXACT_DIGITS = 15  # a spreadsheet keeps numbers as binary doubles and shows zeros after this many digits
_DATE = re.compile(r"(\d{4})\s*[年./\-]\s*(\d{1,2})\s*[月./\-]\s*(\d{1,2})\s*日?(?:[ T]+0{1,2}:00(?::00)?)?")
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")


def is_empty(cell: object) -> bool:
    """Whether a cell holds nothing or only white space."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def text(cell: object) -> str:
    """A cell as text: numbers as they are shown, dates in ISO form."""
    if isinstance(cell, str):
        if cell.strip() in ERRORS:
            raise ValueError(_("单元格是公式错误 %s，请改正公式或直接填写") % cell.strip())
        return cell.strip()
    if isinstance(cell, bool):
        return _("是") if cell else _("否")
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        return cell.date().isoformat()
    if isinstance(cell, datetime.date | datetime.time):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return f"{cell:.0f}"
    return str(cell)


def code(cell: object) -> str:
    """Digits that are a name and not a quantity; a number too long for a spreadsheet to keep is refused, not guessed."""
    written = unicodedata.normalize("NFKC", text(cell)).replace(" ", "")
    if isinstance(cell, int | float) and len(written) > EXACT_DIGITS:
        raise ValueError(_("数字超过 15 位，Excel 已丢失末尾几位，请把单元格设为“文本”后重新填写"))
    return written


def decimal(cell: object) -> Decimal:
    """A number, also typed as text, full-width, or with thousands separators."""
    if isinstance(cell, bool | datetime.date):
        raise ValueError(_("应为数字，现为“%s”") % text(cell))
    written = unicodedata.normalize("NFKC", text(cell)).replace("，", ",").replace("−", "-").replace(" ", "")
    if _GROUPED.fullmatch(written):
        written = written.replace(",", "")
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,2})?", written):
        raise ValueError(_("应为数字，不带单位和文字，现为“%s”") % written[:40])
    try:
        number = Decimal(written)
    except InvalidOperation as error:
        raise ValueError(_("应为数字，现为“%s”") % written[:40]) from error
    if not math.isfinite(number) or abs(number) >= Decimal(10) ** 12:
        raise ValueError(_("数字太大"))
    return number


def integer(cell: object) -> int:
    """A whole number."""
    number = decimal(cell)
    if number != number.to_integral_value():
        raise ValueError(_("应为整数，现为 %s") % number)
    return int(number)


def percent(cell: object) -> Decimal:
    """A share in percent: 15.4 and “15.4%” alike."""
    if isinstance(cell, str):
        cell = unicodedata.normalize("NFKC", cell).strip().removesuffix("%")
    return decimal(cell)


def date(cell: object, epoch: datetime.datetime = datetime.datetime(1899, 12, 30)) -> datetime.date:
    """A day: a date cell, its serial number, 2026-03-05, 2026.3.5, 2026/3/5, 20260305 or 2026年3月5日."""
    if isinstance(cell, datetime.datetime):
        return cell.date()
    if isinstance(cell, datetime.date):
        return cell
    if isinstance(cell, int | float) and not isinstance(cell, bool) and 1 <= cell < 100_000:
        return from_excel(cell, epoch).date()
    written = unicodedata.normalize("NFKC", text(cell))
    match = _DATE.fullmatch(written) or _COMPACT_DATE.fullmatch(written)
    if match is None:
        raise ValueError(_("应为日期，如 2026-03-05 或 2026年3月5日，现为“%s”") % written[:40])
    try:
        return datetime.date(*(int(part) for part in match.groups()))
    except ValueError as error:
        raise ValueError(_("没有这一天：%s") % written[:40]) from error


PARSERS: dict[str, Callable[[object], Any]] = {
    "text": text,
    "code": code,
    "integer": integer,
    "decimal": decimal,
    "percent": percent,
    "date": date,
}
