"""The public figures of a plan: sums only, with small numbers of people held back."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.core.cache import cache
from django.db.models import Count, Q

from kepu.evidence import kinds
from kepu.evidence.models import Audience
from kepu.evidence.queries import IndicatorStatus, estimates_of, indicator_statuses, totals
from kepu.plans import summaries
from kepu.plans.models import Indicator, Plan, PlanNode, WorkItem
from kepu.plans.queries import outline
from kepu.plans.queries.documents import TASK_KINDS
from kepu.reports.facts import Amount

from .evidence_facts import LEVELS, amount
from .task_facts import home_of

# Fewer people than this could be recognised; such a number is told as "fewer than".
SMALL = 5
SECONDS = 300


@dataclass(frozen=True)
class YearValue:
    """An indicator at the end of a year; `small` where the number is held back."""

    year: int
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    small: bool = False


@dataclass(frozen=True)
class PublicIndicator:
    """An indicator as everybody may see it."""

    status: IndicatorStatus
    years: tuple[YearValue, ...]

    @property
    def now(self) -> YearValue:
        return self.years[-1]


@dataclass(frozen=True)
class Theme:
    """An action or key project: how much work was set and is done."""

    node: PlanNode
    total: int
    done: int


@dataclass(frozen=True)
class Group:
    """What was done for a group of people; the quantity is None where it is held back."""

    label: str
    amounts: tuple[tuple[Amount, bool], ...]


@dataclass(frozen=True)
class Progress:
    """All of the public page."""

    until: datetime.date
    indicators: tuple[PublicIndicator, ...]
    themes: tuple[Theme, ...]
    groups: tuple[Group, ...]
    by_year: tuple[tuple[int, summaries.WorkCount], ...]


def progress_of(plan: Plan, today: datetime.date) -> Progress:
    """The public figures, at most five minutes old."""
    found: Progress | None = cache.get(f"public:{plan.pk}:{today}")
    if found is None:
        found = read_progress(plan, today)
        cache.set(f"public:{plan.pk}:{today}", found, SECONDS)
    return found


def read_progress(plan: Plan, today: datetime.date) -> Progress:
    """A bounded number of queries over sums."""
    until = min(today, datetime.date(plan.year_to, 12, 31))
    return Progress(
        until=until,
        indicators=_indicators(plan, until),
        themes=_themes(plan),
        groups=_groups(plan, until),
        by_year=tuple((year, count) for year, count in summaries.count_by_year(plan, today).items() if year <= until.year),
    )


def is_small(value: Decimal | None, of_people: bool) -> bool:
    """Whether a number must be held back because it counts too few people."""
    return of_people and value is not None and 0 < value < SMALL


def counts_people(codes: Iterable[str]) -> bool:
    """Whether any of these kinds of evidence counts people."""
    wanted = set(codes)
    return any(kind.code in wanted and (kind.persons != kinds.Need.NONE or str(kind.unit_label).startswith("人")) for kind in kinds.kinds())


def _indicators(plan: Plan, until: datetime.date) -> tuple[PublicIndicator, ...]:
    estimates = estimates_of(plan, until)
    found = []
    for status in indicator_statuses(plan, until):
        indicator = status.indicator
        of_people = counts_people(indicator.kinds) and indicator.aggregation != Indicator.Aggregation.LATEST
        by_year: dict[int, YearValue] = {}
        for month, value in status.trend:
            small = is_small(value, of_people)
            by_year[month.year] = YearValue(month.year, None if small else value, small=small)
        for estimate in estimates.get(indicator.pk, ()):
            by_year[estimate.on.year] = YearValue(estimate.on.year, estimate.value, estimate.low, estimate.high)
        years = range(plan.year_from, until.year + 1)
        found.append(PublicIndicator(status, tuple(by_year.get(year, YearValue(year)) for year in years)))
    return tuple(found)


def _themes(plan: Plan) -> tuple[Theme, ...]:
    nodes = outline(plan)
    home = home_of(nodes)
    counted: defaultdict[int, list[int]] = defaultdict(lambda: [0, 0])
    done = Count("pk", filter=Q(status=WorkItem.Status.DONE))
    rows = plan.work_items.filter(status__in=summaries.COUNTED).order_by().values_list("node_id").annotate(n=Count("pk"), done=done)
    for node, total, finished in rows:
        if node in home:
            counted[home[node]][0] += total
            counted[home[node]][1] += finished
    return tuple(Theme(node, *counted[node.pk]) for node in nodes if node.kind in TASK_KINDS)


def _groups(plan: Plan, until: datetime.date) -> tuple[Group, ...]:
    cells = totals(plan.district, since=datetime.date(plan.year_from, 1, 1), until=until, by=("audience", "kind"))
    labels = dict(Audience.choices)
    by_group: defaultdict[str, list[tuple[Amount, bool]]] = defaultdict(list)
    for cell in sorted(cells, key=lambda cell: -cell.records):
        if cell.kind not in LEVELS and cell.audience in labels:
            small = is_small(cell.quantity, counts_people([cell.kind]))
            by_group[cell.audience].append((amount(cell.kind, Decimal(0) if small else cell.quantity), small))
    return tuple(Group(str(labels[code]), tuple(found)) for code, found in by_group.items())
