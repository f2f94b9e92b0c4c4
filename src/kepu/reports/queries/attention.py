"""What needs attention first, the worst on top."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.evidence.queries import IndicatorStatus
from kepu.organizations.models import Unit
from kepu.plans.models import Plan
from kepu.plans.summaries import WorkCount
from kepu.reports.wording import indicators as words
from kepu.reports.wording.numbers import quantity

from .indicator_facts import fact_of
from .reporting import Reporting

LIMIT = 6


@dataclass(frozen=True)
class Point:
    """One thing to look at: how bad (red, amber; grey for history), in words, and where to act."""

    tone: str
    text: str
    url: str


def points(
    plan: Plan,
    year: int,
    indicators: Sequence[IndicatorStatus],
    units: Iterable[tuple[Unit, WorkCount]],
    total: WorkCount,
    reporting: Reporting,
) -> list[Point]:
    """At most six, without a query."""
    work = reverse("plans:work_plan", args=[plan.pk]) + f"?year={year}"
    if plan.status == Plan.Status.CLOSED:
        told = _("规划已总结，%(year)d年未完成的任务 %(number)d 项") % {"year": year, "number": total.unfinished}
        return [Point("grey", told, f"{work}&status=unfinished")] if total.unfinished else []
    found = [Point(str(status.light), _behind(status), reverse("evidence:indicator", args=[status.indicator.pk])) for status in _lagging(indicators)]
    if plan.status == Plan.Status.ISSUED and plan.year_to < timezone.localdate().year:
        told = _("规划期已于%d年底结束，请开展总结评估，开启下一规划") % plan.year_to
        found.insert(0, Point("red", told, reverse("governance:evaluations_of", args=[plan.pk])))
    if total.late:
        worst = [f"{unit.name}{count.late}项" for unit, count in units if count.late][:3]
        values = {"number": total.late, "units": "、".join(worst)}
        found.append(Point("red", _("%(number)d 项任务已逾期：%(units)s") % values, f"{work}&status=overdue"))
    if reporting.overdue:
        found.append(Point("red", _("%d 份进展报告逾期未报") % reporting.overdue, reverse("governance:overdue")))
    if total.declined:
        found.append(Point("amber", _("%d 项任务被退回商议，等待纲要办处理") % total.declined, f"{work}&status=declined"))
    if total.waiting:
        found.append(Point("amber", _("%d 项任务已下达，责任单位尚未接受") % total.waiting, f"{work}&status=issued"))
    return sorted(found, key=lambda point: point.tone != "red")[:LIMIT]


def _lagging(indicators: Sequence[IndicatorStatus]) -> list[IndicatorStatus]:
    return [status for status in indicators if str(status.light) in ("red", "amber")]


def _behind(status: IndicatorStatus) -> str:
    return words.trouble(fact_of(status)) or f"{status.indicator.name}{quantity(status.value or 0, status.indicator.unit_label)}"
