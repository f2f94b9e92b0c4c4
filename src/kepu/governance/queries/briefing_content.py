"""The figures of a hearing's pack, as plain data that can be kept."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.evidence.queries import IndicatorStatus, indicator_statuses
from kepu.governance.models import OWED, Briefing, ProgressReport
from kepu.plans import summaries
from kepu.plans.models import Plan, WorkItem

from .briefings import open_decisions, state_of
from .phases import current_phase

BEHIND, UNITS, DECISIONS = 30, 15, 50


def content_of(briefing: Briefing, on: date | None = None) -> dict[str, Any]:
    """Indicators with lights, the year's work, what is behind and why, units that are late, decisions that are open.

    Lists are cut to what fits a hearing; each says how many there are in all.
    """
    plan, today = briefing.plan, on or timezone.localdate()
    year = summaries.year_of(plan, today)
    counts = summaries.count_by_unit(plan, year, today)
    total = summaries.total(count for _unit, count in counts)
    phase = current_phase(plan, today)
    return {
        "on": today.isoformat(),
        "plan": plan.title,
        "closed": plan.status == Plan.Status.CLOSED,
        "year": year,
        "phase": phase.title if phase else "",
        "indicators": [_indicator(status) for status in indicator_statuses(plan, today)],
        "work": {"total": total.total, "done": total.done, "late": total.behind, "soon": total.soon, "declined": total.declined},
        "behind": _behind(plan, year, today),
        "units": _units(plan, today, {unit.name: count.behind for unit, count in counts if count.behind}),
        "decisions": _decisions(briefing, today),
    }


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else f"{value.normalize():f}"


def _indicator(status: IndicatorStatus) -> dict[str, Any]:
    indicator = status.indicator
    return {
        "name": indicator.name,
        "unit": indicator.unit_label,
        "span": indicator.span_label,
        "value": _plain(status.value),
        "low": _plain(status.low),
        "high": _plain(status.high),
        "target": _plain(status.target),
        "comparison": indicator.get_comparison_display(),
        "deadline": indicator.deadline,
        "light": str(status.light),
    }


def _behind(plan: Plan, year: int, on: date) -> dict[str, Any]:
    late = summaries.work(plan, year, on).filter(due_on__lt=on).exclude(status=WorkItem.Status.DONE).order_by("due_on", "pk")
    shown = list(late[:BEHIND])
    why = _reasons([item.pk for item in shown])
    rows = [
        {"title": item.title, "unit": item.unit.name, "due_on": item.due_on.isoformat(), "days": (on - item.due_on).days, "why": why.get(item.pk, "")}
        for item in shown
    ]
    return {"count": late.count(), "rows": rows}


def _reasons(items: list[int]) -> dict[int, str]:
    """Work item -> the problems that its latest report names."""
    told = ProgressReport.objects.filter(work_item__in=items).exclude(problems="").exclude(state=ProgressReport.State.DRAFT)
    return dict(told.order_by("period__ends_on", "pk").values_list("work_item", "problems"))


def _units(plan: Plan, on: date, late: dict[str, int]) -> dict[str, Any]:
    owed = ProgressReport.objects.filter(period__plan=plan, period__due_on__lt=on, state__in=OWED).values_list("unit__name", flat=True)
    reports: dict[str, int] = {}
    for name in owed.order_by():
        reports[name] = reports.get(name, 0) + 1
    names = sorted({*late, *reports}, key=lambda name: (-late.get(name, 0) - reports.get(name, 0), name))
    rows = [{"unit": name, "late": late.get(name, 0), "reports": reports.get(name, 0)} for name in names[:UNITS]]
    return {"count": len(names), "rows": rows}


def _decisions(briefing: Briefing, on: date) -> dict[str, Any]:
    found = open_decisions(briefing.district).exclude(briefing=briefing).order_by("due_on", "pk")
    rows = [
        {
            "text": item.text,
            "unit": item.unit.name,
            "due_on": item.due_on.isoformat(),
            "state": state_of(item) + (_("（已逾期）") if item.due_on < on else ""),
            "briefing": item.briefing.title,
        }
        for item in found[:DECISIONS]
    ]
    return {"count": found.count(), "rows": rows}
