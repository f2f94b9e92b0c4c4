"""Indicators as the reports tell them."""

from __future__ import annotations

import datetime

from kepu.evidence.queries import IndicatorStatus, indicator_statuses
from kepu.plans.models import Indicator, Plan
from kepu.reports.facts import IndicatorFact, Number


def indicator_facts(plan: Plan, until: datetime.date, *, with_before: bool, years: bool = False) -> tuple[IndicatorFact, ...]:
    """Every indicator on a day; `with_before` adds its value at the end of the year before, `years` its value at the end of each year."""
    ends = [datetime.date(year, 12, 31) for year in range(plan.year_from, until.year)] if years else []
    earlier = {day: _values(plan, day) for day in ({datetime.date(until.year - 1, 12, 31)} if with_before else set()) | set(ends)}
    facts = []
    for status in indicator_statuses(plan, until):
        pk = status.indicator.pk
        before = earlier[datetime.date(until.year - 1, 12, 31)].get(pk) if with_before else None
        trend = tuple((day.year, earlier[day].get(pk)) for day in ends)
        facts.append(fact_of(status, before, (*trend, (until.year, status.value)) if years else ()))
    return tuple(facts)


def _values(plan: Plan, on: datetime.date) -> dict[int, Number | None]:
    return {status.indicator.pk: status.value for status in indicator_statuses(plan, on)}


def fact_of(status: IndicatorStatus, before: Number | None = None, years: tuple[tuple[int, Number | None], ...] = ()) -> IndicatorFact:
    """An indicator's status as a plain fact."""
    indicator = status.indicator
    return IndicatorFact(
        name=indicator.name,
        unit=indicator.unit_label,
        target=status.target,
        deadline=indicator.deadline,
        value=status.value,
        before=before,
        low=status.low,
        high=status.high,
        target_now=status.target_now,
        light=str(status.light),
        yearly=indicator.span == Indicator.Span.YEAR,
        estimate=indicator.aggregation == Indicator.Aggregation.LATEST,
        at_most=indicator.comparison == Indicator.Comparison.AT_MOST,
        responsible=indicator.responsible_unit.name if indicator.responsible_unit else "",
        last_on=status.last_on,
        years=years,
    )
