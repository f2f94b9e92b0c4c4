"""Years, dates and periods: 2021―2025年, 二〇二六年, “十五五”期间, 2022年5月24日."""

from __future__ import annotations

import calendar
import re
from datetime import date

from .numerals import half_width, parse_chinese

#: Everything that has been typed between two years: hyphens, dashes, box-drawing lines, tildes, 至.
DASH = r"\-‐‑‒–—―─━－﹣~～〜∼至到"
_YEAR = r"(?:19|20)\d{2}|[一二]〇?[〇零一二三四五六七八九]{2,3}"
_RANGE = re.compile(rf"(?P<a>(?:19|20)\d{{2}})\s*年?\s*[{DASH}]{{1,3}}\s*(?P<b>(?:19|20)?\d{{2}})(?=\s*年|\s*[）)\]])")
_FIVE_YEAR = re.compile(r"[“\"「]?\s*(?P<n>十[一二三四五六七八九]?|二十[一二三四]?)五\s*[”\"」]?(?=期|时|末|规|发|全|科|实|重|纲|\s|$|，|[”\"」])")
_CHINESE_YEAR = re.compile(r"[一二][〇零○Ｏ九][〇零○一二三四五六七八九]{2}年")
_DATE = re.compile(
    r"(?P<y>(?:19|20)\d{2}|[一二][〇零○九][〇零○一二三四五六七八九]{2})\s*年\s*"
    r"(?P<m>\d{1,2}|[一二三四五六七八九十]{1,2})\s*月\s*"
    r"(?P<d>\d{1,2}|[一二三四五六七八九十]{1,3})\s*日"
)

Period = tuple[int, int]


def find_period(text: str) -> Period | None:
    """The first period named in ``text``: a range of years, or a five-year plan by its name.

    The n-th five-year plan begins in 1951 + 5n (十四五 is 2021–2025).

    >>> find_period("实施方案（2021―2025年）"), find_period("2026－2030年"), find_period("“十五五”期间")
    ((2021, 2025), (2026, 2030), (2026, 2030))
    >>> find_period("2021年至25年")
    (2021, 2025)
    """
    flat = half_width(text)
    found = _RANGE.search(flat)
    if found:
        first = int(found["a"])
        last = int(found["b"]) if len(found["b"]) == 4 else first // 100 * 100 + int(found["b"])
        if 0 <= last - first <= 30:
            return first, last
    return find_five_year(flat)


def find_five_year(text: str) -> Period | None:
    """The years of the five-year plan named in ``text``, e.g. 十四五 → (2021, 2025)."""
    found = _FIVE_YEAR.search(text)
    number = parse_chinese(found["n"]) if found else None
    return None if number is None else (1951 + 5 * number, 1955 + 5 * number)


def find_date(text: str) -> date | None:
    """The first full date in ``text``, in Arabic or Chinese digits; None where it is no calendar day.

    >>> find_date("2022年5月24日"), find_date("二〇二六年三月十二日")
    (datetime.date(2022, 5, 24), datetime.date(2026, 3, 12))
    """
    found = _DATE.search(half_width(text))
    return None if found is None else _as_date(found)


def only_date(text: str) -> date | None:
    """The date where ``text`` is a date and nothing else, as under a signature."""
    found = _DATE.fullmatch(half_width(text).strip())
    return None if found is None else _as_date(found)


def _as_date(found: re.Match[str]) -> date | None:
    year, month, day = (_value(found[part]) for part in "ymd")
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _value(text: str) -> int:
    return int(text) if text.isascii() else parse_chinese(text.replace("○", "〇")) or 0


def year_end(year: int) -> date:
    """31 December, the deadline that “到2025年” states."""
    return date(year, 12, 31)


def month_end(year: int, month: int) -> date:
    """The last day of a month; of the year where the month is none."""
    if not 1 <= month <= 12:
        return year_end(year)
    return date(year, month, calendar.monthrange(year, month)[1])


_YEARS_SAID = re.compile(rf"(?P<a>(?:19|20)\d{{2}})\s*年?\s*(?:[{DASH}]{{1,3}}\s*(?P<b>(?:19|20)\d{{2}}))?\s*年")


def find_years(text: str) -> Period | None:
    """First range or single year said with 年: the time of a phase. ``2021年`` → (2021, 2021)."""
    found = _YEARS_SAID.search(half_width(text))
    if found is None:
        return None
    first = int(found["a"])
    return first, int(found["b"] or first)
