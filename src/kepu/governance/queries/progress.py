"""Reads of progress reports: lists, the figures of dashboards, the texts of the yearly report. Each is a fixed number of queries."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count, F, Max, Q, QuerySet, Sum, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from kepu.governance.models import OWED, ProgressReport, ReportingPeriod
from kepu.organizations.access import allowed
from kepu.organizations.actors import Actor
from kepu.organizations.models import Area, Role, Unit
from kepu.organizations.queries import TYPE_ORDER
from kepu.plans.models import Plan, WorkItem

State = ProgressReport.State
SOON = datetime.timedelta(days=7)


def with_names(reports: QuerySet[ProgressReport]) -> QuerySet[ProgressReport]:
    """With what a list of reports names and asks of them, but without the long text of the plan."""
    return reports.select_related("period__plan", "work_item", "unit", "lead_unit").defer("period__plan__source_text")


def live_reports(district: Area) -> QuerySet[ProgressReport]:
    """Reports of the district, without those of work that was dropped and was never accepted."""
    return ProgressReport.objects.filter(district=district).exclude(~Q(state=State.ACCEPTED), work_item__status=WorkItem.Status.DROPPED)


def visible_reports(actor: Actor) -> QuerySet[ProgressReport]:
    """What the actor may read: the whole district, or what his unit answers for or leads."""
    if not allowed(actor, "governance.view_report"):
        return ProgressReport.objects.none()
    found = with_names(live_reports(actor.district))
    if actor.role in (Role.UNIT_REPORTER, Role.UNIT_HEAD):
        return found.filter(Q(unit=actor.unit) | Q(lead_unit=actor.unit))
    return found


def periods(district: Area) -> QuerySet[ReportingPeriod]:
    """Periods of the district, newest first, with how many reports there are and how many are accepted."""
    counted = Count("reports", distinct=True)
    accepted = Count("reports", filter=Q(reports__state=State.ACCEPTED), distinct=True)
    found = ReportingPeriod.objects.filter(district=district).select_related("plan")
    return found.annotate(total=counted, accepted=accepted).order_by("-ends_on", "-pk")


def state_counts(
    district: Area, *, plan: Plan | None = None, year: int | None = None, period: ReportingPeriod | None = None
) -> dict[tuple[int, int], Counter[str]]:
    """(period id, unit id) -> how many reports are in each state; `overdue` counts those owed too late in a plan in force. One query."""
    found = live_reports(district)
    if plan is not None:
        found = found.filter(period__plan=plan)
    if year is not None:
        found = found.filter(period__year=year)
    if period is not None:
        found = found.filter(period=period)
    overdue = Count("pk", filter=Q(state__in=OWED, period__due_on__lt=timezone.localdate(), period__plan__status=Plan.Status.ISSUED))
    counts: dict[tuple[int, int], Counter[str]] = {}
    for row in found.order_by().values("period_id", "unit_id", "state").annotate(number=Count("pk"), late=overdue):
        counter = counts.setdefault((row["period_id"], row["unit_id"]), Counter())
        counter[row["state"]] += row["number"]
        counter["overdue"] += row["late"]
    return counts


def overdue(district: Area, on: datetime.date | None = None, of: Actor | None = None) -> QuerySet[ProgressReport]:
    """Reports that units still owe after the due date, the latest first; with `of`, only what this actor may read."""
    today = on or timezone.localdate()
    found = visible_reports(of) if of else live_reports(district)
    found = found.filter(state__in=OWED, period__due_on__lt=today, period__plan__status=Plan.Status.ISSUED)
    return with_names(found).order_by("period__due_on", "unit", "pk")


def waiting_review(district: Area, of: Actor | None = None) -> QuerySet[ProgressReport]:
    """Reports that wait for a reviewer, marked with `since` when they came to him, the longest first; with `of`, only what this actor may read."""
    found = visible_reports(of) if of else live_reports(district)
    found = found.filter(state__in=(State.WITH_HEAD, State.WITH_LEAD, State.WITH_OFFICE))
    return with_names(found).annotate(since=Max("events__at")).order_by("since", "pk")


def stalled(actor: Actor, days: int) -> QuerySet[ProgressReport]:
    """What the actor may read of reports that have waited for a reviewer for so many days or longer."""
    latest = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0) - datetime.timedelta(days=days - 1)
    return waiting_review(actor.district, of=actor).filter(Q(since__lt=latest), period__plan__status=Plan.Status.ISSUED)


def latest_accepted(items: Iterable[int] | None = None, *, plan: Plan | None = None, year: int | None = None) -> dict[int, ProgressReport]:
    """Work item id -> its accepted report of the latest period. One query."""
    found = ProgressReport.objects.filter(state=State.ACCEPTED)
    if items is not None:
        found = found.filter(work_item__in=list(items))
    if plan is not None:
        found = found.filter(work_item__plan=plan)
    if year is not None:
        found = found.filter(period__year=year)
    rank = Window(RowNumber(), partition_by=F("work_item"), order_by=[F("period__ends_on").desc(), F("pk").desc()])
    newest = found.annotate(rank=rank).filter(rank=1).select_related("period", "unit")
    return {report.work_item_id: report for report in newest}


@dataclass(frozen=True)
class Problem:
    """What a unit said is in the way, with what it is about."""

    unit: str
    work_item: str
    node_id: int
    period: str
    text: str
    next_steps: str


def problems(plan: Plan, year: int | None = None) -> list[Problem]:
    """Problems and reasons of accepted reports, for each work item only those of its latest report. Two queries."""
    found = {pk: report for pk, report in latest_accepted(plan=plan, year=year).items() if report.problems}
    items = plan.work_items.in_bulk(list(found))
    return [
        Problem(report.unit.name, items[pk].title, items[pk].node_id, report.period.label, report.problems, report.next_steps)
        for pk, report in found.items()
    ]


def cumulative(reports: Iterable[ProgressReport]) -> dict[int, Decimal]:
    """Report id -> quantity of the year up to and with its period, from accepted reports of the same span and its own figure."""
    listed = list(reports)
    known = ProgressReport.objects.filter(work_item__in={report.work_item_id for report in listed}, state=State.ACCEPTED, quantity__isnull=False)
    sums: dict[int, Decimal] = {}
    done: dict[tuple[int, int, str], list[tuple[datetime.date, Decimal]]] = {}
    rows = known.values("work_item_id", "period__year", "period__span", "period__ends_on").annotate(total=Sum("quantity")).order_by()
    for row in rows:
        key = (row["work_item_id"], row["period__year"], row["period__span"])
        done.setdefault(key, []).append((row["period__ends_on"], row["total"]))
    for report in listed:
        period = report.period
        before = [total for ends_on, total in done.get((report.work_item_id, period.year, period.span), ()) if ends_on < period.ends_on]
        sums[report.pk] = sum(before, Decimal(0)) + (report.quantity or Decimal(0))
    return sums


@dataclass
class MatrixRow:
    """A unit with its cells: period, counts by state, how many are asked for, light; in the order of the periods."""

    unit: Unit
    cells: list[tuple[ReportingPeriod, Counter[str], int, str]] = field(default_factory=list)


def asked_of(counts: Counter[str]) -> int:
    """How many reports the counts are about."""
    return sum(number for state, number in counts.items() if state != "overdue")


def light_of(counts: Counter[str], due_on: datetime.date, is_closed: bool = False) -> str:
    """red: something is overdue; green: all is accepted; amber: under review, returned, or due within a week; grey: nothing to do yet, or no more."""
    asked = asked_of(counts)
    if counts["overdue"]:
        return "red"
    if asked and counts[State.ACCEPTED] == asked:
        return "green"
    untouched = counts[State.DRAFT] + counts[State.ACCEPTED] == asked
    far = due_on - timezone.localdate() > SOON
    return "grey" if is_closed or not asked or (untouched and far) else "amber"


def matrix(plan: Plan, year: int, span: str) -> tuple[list[ReportingPeriod], list[MatrixRow]]:
    """Units that have reports × the periods of a year, with a light for each. Three queries."""
    columns = list(plan.reporting_periods.filter(year=year, span=span).order_by("number"))
    counts = state_counts(plan.district, plan=plan, year=year)
    wanted = {period.pk for period in columns}
    units = Unit.objects.filter(pk__in={unit for period, unit in counts if period in wanted}).order_by(TYPE_ORDER, "id")
    table = []
    for unit in units:
        row = MatrixRow(unit)
        for period in columns:
            cell = counts.get((period.pk, unit.pk), Counter())
            row.cells.append((period, cell, asked_of(cell), light_of(cell, period.due_on, is_closed=plan.status == Plan.Status.CLOSED)))
        table.append(row)
    return columns, table


def totals(rows: Iterable[MatrixRow]) -> Counter[str]:
    """How many reports of a matrix are in each state."""
    total: Counter[str] = Counter()
    for row in rows:
        for _period, counts, _asked, _light in row.cells:
            total.update(counts)
    return total
