"""What a report knows: plain values, read once, from which every sentence, table and chart is made."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from decimal import Decimal

from kepu.plans.summaries import BEHIND

Number = int | float | Decimal


@dataclass(frozen=True)
class Amount:
    """A quantity of one kind, with that of the period before; None where nothing was recorded then."""

    label: str
    value: Number
    unit: str
    before: Number | None = None


@dataclass(frozen=True)
class IndicatorFact:
    """An indicator at the end of the period. `yearly`: its target is due anew each year. `estimate`: a share found by a survey."""

    name: str
    unit: str
    target: Number
    deadline: int
    value: Number | None = None
    before: Number | None = None
    low: Number | None = None
    high: Number | None = None
    target_now: Number | None = None
    light: str = "grey"
    yearly: bool = False
    estimate: bool = False
    at_most: bool = False
    responsible: str = ""
    last_on: datetime.date | None = None
    years: tuple[tuple[int, Number | None], ...] = ()

    @property
    def reached(self) -> bool:
        """Whether the final target is met; for a yearly one that of this year, or of every year where they are known."""
        values = [value for _year, value in self.years] if self.yearly and self.years else [self.value]
        return all(value is not None and (value <= self.target if self.at_most else value >= self.target) for value in values)

    @property
    def years_reached(self) -> int:
        """In how many of the known years the target of a year was met."""
        return sum(1 for _year, value in self.years if value is not None and (value <= self.target if self.at_most else value >= self.target))


@dataclass(frozen=True)
class WorkFact:
    """A piece of yearly work; `state` is one of `summaries.STATES`; `reason` why it is behind, in the unit's words."""

    title: str
    unit: str
    due_on: datetime.date
    state: str
    year: int
    deliverable: str = ""
    lead: str = ""
    partners: tuple[str, ...] = ()
    planned: str = ""
    result: str = ""
    reason: str = ""
    measure: str = ""
    amounts: tuple[Amount, ...] = ()

    @property
    def is_behind(self) -> bool:
        return self.state in BEHIND


@dataclass(frozen=True)
class MeasureFact:
    """A measure with its work; `verdict` and `judgement` come from the evaluation of the plan where there is one."""

    title: str
    text: str = ""
    work: tuple[WorkFact, ...] = ()
    amounts: tuple[Amount, ...] = ()
    verdict: str = ""
    judgement: str = ""


@dataclass(frozen=True)
class TaskFact:
    """An action or key project with its units and measures."""

    number: str
    title: str
    kind: str
    lead: tuple[str, ...] = ()
    responsible: tuple[str, ...] = ()
    measures: tuple[MeasureFact, ...] = ()

    @property
    def work(self) -> tuple[WorkFact, ...]:
        return tuple(item for measure in self.measures for item in measure.work)

    @property
    def amounts(self) -> tuple[Amount, ...]:
        """Evidence of all measures, added up by kind."""
        return add_up(amount for measure in self.measures for amount in measure.amounts)


@dataclass(frozen=True)
class UnitFact:
    """A unit's share: work, progress reports that are overdue, evidence records."""

    name: str
    total: int = 0
    done: int = 0
    late: int = 0
    overdue_reports: int = 0
    records: int = 0


@dataclass(frozen=True)
class Totals:
    """Work of a period."""

    total: int = 0
    done: int = 0
    late: int = 0
    units: int = 0

    @property
    def share(self) -> float | None:
        return 100 * self.done / self.total if self.total else None


@dataclass(frozen=True)
class Provenance:
    """From what a report was made, so that it can be made again: the head of the ledger at that time."""

    made_at: datetime.datetime
    sequence: int = 0
    head_hash: str = ""


@dataclass(frozen=True)
class Facts:
    """Everything about a plan between two days."""

    district: str
    issuer: str
    plan_title: str
    plan_number: str
    since: datetime.date
    until: datetime.date
    provenance: Provenance
    indicators: tuple[IndicatorFact, ...] = ()
    tasks: tuple[TaskFact, ...] = ()
    work: Totals = field(default_factory=Totals)
    before: Totals | None = None
    units: tuple[UnitFact, ...] = ()
    kinds: tuple[Amount, ...] = ()
    areas: tuple[Amount, ...] = ()
    months: tuple[tuple[str, int], ...] = ()
    records: int = 0
    decisions: tuple[str, ...] = ()
    next_work: Totals | None = None
    by_year: tuple[tuple[int, Totals], ...] = ()
    summary: str = ""
    is_demo: bool = False
    is_closed: bool = False

    @property
    def year(self) -> int:
        return self.until.year

    @property
    def behind(self) -> tuple[WorkFact, ...]:
        """Work that is overdue or was left undone, the oldest first."""
        return tuple(sorted((item for task in self.tasks for item in task.work if item.is_behind), key=lambda item: item.due_on))


def add_up(amounts: object) -> tuple[Amount, ...]:
    """Amounts of the same label and unit as one; a period before counts only what is known of it."""
    found: dict[tuple[str, str], Amount] = {}
    for amount in amounts:  # type: ignore[attr-defined]
        key = (amount.label, amount.unit)
        old = found.get(key)
        if old is not None:
            known = [value for value in (old.before, amount.before) if value is not None]
            amount = Amount(amount.label, old.value + amount.value, amount.unit, sum(known) if known else None)
        found[key] = amount
    return tuple(sorted(found.values(), key=lambda amount: -amount.value))
