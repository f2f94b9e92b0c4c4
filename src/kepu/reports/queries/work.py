"""Yearly work as the dashboards show it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from kepu.organizations.models import Unit
from kepu.plans import summaries
from kepu.plans.models import Plan, WorkItem


@dataclass(frozen=True)
class Work:
    """Work of a year: all of it, by unit, and what is due next, overdue or left undone."""

    total: summaries.WorkCount
    by_unit: list[tuple[Unit, summaries.WorkCount]]
    urgent: list[WorkItem]

    @property
    def share(self) -> float | None:
        """Percent done to one decimal."""
        share = self.total.done_share
        return None if share is None else round(share, 1)


def work_of(plan: Plan, year: int, on: datetime.date, limit: int = 8) -> Work:
    """Three queries, whatever the number of items."""
    by_unit = summaries.count_by_unit(plan, year, on)
    urgent = summaries.work(plan, year, on).filter(state__in=(*summaries.BEHIND, "declined", "soon")).order_by("due_on", "pk")[:limit]
    return Work(summaries.total(count for _unit, count in by_unit), by_unit, list(urgent))
