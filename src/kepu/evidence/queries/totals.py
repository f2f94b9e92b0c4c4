"""Sums over the ledger, read from the smallest cube that answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q, Sum

from kepu.evidence.models import Rollup, RollupState
from kepu.evidence.rollups import catch_up
from kepu.organizations.models import Area, Unit

DIMENSIONS = {"day", "month", "unit", "area", "kind", "audience"}
_COLUMNS = {"day": "start", "month": "start", "unit": "unit_key", "area": "area_key", "kind": "kind", "audience": "audience"}
_SHAPES: dict[str, Callable[[Any], Any]] = {"month": lambda day: day.replace(day=1), "unit": lambda key: key or None, "area": lambda key: key or None}
DAY, MONTH = Rollup.Grain.DAY, Rollup.Grain.MONTH
BEGINNING, END = date(1900, 1, 1), date(9999, 12, 31)
_known: ContextVar[dict[int, Sequence[str]]] = ContextVar("known", default={})  # noqa: B039 - never changed, only replaced


@dataclass(frozen=True, slots=True)
class Total:
    """How many records, and the sum of their quantities, in one place of the dimensions that were asked for; the others stay empty.

    `unit` and `area` are primary keys, None where a record names none.
    """

    records: int
    quantity: Decimal
    day: date | None = None
    month: date | None = None
    unit: int | None = None
    area: int | None = None
    kind: str = ""
    audience: str = ""


def totals(
    district: Area,
    *,
    kinds: Iterable[str] | None = None,
    units: Iterable[Unit | int] | None = None,
    areas: Iterable[Area | int] | None = None,
    audiences: Iterable[str] | None = None,
    since: date | None = None,
    until: date | None = None,
    by: Sequence[str] = (),
) -> list[Total]:
    """Effective evidence from `since` to `until` (both included), grouped by day, month, unit, area, kind or audience, in their order.

    Three queries at most, whatever the size of the ledger. Raises ValueError for another dimension.
    """
    if unknown := set(by) - DIMENSIONS:
        raise ValueError(f"unknown dimensions: {sorted(unknown)}")
    occurring = _known.get().get(district.pk)
    if occurring is None:
        catch_up(district.pk)
    if kinds is None:
        # Without kinds the index could be used only up to the grain.
        kinds = occurring if occurring is not None else _kinds_of(district)
    wanted = {name for name, chosen in (("unit", units), ("area", areas), ("audience", audiences)) if chosen is not None} | set(by)
    cells = Rollup.objects.filter(period(since, until, daily="day" in by), district=district, cube=_cube(wanted), records__gt=0)
    for column, chosen in (("kind", kinds), ("unit_key", units), ("area_key", areas), ("audience", audiences)):
        if chosen is not None:
            cells = cells.filter(**{f"{column}__in": [getattr(one, "pk", one) for one in chosen]})
    if not by:
        return [_whole(cells)]
    # Days at the edges of the period are folded into their month here: no database needs to truncate a date for every row.
    sums: defaultdict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0, 0])
    columns = list(dict.fromkeys(_COLUMNS[name] for name in by))
    for *values, records, quantity in cells.order_by().values_list(*columns).annotate(n=Sum("records"), q=Sum("quantity_e4")):
        row = dict(zip(columns, values, strict=True))
        place = tuple(_SHAPES[name](row[_COLUMNS[name]]) if name in _SHAPES else row[_COLUMNS[name]] for name in by)
        sums[place][0] += records
        sums[place][1] += quantity
    return [
        Total(records=records, quantity=from_e4(quantity), **dict(zip(by, place, strict=True)))
        for place, (records, quantity) in sorted(sums.items(), key=lambda item: [(value is not None, value) for value in item[0]])
        if records
    ]


@contextmanager
def as_of_now(district: Area) -> Iterator[None]:
    """Bring the sums of a district up once; the reads inside take them as they are, so that all figures of a page are of one moment.

    Saves each read two queries.
    """
    catch_up(district.pk)
    token = _known.set({district.pk: _kinds_of(district)})
    try:
        yield
    finally:
        _known.reset(token)


def _kinds_of(district: Area) -> Sequence[str]:
    return RollupState.objects.filter(district=district).values_list("kinds", flat=True).first() or ()


def period(since: date | None, until: date | None, *, daily: bool = False) -> Q:
    """Cells that cover the days from `since` to `until` once: whole months where they lie inside, days at the edges."""
    first, last = since or BEGINNING, until or END
    if daily:
        return Q(grain=DAY, start__range=(first, last))
    whole_from = first if first.day == 1 else _next_month(first)
    whole_until = END if last == END else (last + timedelta(days=1)).replace(day=1)
    if whole_from >= whole_until:
        return Q(grain=DAY, start__range=(first, last))
    cells = Q(grain=MONTH, start__gte=whole_from, start__lt=whole_until)
    if first < whole_from:
        cells |= Q(grain=DAY, start__gte=first, start__lt=whole_from)
    if whole_until <= last < END:
        cells |= Q(grain=DAY, start__gte=whole_until, start__lte=last)
    return cells


def _next_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def _cube(wanted: set[str]) -> Rollup.Cube:
    places = wanted & {"unit", "area", "audience"}
    if places == {"unit"}:
        return Rollup.Cube.UNIT
    if places == {"area"}:
        return Rollup.Cube.AREA
    return Rollup.Cube.AUDIENCE if places <= {"audience"} else Rollup.Cube.FULL


def _whole(cells: Any) -> Total:
    sums = cells.aggregate(n=Sum("records"), q=Sum("quantity_e4"))
    return Total(records=sums["n"] or 0, quantity=from_e4(sums["q"] or 0))


def from_e4(quantity: int) -> Decimal:
    """Ten-thousandths as a plain number: 400000 -> 40, 15000 -> 1.5."""
    number = Decimal(int(quantity)).scaleb(-4)
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()
