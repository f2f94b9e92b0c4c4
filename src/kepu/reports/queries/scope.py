"""Which plan and year a page shows."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from kepu.organizations.models import Area
from kepu.plans import summaries
from kepu.plans.models import Plan


@dataclass(frozen=True)
class Scope:
    """A plan, one of its years, and the day on which work is judged: today, or the day after a year that is over."""

    plan: Plan
    year: int
    on: datetime.date
    plans: tuple[Plan, ...]

    @property
    def is_closed(self) -> bool:
        """What is not done is history, not an alarm."""
        return self.plan.status == Plan.Status.CLOSED

    @property
    def years(self) -> range:
        return range(self.plan.year_from, self.plan.year_to + 1)

    @property
    def year_text(self) -> str:
        """The year as a query string has it."""
        return str(self.year)

    @property
    def until(self) -> datetime.date:
        """Last day of which evidence counts."""
        return min(self.on, datetime.date(self.year, 12, 31))


def scope_of(district: Area, today: datetime.date, picked: Mapping[str, str] | None = None) -> Scope | None:
    """The picked plan and year, else those of the day; None where the district has no plan in force. A pick that does not exist is left aside."""
    picked = picked or {}
    plans = tuple(summaries.shown_plans(district))
    for plan in plans:
        plan.district = district
    shown = next((plan for plan in plans if str(plan.pk) == picked.get("plan")), None) or summaries.current_plan(district, today, plans)
    if shown is None:
        return None
    year = picked.get("year", "")
    chosen = int(year) if year.isdecimal() and shown.year_from <= int(year) <= shown.year_to else summaries.year_of(shown, today)
    return Scope(shown, chosen, day_of(chosen, today), plans)


def day_of(year: int, today: datetime.date) -> datetime.date:
    """The day on which the work of a year is judged."""
    return min(today, datetime.date(year + 1, 1, 1))
