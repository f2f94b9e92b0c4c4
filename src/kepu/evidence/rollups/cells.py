"""Cells of records and quantities."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import connection

from kepu.evidence.models import Rollup

if TYPE_CHECKING:
    from .rolling import Effect

Cell = tuple[str, str, str, date, int, int, str]
KEYS = ("cube", "grain", "kind", "start", "area_key", "unit_key", "audience")
# Which of (area, unit, audience) a cube keeps.
CUBES = {
    Rollup.Cube.FULL: (True, True, True),
    Rollup.Cube.AUDIENCE: (False, False, True),
    Rollup.Cube.UNIT: (False, True, False),
    Rollup.Cube.AREA: (True, False, False),
}
_FOLDS = [(cube.value, *kept) for cube, kept in CUBES.items()]
ROWS = 500
_UPSERT = (
    f"INSERT INTO evidence_rollup (district_id, {', '.join(KEYS)}, records, quantity_e4) VALUES %s "
    f"ON CONFLICT (district_id, {', '.join(KEYS)}) DO UPDATE SET "
    "records = evidence_rollup.records + excluded.records, quantity_e4 = evidence_rollup.quantity_e4 + excluded.quantity_e4"
)


def apply(district_id: int, effects: Iterable[Effect]) -> None:
    """Add effects to all cubes and grains."""
    base: defaultdict[tuple[str, date, int, int, str], list[int]] = defaultdict(lambda: [0, 0])
    for effect in effects:
        sums = base[effect.kind, effect.day, effect.area, effect.unit, effect.audience]
        sums[0] += effect.sign
        sums[1] += effect.sign * effect.quantity_e4
    folded: dict[Cell, list[int]] = {}
    for (kind, day, area, unit, audience), (records, quantity) in base.items():
        month = day.replace(day=1)
        for cube, by_area, by_unit, by_audience in _FOLDS:
            place = (area if by_area else 0, unit if by_unit else 0, audience if by_audience else "")
            for cell in ((cube, "day", kind, day, *place), (cube, "month", kind, month, *place)):
                if found := folded.get(cell):
                    found[0] += records
                    found[1] += quantity
                else:
                    folded[cell] = [records, quantity]
    _add(district_id, folded)


def _add(district_id: int, folded: dict[Cell, list[int]]) -> None:
    """In the order of their keys, so that two writers lock rows in the same order and the index is walked once."""
    rows: list[tuple[Any, ...]] = [(district_id, *cell, *sums) for cell, sums in sorted(folded.items()) if sums != [0, 0]]
    if not rows:
        return
    one = f"({', '.join(['%s'] * len(rows[0]))})"
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany(_UPSERT % one, rows)
            return
        for start in range(0, len(rows), ROWS):
            part = rows[start : start + ROWS]
            cursor.execute(_UPSERT % ", ".join([one] * len(part)), [value for row in part for value in row])
