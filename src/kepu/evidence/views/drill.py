"""Clicking down: indicator → years → months → units → records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from kepu.evidence.queries import Total, indicator_totals
from kepu.organizations.access import allowed
from kepu.organizations.actors import Actor
from kepu.organizations.models import Unit
from kepu.plans.models import Indicator


@dataclass(frozen=True)
class Step:
    """One line of the table: what it is, how much, and where it leads ("" where the actor may go no further)."""

    label: str
    records: int
    quantity: Decimal
    url: str


@dataclass(frozen=True)
class Drill:
    """Where in the figure the reader is."""

    heading: str
    steps: list[Step]
    crumbs: list[tuple[str, str]]
    year: int | None = None
    month: date | None = None
    unit: Unit | None = None

    @property
    def shows_records(self) -> bool:
        """A month is small enough to list what is in it."""
        return self.month is not None


def drill_of(actor: Actor, indicator: Indicator, given: Mapping[str, Any]) -> Drill:
    """The step that the query string asks for: nothing → years, `year` → months, `month` → units and records, `unit` → its records."""
    first, last = indicator.plan.year_from, max(indicator.plan.year_to, indicator.deadline)
    year = _number(given.get("year"), first, last)
    month = _number(given.get("month"), 1, 12) if year else None
    crumbs = [(_("各年"), "?#drill")]
    if year is None:
        return Drill(_("各年"), _years(indicator), crumbs)
    crumbs.append((_("%d年") % year, f"?year={year}#drill"))
    if month is None:
        return Drill(_("%d年各月") % year, _months(indicator, year), crumbs, year=year)
    start = date(year, month, 1)
    crumbs.append((_("%d月") % month, f"?year={year}&month={month}#drill"))
    unit = Unit.objects.filter(district=actor.district, pk=int(given["unit"])).first() if str(given.get("unit", "")).isdecimal() else None
    if unit is not None:
        crumbs.append((unit.name, ""))
    return Drill(_("%(year)d年%(month)d月各单位") % {"year": year, "month": month}, _units(actor, indicator, start), crumbs, year, start, unit)


def _number(text: object, low: int, high: int) -> int | None:
    given = str(text or "")
    return int(given) if given.isdecimal() and len(given) <= 4 and low <= int(given) <= high else None


def _years(indicator: Indicator) -> list[Step]:
    sums: dict[int, tuple[int, Decimal]] = {}
    for total in indicator_totals(indicator, by=("month",)):
        year = _month(total).year
        records, quantity = sums.get(year, (0, Decimal(0)))
        sums[year] = (records + total.records, quantity + total.quantity)
    return [Step(_("%d年") % year, *sums[year], f"?year={year}#drill") for year in sorted(sums)]


def _months(indicator: Indicator, year: int) -> list[Step]:
    totals = indicator_totals(indicator, by=("month",), since=date(year, 1, 1), until=date(year, 12, 31))
    return [Step(_("%d月") % _month(one).month, one.records, one.quantity, f"?year={year}&month={_month(one).month}#drill") for one in totals]


def _units(actor: Actor, indicator: Indicator, start: date) -> list[Step]:
    """All units for those who see the district; for a unit its own line, and the others as one sum."""
    until = date(start.year + start.month // 12, start.month % 12 + 1, 1) - date.resolution
    totals = indicator_totals(indicator, by=("unit",), since=start, until=until)
    names = dict(Unit.objects.filter(district=actor.district).values_list("pk", "name"))
    place = f"?year={start.year}&month={start.month}"
    if allowed(actor, "evidence.view_all_units"):
        return [
            Step(names.get(one.unit or 0, _("未指明单位")), one.records, one.quantity, f"{place}&unit={one.unit}#drill" if one.unit else "")
            for one in totals
        ]
    own = actor.unit.pk if actor.unit else None
    mine = [Step(names.get(one.unit or 0, ""), one.records, one.quantity, f"{place}&unit={one.unit}#drill") for one in totals if one.unit == own]
    others = [one for one in totals if one.unit != own]
    rest = Step(_("其他单位合计"), sum(one.records for one in others), sum((one.quantity for one in others), Decimal(0)), "")
    return [*mine, rest] if others else mine


def _month(total: Total) -> date:
    assert total.month is not None
    return total.month
