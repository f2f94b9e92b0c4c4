"""What the sums say about the indicators of a plan: a few queries for all of them together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Max, Q

from kepu.evidence.models import DistinctCounter, DistinctDay, EvidenceRecord, Rollup
from kepu.evidence.rollups.people import ensure_counter
from kepu.evidence.rollups.recount import effective
from kepu.evidence.rollups.rolling import lock_state
from kepu.organizations.models import Area
from kepu.plans.models import Indicator

from .totals import Total, totals

ESTIMATES = 120
Months = dict[date, Decimal]
Aggregation = Indicator.Aggregation


@dataclass(frozen=True, slots=True)
class Estimate:
    """A published level, with its interval where known."""

    on: date
    value: Decimal
    low: Decimal | None
    high: Decimal | None


@dataclass(slots=True)
class Series:
    """What was recorded for an indicator: increments by month, those of the denominator, or estimates, earliest first."""

    months: Months = field(default_factory=dict)
    denominators: Months = field(default_factory=dict)
    estimates: list[Estimate] = field(default_factory=list)
    last_on: date | None = None


def load(district: Area, indicators: Sequence[Indicator], first: date, on: date) -> dict[int, Series]:
    """Indicator -> what was recorded from `first` to `on` (estimates from the beginning)."""
    kinds = {code for indicator in indicators for code in (*indicator.kinds, *indicator.denominator_kinds)}
    sums = totals(district, kinds=kinds, since=first, until=on, by=("kind", "audience", "month"))
    last = _last_days(district, sums, on)
    people = _people(district, indicators, first, on)
    estimates: dict[tuple[str, ...], list[Estimate]] = {}
    loaded = {}
    for indicator in indicators:
        series = loaded[indicator.pk] = Series(last_on=_latest(indicator, last))
        if indicator.aggregation == Aggregation.LATEST:
            question = (*sorted(indicator.kinds), indicator.audience)
            if question not in estimates:
                estimates[question] = _estimates(district, indicator, on)
            series.estimates = estimates[question]
            series.last_on = series.estimates[-1].on if series.estimates else None
        elif indicator.aggregation == Aggregation.DISTINCT_PERSONS:
            series.months = people.get(indicator.pk, {})
        else:
            series.months = _months(indicator, indicator.kinds, sums)
            series.denominators = _months(indicator, indicator.denominator_kinds, sums)
    return loaded


def _counts(indicator: Indicator, kinds: Iterable[str], kind: str, audience: str) -> bool:
    return kind in kinds and (not indicator.audience or audience == indicator.audience)


def _months(indicator: Indicator, kinds: Iterable[str], sums: Iterable[Total]) -> Months:
    months: defaultdict[date, Decimal] = defaultdict(Decimal)
    for total in sums:
        if total.month and _counts(indicator, kinds, total.kind, total.audience):
            months[total.month] += total.records if indicator.aggregation == Aggregation.COUNT else total.quantity
    return dict(months)


def _last_days(district: Area, sums: Iterable[Total], on: date) -> dict[tuple[str, str], date]:
    """(kind, audience) -> last day with evidence, looked up in its last month only."""
    months = {(total.kind, total.audience): total.month for total in sums if total.month}
    if not months:
        return {}
    wanted = Q()
    for (kind, audience), month in months.items():
        wanted |= Q(kind=kind, audience=audience, start__gte=month)
    days = Rollup.objects.filter(wanted, district=district, cube=Rollup.Cube.AUDIENCE, grain=Rollup.Grain.DAY, start__lte=on, records__gt=0)
    return {(kind, audience): day for kind, audience, day in days.order_by().values_list("kind", "audience").annotate(day=Max("start"))}


def _latest(indicator: Indicator, last: dict[tuple[str, str], date]) -> date | None:
    return max((day for (kind, audience), day in last.items() if _counts(indicator, indicator.kinds, kind, audience)), default=None)


def _estimates(district: Area, indicator: Indicator, on: date) -> list[Estimate]:
    """The newest published levels of the whole district."""
    records = EvidenceRecord.objects.filter(
        Q(area__isnull=True) | Q(area=district),
        district=district,
        kind__in=indicator.kinds,
        audience=indicator.audience,
        value__isnull=False,
        happened_on__lte=on,
    )
    newest = effective(records).order_by("-happened_on", "-sequence").values_list("happened_on", "value", "low", "high")[:ESTIMATES]
    return [Estimate(on, value, low, high) for on, value, low, high in reversed(newest) if value is not None]


def _people(district: Area, indicators: Iterable[Indicator], first: date, on: date) -> dict[int, Months]:
    """Indicator -> people who first appear in each month of its span (a year, or all years)."""
    asked = {i.pk: _questions(i, first.year, on.year) for i in indicators if i.aggregation == Aggregation.DISTINCT_PERSONS}
    if not asked:
        return {}
    counters = _counters(district, {question for questions in asked.values() for question in questions})
    days = DistinctDay.objects.filter(counter__in=counters.values(), day__lte=on).order_by()
    found: defaultdict[int, defaultdict[date, int]] = defaultdict(lambda: defaultdict(int))
    for counter, day, persons in days.values_list("counter_id", "day", "persons"):
        found[counter][day.replace(day=1)] += persons
    return {pk: {m: Decimal(n) for question in questions for m, n in found[counters[question]].items()} for pk, questions in asked.items()}


Question = tuple[str, str, int, int]


def _questions(indicator: Indicator, year_from: int, year_to: int) -> list[Question]:
    kinds = ",".join(sorted(set(indicator.kinds)))
    if indicator.span == Indicator.Span.YEAR:
        return [(kinds, indicator.audience, year, year) for year in range(year_from, year_to + 1)]
    return [(kinds, indicator.audience, year_from, max(indicator.plan.year_to, indicator.deadline))]


def _counters(district: Area, questions: set[Question]) -> dict[Question, int]:
    """Question -> counter; a question that nobody asked before is counted from the tally once."""
    rows = DistinctCounter.objects.filter(district=district).values_list("pk", "kinds", "audience", "year_from", "year_to")
    known = {tuple(question): pk for pk, *question in rows}
    missing = sorted(questions - known.keys())
    if missing:
        with transaction.atomic():
            lock_state(district.pk)
            for kinds, audience, year_from, year_to in missing:
                counter = ensure_counter(district.pk, kinds.split(","), audience, year_from, year_to)
                known[kinds, audience, year_from, year_to] = counter.pk
    return {question: known[question] for question in questions}
