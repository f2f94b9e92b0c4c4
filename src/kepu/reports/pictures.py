"""Charts of work, indicators and activity, the same on a page, on the wall and in a Word report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from kepu.plans.summaries import WorkCount
from kepu.ui import charts

from .facts import Amount, IndicatorFact, Totals

UNITS_SHOWN = 15


def work_statuses() -> Mapping[str, tuple[str, str]]:
    """State of work → its word and colour, in the order of a bar."""
    return {
        "done": (_("已完成"), "#1f8a57"),
        "running": (_("推进中"), "#0b6f92"),
        "soon": (_("一个月内到期"), "#e0a11b"),
        "waiting": (_("待接受"), "#9aa9b1"),
        "declined": (_("退回商议"), "#5b4bc4"),
        "late": (_("已逾期"), "#c8322b"),
        "unfinished": (_("未完成"), "#5d6b73"),
    }


def work_by_name(title: str, rows: Iterable[tuple[str, WorkCount]], *, header: str = "", limit: int | None = UNITS_SHOWN) -> charts.Chart:
    """Bars of work by unit (or year), made of states."""
    shown = list(rows)[:limit]
    parts = [charts.Part(name, state, number) for name, count in shown for state in work_statuses() if (number := getattr(count, state))]
    return charts.stacked(title, parts, unit=_("项"), statuses=work_statuses(), label_header=header or _("单位"))


def completion_by_year(title: str, years: Sequence[tuple[int, Totals]]) -> charts.Chart:
    """Share of work done in each year."""
    return charts.bars(title, [(f"{year}年", round(found.share, 1)) for year, found in years if found.share is not None], unit="%", sort=False)


def goals(title: str, indicators: Iterable[IndicatorFact]) -> charts.Chart:
    """All indicators against the target that is due in the period."""
    aims = [(fact, fact.target_now if fact.target_now is not None else fact.target) for fact in indicators]
    return charts.bullet(title, [charts.Goal(fact.name, fact.value, aim, fact.unit, fact.light) for fact, aim in aims])


def amounts(title: str, found: Iterable[Amount], *, unit: str = "", limit: int | None = None, header: str = "") -> charts.Chart:
    """Bars of amounts by name."""
    return charts.bars(title, [(amount.label, amount.value) for amount in found], unit=unit, limit=limit, label_header=header)


def months(title: str, found: Iterable[tuple[str, int]], *, unit: str = "") -> charts.Chart:
    """A line over months."""
    return charts.line(title, [charts.Point(label, value) for label, value in found], unit=unit or _("条"))
