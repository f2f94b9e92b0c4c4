"""Figures as an official text writes them (GB/T 15835): Arabic numerals, 万 and 亿, no separators, changes in words."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal

from kepu.reports.facts import Number

WAN, YI = Decimal(10_000), Decimal(100_000_000)


def _round(value: Number, digits: int) -> Decimal:
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def number(value: Number) -> str:
    """8621, 2.31万, 1.2亿; at most two decimals."""
    exact = Decimal(str(value))
    if abs(exact) >= YI - WAN / 2:
        return _plain(_round(exact / YI, 2)) + "亿"
    if abs(exact) >= WAN:
        return _plain(_round(exact / WAN, 2)) + "万"
    return _plain(_round(exact, 2))


def quantity(value: Number, unit: str) -> str:
    """2.31万人次; a percent sign stands at the figure."""
    return number(value) + unit


def percent(value: Number) -> str:
    """83.7%: one decimal at most."""
    return _plain(_round(value, 1)) + "%"


def share(part: Number, whole: Number) -> str:
    """Percent of a whole; "" where there is no whole."""
    return percent(100 * Decimal(str(part)) / Decimal(str(whole))) if whole else ""


def change(now: Number | None, before: Number | None, unit: str) -> str:
    """Clause that compares with the year before: growth in percent, percent values in points; "" where there is nothing to compare with."""
    if now is None or before is None:
        return ""
    new, old = Decimal(str(now)), Decimal(str(before))
    if new == old:
        return "与上年持平"
    if unit == "%":
        return _points(new - old)
    if old == 0:
        return f"比上年增加{quantity(new, unit)}"
    if new >= 2 * old > 0:
        return f"是上年的{_plain(_round(new / old, 1))}倍"
    growth = _round(100 * (new - old) / abs(old), 1)
    if growth == 0:
        return "与上年基本持平"
    return f"比上年{'增长' if growth > 0 else '下降'}{_plain(abs(growth))}%"


def _points(difference: Decimal) -> str:
    rounded = _round(difference, 1)
    if rounded == 0:
        return "与上年基本持平"
    return f"比上年{'提高' if rounded > 0 else '下降'}{_plain(abs(rounded))}个百分点"


def date(day: datetime.date) -> str:
    """2025年12月31日."""
    return f"{day.year}年{day.month}月{day.day}日"


def names(listed: Sequence[str], limit: int = 4, noun: str = "单位") -> str:
    """甲、乙、丙、丁等9个单位; all of them where they are few."""
    if len(listed) <= limit:
        return "、".join(listed)
    return "、".join(listed[:limit]) + f"等{len(listed)}个{noun}"


def sentence(*clauses: str) -> str:
    """The clauses that say something, joined by commas and closed by a full stop; "" where none does."""
    said = [clause.strip("，；。 ") for clause in clauses if clause.strip("，；。 ")]
    return "，".join(said) + "。" if said else ""


def listed(items: Iterable[str]) -> str:
    """Sentence of several facts of equal weight, divided by semicolons; "" where there are none."""
    said = [item.strip("，；。 ") for item in items if item.strip("，；。 ")]
    return "；".join(said) + "。" if said else ""


def years(known: Iterable[int]) -> str:
    """Years as a text has them: 2021—2023年、2025年."""
    runs: list[list[int]] = []
    for year in sorted(set(known)):
        if runs and runs[-1][1] == year - 1:
            runs[-1][1] = year
        else:
            runs.append([year, year])
    return "、".join(f"{first}年" if first == last else f"{first}—{last}年" for first, last in runs)
