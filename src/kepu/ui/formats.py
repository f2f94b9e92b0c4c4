"""Numbers and dates as a Chinese reader expects them."""

from __future__ import annotations

import datetime
import math
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

NOTHING = "—"
WAN = 10_000
YI = 100_000_000


def _number(value: Any) -> float | int | Decimal | None:
    """The value as a number, or None when it is none (None, text, NaN, infinity, a truth value)."""
    if isinstance(value, bool) or value is None or value == "":
        return None
    if isinstance(value, int | float | Decimal):
        return value if math.isfinite(value) else None
    try:
        parsed = Decimal(str(value).replace(",", ""))
    except ArithmeticError:
        return None
    return parsed if parsed.is_finite() else None


def _trim(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def figure(value: Any, digits: int = 2) -> str:
    """Full figure with thousands separated: 123456.5 → 123,456.5; at most `digits` decimals; no number → — or the text itself."""
    number = _number(value)
    if number is None:
        return str(value) if value not in (None, "") and not isinstance(value, float) else NOTHING
    text = _trim(f"{number:,.{digits}f}")
    return "0" if text == "-0" else text


def short_count(value: Any) -> str:
    """Short figure: below ten thousand in full, then 12.3万, 1.2亿; rounded half to even at one decimal."""
    number = _number(value)
    if number is None:
        return figure(value)
    size = abs(float(number))
    # 99,999,500 would round to 10,000万: it is written in 亿.
    if size >= YI - WAN / 20:
        return _("%s亿") % _trim(f"{float(number) / YI:,.2f}")
    if size >= WAN:
        return _("%s万") % _trim(f"{float(number) / WAN:,.1f}")
    return figure(number)


def count_html(value: Any) -> SafeString | str:
    """Short figure, with the full figure as tooltip where something was left out."""
    short, full = short_count(value), figure(value)
    if short == full:
        return short
    return format_html('<abbr class="num" title="{}">{}</abbr>', full, short)


def percent(value: Any, digits: int = 1) -> str:
    """Percent from a value already in percent: 20 → 20%, 15.37 → 15.4% (`digits` decimals at most)."""
    number = _number(value)
    return NOTHING if number is None else f"{figure(number, int(digits))}%"


def signed(value: Any, digits: int = 1) -> str:
    """A change with its sign: +3.2, −1, 0."""
    number = _number(value)
    if number is None:
        return NOTHING
    text = figure(abs(number), int(digits))
    if text == "0":
        return "0"
    return ("+" if number > 0 else "−") + text


def _local(value: Any) -> Any:
    if isinstance(value, datetime.datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


def cn_date(value: Any) -> str:
    """2026年11月23日; a time of day is turned to local time first; None → —."""
    value = _local(value)
    if not isinstance(value, datetime.date):
        return NOTHING if value in (None, "") else str(value)
    return _("%(year)d年%(month)d月%(day)d日") % {
        "year": value.year,
        "month": value.month,
        "day": value.day,
    }


def cn_month(value: Any) -> str:
    """2026年11月."""
    value = _local(value)
    if not isinstance(value, datetime.date):
        return NOTHING if value in (None, "") else str(value)
    return _("%(year)d年%(month)d月") % {"year": value.year, "month": value.month}


def cn_datetime(value: Any) -> str:
    """2026年11月23日 09:05 in local time."""
    value = _local(value)
    if not isinstance(value, datetime.datetime):
        return cn_date(value)
    return f"{cn_date(value)} {value:%H:%M}"
