"""Choosing times that suit on a small screen: a box for each morning, afternoon and evening of the coming days."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Span = tuple[datetime.datetime, datetime.datetime]
PARTS: dict[str, tuple[str | Promise, datetime.time, datetime.time]] = {
    "am": (_("上午"), datetime.time(9), datetime.time(12)),
    "pm": (_("下午"), datetime.time(14), datetime.time(17)),
    "eve": (_("晚上"), datetime.time(18, 30), datetime.time(20, 30)),
}
DAYS = 28
SHOWN = 14  # days that stand open; the rest is folded
FIRST = 2  # days between ordering and the first visit, because people have to be found


@dataclass(frozen=True)
class Box:
    """One choice of the table."""

    value: str
    label: str
    checked: bool


def table(chosen: Iterable[str]) -> list[tuple[datetime.date, list[Box]]]:
    """The coming days with their boxes."""
    marked, today = set(chosen), timezone.localdate()
    rows = []
    for number in range(FIRST, DAYS + FIRST):
        day = today + datetime.timedelta(days=number)
        rows.append((day, [Box(f"{day.isoformat()}/{part}", str(PARTS[part][0]), f"{day.isoformat()}/{part}" in marked) for part in PARTS]))
    return rows


def spans(chosen: Iterable[str]) -> list[Span]:
    """The times that the boxes mean; raises ValueError for a value that no box has."""
    found: list[Span] = []
    for value in chosen:
        day, _slash, part = value.partition("/")
        if part not in PARTS:
            raise ValueError(value)
        _label, begin, end = PARTS[part]
        date, zone = datetime.date.fromisoformat(day), timezone.get_current_timezone()
        found.append((datetime.datetime.combine(date, begin, tzinfo=zone), datetime.datetime.combine(date, end, tzinfo=zone)))
    return found
