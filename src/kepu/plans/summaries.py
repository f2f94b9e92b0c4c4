"""Counts of yearly work for dashboards and reports."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Count, Q, QuerySet, Value, When

from kepu.organizations.models import Area, Unit

from .models import Plan, WorkItem

SOON = datetime.timedelta(days=30)
COUNTED = (*WorkItem.RUNNING, WorkItem.Status.DONE)
# Where a piece of work stands on a day, worst first.
STATES = ("late", "unfinished", "declined", "waiting", "soon", "running", "done")
# What should have been done by then: overdue in a plan in force, merely not done in a plan that is closed.
BEHIND = ("late", "unfinished")


@dataclass(frozen=True)
class WorkCount:
    """How many pieces of work stand in which state; `total` leaves out drafts and what was dropped."""

    late: int = 0
    unfinished: int = 0
    declined: int = 0
    waiting: int = 0
    soon: int = 0
    running: int = 0
    done: int = 0

    @property
    def total(self) -> int:
        return sum(getattr(self, state) for state in STATES)

    @property
    def behind(self) -> int:
        return sum(getattr(self, state) for state in BEHIND)

    @property
    def open(self) -> int:
        return self.total - self.done

    @property
    def done_share(self) -> float | None:
        """Percent done, None where there is nothing to do."""
        return 100 * self.done / self.total if self.total else None

    def __add__(self, other: WorkCount) -> WorkCount:
        return WorkCount(**{state: getattr(self, state) + getattr(other, state) for state in STATES})


def current_plan(district: Area, on: datetime.date, plans: Iterable[Plan] | None = None) -> Plan | None:
    """The plan that a dashboard shows: in force on the day, else the last that was in force; never one under review."""
    known = plans if plans is not None else shown_plans(district)
    in_order = sorted(known, key=lambda plan: (plan.year_from <= on.year <= plan.year_to, plan.year_from <= on.year, plan.year_from), reverse=True)
    return in_order[0] if in_order else None


def shown_plans(district: Area) -> QuerySet[Plan]:
    """Plans past their review, newest period first; without the text of the document."""
    return Plan.objects.filter(district=district).exclude(status=Plan.Status.REVIEW).defer("source_text")


def year_of(plan: Plan, on: datetime.date) -> int:
    """The year of the plan that lies nearest to the day."""
    return min(max(on.year, plan.year_from), plan.year_to)


def state_on(on: datetime.date) -> Case:
    """Expression: where a piece of work stands on a day; in a closed plan nothing is due any more, and what was not done is history."""
    return Case(
        When(status=WorkItem.Status.DONE, then=Value("done")),
        When(plan__status=Plan.Status.CLOSED, then=Value("unfinished")),
        When(due_on__lt=on, then=Value("late")),
        When(status=WorkItem.Status.DECLINED, then=Value("declined")),
        When(status=WorkItem.Status.ISSUED, then=Value("waiting")),
        When(due_on__lte=on + SOON, then=Value("soon")),
        default=Value("running"),
        output_field=CharField(),
    )


def work(plan: Plan, year: int | None, on: datetime.date) -> QuerySet[Any]:
    """Work of a year (or of all years) that counts, each with its `state` on the day."""
    found = WorkItem.objects.filter(plan=plan, status__in=COUNTED).annotate(state=state_on(on)).select_related("unit", "node", "lead_unit")
    return found if year is None else found.filter(year=year)


def count_by_unit(plan: Plan, year: int | None, on: datetime.date) -> list[tuple[Unit, WorkCount]]:
    """Work by owner, those with most delay first; two queries."""
    rows = work(plan, year, on).order_by().values_list("unit_id", "state").annotate(n=Count("pk"))
    counted: dict[int, dict[str, int]] = {}
    for unit_id, state, number in rows:
        counted.setdefault(unit_id, {})[state] = number
    units = Unit.objects.in_bulk(list(counted))
    found = [(units[pk], WorkCount(**numbers)) for pk, numbers in counted.items()]
    return sorted(found, key=lambda row: (-row[1].behind, row[1].done_share or 0, row[0].type, row[0].pk))


def count_by_year(plan: Plan, on: datetime.date) -> dict[int, WorkCount]:
    """Work by year of the plan; one query."""
    counted: dict[int, dict[str, int]] = {}
    for year, state, number in work(plan, None, on).order_by().values_list("year", "state").annotate(n=Count("pk")):
        counted.setdefault(year, {})[state] = number
    return {year: WorkCount(**numbers) for year, numbers in sorted(counted.items())}


def total(counts: Iterable[WorkCount]) -> WorkCount:
    """The counts added up."""
    return sum(counts, WorkCount())


def work_of_unit(plan: Plan, year: int, unit: Unit, on: datetime.date) -> QuerySet[Any]:
    """Work that the unit owns, leads or takes part in, the most urgent first."""
    part = Q(unit=unit) | Q(lead_unit=unit) | Q(partners=unit)
    return work(plan, year, on).filter(part).distinct().order_by("due_on", "pk")
