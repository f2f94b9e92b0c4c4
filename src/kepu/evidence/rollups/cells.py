"""Cells of records and quantities."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from kepu.evidence.models import Rollup

from .upsert import Sums

if TYPE_CHECKING:
    from .rolling import Effect

Cell = tuple[str, str, str, date, int, int, str]
_CELLS = Sums(
    "evidence_rollup",
    {
        "district_id": "bigint",
        "cube": "text",
        "grain": "text",
        "kind": "text",
        "start": "date",
        "area_key": "bigint",
        "unit_key": "bigint",
        "audience": "text",
    },
    {"records": "bigint", "quantity_e4": "bigint"},
)
# Which of (area, unit, audience) a cube keeps.
CUBES = {
    Rollup.Cube.FULL: (True, True, True),
    Rollup.Cube.AUDIENCE: (False, False, True),
    Rollup.Cube.UNIT: (False, True, False),
    Rollup.Cube.AREA: (True, False, False),
}
_FOLDS = [(cube.value, *kept) for cube, kept in CUBES.items()]


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
    _CELLS.add([(district_id, *cell, *sums) for cell, sums in sorted(folded.items()) if sums != [0, 0]])
