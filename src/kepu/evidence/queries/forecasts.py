"""What a figure will be at a deadline, if things go on as before."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

SEASONS = 3
LEAST_MONTHS = 24


def months_between(first: date, last: date) -> list[date]:
    """First days of the months from `first` to `last`, both included."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [date(first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1, 1) for n in range(count)]


def expected_more(by_month: Mapping[date, Decimal], start: date, on: date, end: date) -> Decimal:
    """How much is still to come after `on` until `end`.

    With two years of history or more, each coming month brings the mean of the same month in the last three years (seasonal-naive); what the
    running month has brought already is taken off. With less, the daily rate since `start` goes on (linear).
    """
    if on >= end:
        return Decimal(0)
    this_month = on.replace(day=1)
    history = [month for month in months_between(min(by_month, default=this_month), this_month) if month < this_month]
    if len(history) < LEAST_MONTHS:
        return _linear(by_month, start, on, end)
    more = Decimal(0)
    for month in months_between(this_month, end):
        same = [by_month.get(past, Decimal(0)) for past in history if past.month == month.month][-SEASONS:]
        mean = sum(same, Decimal(0)) / len(same)
        more += max(Decimal(0), mean - by_month.get(month, Decimal(0))) if month == this_month else mean
    return more


def _linear(by_month: Mapping[date, Decimal], start: date, on: date, end: date) -> Decimal:
    so_far = sum((value for month, value in by_month.items() if start <= month <= on), Decimal(0))
    return so_far / ((on - start).days + 1) * (end - on).days


def on_trend(points: Sequence[tuple[date, Decimal]], end: date) -> Decimal | None:
    """Least squares through the estimates, read at `end`; with estimates of one day only, the last of them."""
    if not points:
        return None
    days = [Decimal((day - points[0][0]).days) for day, _value in points]
    mean_day, mean_value = sum(days, Decimal(0)) / len(days), sum((value for _day, value in points), Decimal(0)) / len(points)
    spread = sum(((day - mean_day) ** 2 for day in days), Decimal(0))
    if not spread:
        return points[-1][1]
    slope = sum(((day - mean_day) * (value - mean_value) for day, (_at, value) in zip(days, points, strict=True)), Decimal(0)) / spread
    return mean_value + slope * (Decimal((end - points[0][0]).days) - mean_day)


def end_of_month(month: date) -> date:
    """Its last day."""
    return month.replace(day=monthrange(month.year, month.month)[1])
