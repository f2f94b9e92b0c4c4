"""Progress reports as the dashboards show them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from kepu.governance import queries as governance
from kepu.governance.models import ProgressReport
from kepu.organizations.models import Area
from kepu.plans.models import Plan

State = ProgressReport.State


@dataclass(frozen=True)
class Reporting:
    """How many reports are asked, accepted, under review, still owed, and owed too late."""

    asked: int = 0
    accepted: int = 0
    reviewed: int = 0
    owed: int = 0
    overdue: int = 0


def reporting_by_unit(district: Area, plan: Plan, year: int) -> dict[int, Reporting]:
    """Unit id → its reports of the year; one query."""
    counted: dict[int, Counter[str]] = {}
    for (_period, unit), counts in governance.state_counts(district, plan=plan, year=year).items():
        counted.setdefault(unit, Counter()).update(counts)
    return {unit: _reporting(counts) for unit, counts in counted.items()}


def _reporting(counts: Counter[str]) -> Reporting:
    return Reporting(
        asked=sum(counts[state] for state in State.values),
        accepted=counts[State.ACCEPTED],
        reviewed=counts[State.WITH_HEAD] + counts[State.WITH_LEAD] + counts[State.WITH_OFFICE],
        owed=counts[State.DRAFT] + counts[State.RETURNED] + counts[State.WITHDRAWN],
        overdue=counts["overdue"],
    )


def all_of(by_unit: dict[int, Reporting]) -> Reporting:
    """The counts of all units added up."""
    names = ("asked", "accepted", "reviewed", "owed", "overdue")
    return Reporting(**{name: sum(getattr(found, name) for found in by_unit.values()) for name in names})
