"""What happened lately, from the ledger."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from kepu.evidence.queries import totals
from kepu.organizations.models import Area
from kepu.reports.facts import Amount
from kepu.ui import charts

from .evidence_facts import LEVELS, amount, places_between

DAYS = 30
KINDS_SHOWN = 6


@dataclass(frozen=True)
class Activity:
    """The last thirty days, and the year by street."""

    records: int
    kinds: list[Amount]
    days: charts.Chart
    streets: charts.Chart
    since: datetime.date
    until: datetime.date

    @property
    def url(self) -> str:
        """The records of these days."""
        return f"{reverse('evidence:list')}?since={self.since}&until={self.until}"


def activity_of(district: Area, year: int, until: datetime.date) -> Activity:
    """Three reads of the rollups."""
    since = until - datetime.timedelta(days=DAYS - 1)
    cells = totals(district, since=since, until=until, by=("day", "kind"))
    by_day: dict[datetime.date, int] = dict.fromkeys((since + datetime.timedelta(days=n) for n in range(DAYS)), 0)
    by_kind: dict[str, list] = {}
    for cell in cells:
        assert cell.day is not None
        by_day[cell.day] += cell.records
        by_kind.setdefault(cell.kind, []).append(cell.quantity)
    kinds = sorted(((code, sum(found)) for code, found in by_kind.items() if code not in LEVELS), key=lambda row: -len(by_kind[row[0]]))
    records = sum(by_day.values())
    days = charts.line(
        _("最近30天佐证记录"), [charts.Point(day, number) for day, number in by_day.items()] if records else [], unit=_("条"), height=200
    )
    places = places_between(district, datetime.date(year, 1, 1), until)
    title = _("%d年各街道佐证记录") % year
    streets = charts.bars(title, [(place.label, place.value) for place in places], unit=_("条"), label_header=_("街道"))
    return Activity(records, [amount(code, quantity) for code, quantity in kinds[:KINDS_SHOWN]], days, streets, since, until)


def records_of_units(district: Area, since: datetime.date, until: datetime.date) -> dict[int, int]:
    """Unit id → number of records."""
    return {total.unit: total.records for total in totals(district, since=since, until=until, by=("unit",)) if total.unit is not None}
