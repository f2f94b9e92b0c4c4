"""Rows that the chart builders take."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal

Number = int | float | Decimal


@dataclass(frozen=True)
class Point:
    """A value at a time or period. `x` is a date or the label of a period; `low` and `high` bound its interval; a forecast is drawn dashed."""

    x: datetime.date | str
    y: Number | None
    series: str = ""
    low: Number | None = None
    high: Number | None = None
    forecast: bool = False


@dataclass(frozen=True)
class Part:
    """An amount of one status (or kind) at one label: 大坪街道, green, 7."""

    label: str
    status: str
    value: Number


@dataclass(frozen=True)
class Goal:
    """What was reached against what was to be reached, both in `unit`."""

    label: str
    value: Number | None
    target: Number
    unit: str = ""
    status: str = "grey"


@dataclass(frozen=True)
class Cell:
    """One cell of a heat map; None is drawn as an empty cell."""

    row: str
    column: str
    value: Number | None


@dataclass(frozen=True)
class Range:
    """An estimate with its interval."""

    label: str
    value: Number
    low: Number
    high: Number
