"""What the invented district works at every year: one row per task in lines.csv, with a plausible size and season."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Line:
    """A task that comes back each year.

    `measure`: pattern of the title of the plan's measure. `quantity`: what a unit plans for a year, in the unit of its kind of evidence.
    `events`: how many records a unit makes a year. `months`: when. `named`: names of single occasions, used in turn.
    """

    measure: str
    title: str
    units: tuple[str, ...]
    kind: str
    audience: str
    quantity: int
    events: int
    months: tuple[int, ...]
    deliverable: str
    partners: tuple[str, ...]
    indicator: str
    named: tuple[str, ...]


@cache
def lines() -> tuple[Line, ...]:
    """All rows of lines.csv; an empty `months` means all year."""
    table = files("kepu.config.demo").joinpath("lines.csv").read_text(encoding="utf-8")
    return tuple(_line(row) for row in csv.DictReader(table.splitlines()))


def _line(row: dict[str, str]) -> Line:
    return Line(
        measure=row["measure"],
        title=row["title"],
        units=tuple(row["units"].split()),
        kind=row["kind"],
        audience=row["audience"],
        quantity=int(row["quantity"]),
        events=int(row["events"]),
        months=tuple(int(month) for month in row["months"].split()) or tuple(range(1, 13)),
        deliverable=row["deliverable"],
        partners=tuple(row["partners"].split()),
        indicator=row["indicator"],
        named=tuple(row["named"].split()),
    )
