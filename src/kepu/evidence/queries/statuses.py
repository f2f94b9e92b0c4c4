"""How the indicators of a plan stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils import timezone

from kepu.plans.models import Indicator, Plan

from .dues import FLOWS, due_of, target_of
from .forecasts import expected_more, months_between, on_trend
from .lights import Light, light_of, ratio_of
from .series import Months, Series, load

STEP = Decimal("0.0001")
PERCENT = frozenset({"%", "％", "百分比"})
Aggregation = Indicator.Aggregation


@dataclass(frozen=True, slots=True)
class IndicatorStatus:
    """An indicator on a day.

    `target` is the one of the span, `target_now` what is due by now, `ratio` value over what is due (the other way round for a limit),
    `forecast` the expected value at the end of the span or the deadline, `trend` the value as it stood at the end of each month (first days of
    months); of a level all its estimates, those from before the plan as well. `value` is None where a level was never estimated.
    """

    indicator: Indicator
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    target: Decimal
    target_now: Decimal
    ratio: Decimal | None
    light: Light
    forecast: Decimal | None
    last_on: date | None
    trend: list[tuple[date, Decimal]] = field(default_factory=list)

    @property
    def completion(self) -> Decimal | None:
        """Value over the target of the span, 1 for all of it."""
        return ratio_of(self.value, self.target, self.indicator.comparison == Indicator.Comparison.AT_MOST)


def indicator_status(indicator: Indicator, on: date | None = None) -> IndicatorStatus:
    """The status of one indicator; for several of a plan `indicator_statuses` asks the database less."""
    return _statuses(indicator.plan, [indicator], on)[0]


def indicator_statuses(plan: Plan, on: date | None = None) -> list[IndicatorStatus]:
    """The status of every indicator of a plan, in its order, on a day (today).

    The number of queries does not depend on the ledger or on the number of counted indicators: seven, one more for each kind of estimate, and
    two for distinct people.
    """
    return _statuses(plan, list(plan.indicators.prefetch_related("targets")), on)


def _statuses(plan: Plan, indicators: Sequence[Indicator], on: date | None) -> list[IndicatorStatus]:
    if not indicators:
        return []
    first = date(plan.year_from, 1, 1)
    last_year = max([plan.year_to, *(indicator.deadline for indicator in indicators)])
    on = min(on or timezone.localdate(), date(last_year, 12, 31))
    for indicator in indicators:
        indicator.plan = plan
    series = load(plan.district, indicators, first, on)
    return [_status(indicator, series[indicator.pk], first, on) for indicator in indicators]


def _status(indicator: Indicator, series: Series, first: date, on: date) -> IndicatorStatus:
    estimate = series.estimates[-1] if series.estimates else None
    trend = _trend(indicator, series, first, on)
    value = trend[-1][1] if trend else (estimate.value if estimate else None)
    low, high = (estimate.low, estimate.high) if estimate else (None, None)
    earliest = (series.estimates[0].on, series.estimates[0].value) if series.estimates else None
    target, due = target_of(indicator, on), due_of(indicator, on, earliest)
    at_most = indicator.comparison == Indicator.Comparison.AT_MOST
    return IndicatorStatus(
        indicator=indicator,
        value=value,
        low=low,
        high=high,
        target=target,
        target_now=due,
        ratio=ratio_of(value, due, at_most),
        light=light_of(value, low, high, due, at_most=at_most, recorded=series.last_on is not None) if indicator.kinds else Light.GREY,
        forecast=_forecast(indicator, series, value, first, on),
        last_on=series.last_on,
        trend=trend,
    )


def _trend(indicator: Indicator, series: Series, first: date, on: date) -> list[tuple[date, Decimal]]:
    if indicator.aggregation == Aggregation.LATEST:
        by_month = {estimate.on.replace(day=1): estimate.value for estimate in series.estimates}
        return sorted(by_month.items())
    yearly = indicator.span == Indicator.Span.YEAR
    above, below, trend = Decimal(0), Decimal(0), []
    for month in months_between(first, on) if on >= first else ():
        if yearly and month.month == 1:
            above = below = Decimal(0)
        above += series.months.get(month, Decimal(0))
        below += series.denominators.get(month, Decimal(0))
        if indicator.aggregation in FLOWS:
            trend.append((month, above))
        elif below:
            trend.append((month, _quotient(indicator, above, below)))
    return trend


def _quotient(indicator: Indicator, above: Decimal, below: Decimal) -> Decimal:
    """In percent where the indicator is."""
    return (above / below * (100 if indicator.unit_label in PERCENT else 1)).quantize(STEP)


def _forecast(indicator: Indicator, series: Series, value: Decimal | None, first: date, on: date) -> Decimal | None:
    """At the end of the year for a yearly indicator, else at the deadline; a day that has passed keeps its value."""
    yearly = indicator.span == Indicator.Span.YEAR
    start = date(on.year, 1, 1) if yearly else first
    end = date(on.year if yearly else indicator.deadline, 12, 31)
    if value is None or on >= end:
        return value
    if indicator.aggregation == Aggregation.LATEST:
        level = on_trend([(estimate.on, estimate.value) for estimate in series.estimates], end)
        return None if level is None else (min(max(level, Decimal(0)), Decimal(100)) if indicator.unit_label in PERCENT else level).quantize(STEP)
    more = expected_more(series.months, start, on, end)
    if indicator.aggregation in FLOWS:
        return (value + more).quantize(Decimal(1))
    below = _since(series.denominators, start) + expected_more(series.denominators, start, on, end)
    return _quotient(indicator, _since(series.months, start) + more, below) if below else value


def _since(months: Months, start: date) -> Decimal:
    return sum((number for month, number in months.items() if month >= start), Decimal(0))
