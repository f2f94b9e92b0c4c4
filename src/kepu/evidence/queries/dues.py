"""What an indicator should have reached by a day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise

from kepu.plans.models import Indicator

Point = tuple[date, Decimal]
FLOWS = frozenset({Indicator.Aggregation.SUM, Indicator.Aggregation.COUNT, Indicator.Aggregation.DISTINCT_PERSONS})


def target_of(indicator: Indicator, on: date) -> Decimal:
    """The target that `on` works towards: of the year for a yearly indicator, of the deadline for others."""
    if indicator.span == Indicator.Span.YEAR:
        return yearly_targets(indicator).get(on.year, indicator.target)
    return indicator.target


def yearly_targets(indicator: Indicator) -> dict[int, Decimal]:
    """Year -> value to be reached at its end; reads the prefetched targets."""
    return {target.year: target.value for target in indicator.targets.all()}


def due_of(indicator: Indicator, on: date, earliest: Point | None = None) -> Decimal:
    """What should be reached on a day: on the line through the yearly targets to the final one.

    Counted indicators start from 0 on the first day of their span and are due in whole numbers, rounded down; a limit (`at_most`) is not
    divided over time. Levels start from the baseline at the end of the year before the plan, else from their earliest estimate, else are
    due in full.
    """
    target = target_of(indicator, on)
    counted = indicator.aggregation in FLOWS
    if indicator.comparison == Indicator.Comparison.AT_MOST and counted:
        return target
    if indicator.span == Indicator.Span.YEAR:
        return _whole(_on_line([(date(on.year - 1, 12, 31), Decimal(0)), (date(on.year, 12, 31), target)], on)) if counted else target
    goals = {date(year, 12, 31): value for year, value in yearly_targets(indicator).items()} | {date(indicator.deadline, 12, 31): indicator.target}
    start = date(indicator.plan.year_from - 1, 12, 31)
    if counted:
        return _whole(_on_line([(start, Decimal(0)), *sorted(goals.items())], on))
    first = (start, indicator.baseline) if indicator.baseline is not None else earliest
    return _on_line([point for point in (first,) if point and point[0] < min(goals)] + sorted(goals.items()), on)


def _on_line(points: list[Point], on: date) -> Decimal:
    """Linear between neighbours, level outside."""
    before, after = points[0], points[-1]
    if on <= before[0]:
        return before[1]
    if on >= after[0]:
        return after[1]
    for left, right in pairwise(points):
        if left[0] <= on < right[0]:
            share = Decimal((on - left[0]).days) / Decimal((right[0] - left[0]).days)
            return (left[1] + (right[1] - left[1]) * share).quantize(Decimal("0.0001"))
    return after[1]


def _whole(value: Decimal) -> Decimal:
    return Decimal(int(value))
