"""Sums over the ledger as the reports tell them."""

from __future__ import annotations

import datetime
from decimal import Decimal

from kepu.evidence import kinds
from kepu.evidence.queries import totals
from kepu.organizations.models import Area, Unit
from kepu.reports.facts import Amount

Period = tuple[datetime.date, datetime.date]
# A level that was measured is not an amount of work.
LEVELS = frozenset({"literacy_estimate"})


def kind_name(code: str) -> str:
    """The name of a kind of evidence; a kind that is no longer registered keeps its code."""
    return next((str(kind.name) for kind in kinds.kinds() if kind.code == code), code)


def amount(code: str, quantity: Decimal, before: Decimal | None = None) -> Amount:
    """A quantity of a kind of evidence, in the kind's words."""
    known = next((kind for kind in kinds.kinds() if kind.code == code), None)
    return Amount(kind_name(code), quantity, str(known.unit_label) if known else "", before)


def kinds_between(district: Area, since: datetime.date, until: datetime.date, compared: Period | None = None) -> tuple[Amount, ...]:
    """Quantity of each kind in the period, the most frequent first, beside that of the period compared with, if the ledger goes back to it."""
    now = totals(district, since=since, until=until, by=("kind",))
    then = {total.kind: total.quantity for total in totals(district, since=compared[0], until=compared[1], by=("kind",))} if compared else {}
    counted = sorted((total for total in now if total.kind not in LEVELS), key=lambda total: -total.records)
    return tuple(amount(total.kind, total.quantity, then.get(total.kind, Decimal(0)) if then else None) for total in counted)


def places_between(district: Area, since: datetime.date, until: datetime.date) -> tuple[Amount, ...]:
    """Records by street, the most first; places of no street are left out."""
    found = {total.area: total.records for total in totals(district, since=since, until=until, by=("area",)) if total.area}
    areas = Area.objects.filter(district=district).select_related("parent").in_bulk(list(found))
    by_street: dict[str, int] = {}
    for pk, records in found.items():
        area: Area | None = areas.get(pk)
        while area is not None and area.level == Area.Level.COMMUNITY:
            area = area.parent
        if area is not None and area.level == Area.Level.STREET:
            by_street[area.name] = by_street.get(area.name, 0) + records
    return tuple(Amount(name, records, "条") for name, records in sorted(by_street.items(), key=lambda row: -row[1]))


def months_between(district: Area, since: datetime.date, until: datetime.date) -> tuple[tuple[str, int], ...]:
    """Records of each month, months without any among them; 1月 within one year, 2025年1月 over several."""
    found = {total.month: total.records for total in totals(district, since=since, until=until, by=("month",))}
    one_year = since.year == until.year
    months = []
    month = since.replace(day=1)
    while month <= until:
        months.append((f"{month.month}月" if one_year else f"{month.year}年{month.month}月", found.get(month, 0)))
        month = (month.replace(day=28) + datetime.timedelta(days=4)).replace(day=1)
    return tuple(months)


def records_by_unit(district: Area, since: datetime.date, until: datetime.date) -> dict[Unit, int]:
    """Number of records of each unit."""
    found = {total.unit: total.records for total in totals(district, since=since, until=until, by=("unit",)) if total.unit}
    units = Unit.objects.in_bulk(list(found))
    return {units[pk]: records for pk, records in found.items() if pk in units}


def records_total(district: Area, since: datetime.date, until: datetime.date) -> int:
    """Number of records."""
    return totals(district, since=since, until=until)[0].records
