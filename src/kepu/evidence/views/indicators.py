"""How the indicators stand, and from a figure down to its sources."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kepu.evidence import queries
from kepu.evidence.kinds import kinds
from kepu.evidence.queries import IndicatorStatus
from kepu.organizations.access import allowed, fetch, page
from kepu.organizations.actors import Actor
from kepu.plans.models import Indicator, Plan
from kepu.plans.queries import plan_in_force
from kepu.ui import charts

from .drill import Drill, drill_of


@require_GET
@page("evidence.view_indicators")
def indicator_list(request: HttpRequest) -> HttpResponse:
    """All indicators of a plan with their lights."""
    actor = request.actor  # type: ignore[attr-defined]
    plans = list(Plan.objects.filter(district=actor.district))
    given = request.GET.get("plan", "")
    plan = next((one for one in plans if str(one.pk) == given), None) or plan_in_force(actor)
    statuses = queries.indicator_statuses(plan) if plan else []
    counts: dict[str, int] = defaultdict(int)
    for status in statuses:
        counts[str(status.light)] += 1
    rows = [(status, [float(value) for _month, value in status.trend[-24:]]) for status in statuses]
    context = {"plan": plan, "plans": plans, "rows": rows, "counts": dict(counts)}
    return render(request, "evidence/indicators.html", context)


@require_GET
@page("evidence.view_indicators")
def indicator(request: HttpRequest, pk: int) -> HttpResponse:
    """One indicator: value, due, target, light, forecast; and its years, months, units, records."""
    actor = request.actor  # type: ignore[attr-defined]
    found = fetch(
        actor, Indicator.objects.select_related("plan", "node", "responsible_unit"), "evidence.view_indicators", district_path="plan__district", pk=pk
    )
    status = queries.indicator_status(found)
    drill = drill_of(actor, found, request.GET)
    context = {
        "indicator": found,
        "status": status,
        "chart": _chart(found, status),
        "drill": drill,
        "records": _records(actor, found, drill),
        "targets": found.targets.all(),
        "kind_names": [str(one) for one in kinds() if one.code in found.kinds],
    }
    return render(request, "evidence/indicator.html", context)


def _records(actor: Actor, found: Indicator, drill: Drill) -> list[Any]:
    """The newest records of the chosen place, when the place is a month or the indicator is read from estimates."""
    if not drill.shows_records:
        return []
    unit = drill.unit if allowed(actor, "evidence.view_all_units") else actor.unit
    return list(queries.indicator_records(actor, found, month=drill.month, unit=unit)[:50])


def _chart(found: Indicator, status: IndicatorStatus) -> charts.Chart:
    """Months so far, the target, and the forecast at the end of the span."""
    points = [charts.Point(month, value) for month, value in status.trend]
    if points and found.aggregation == Indicator.Aggregation.LATEST:
        points[-1] = charts.Point(points[-1].x, points[-1].y, low=status.low, high=status.high)
    end = date(timezone.localdate().year if found.span == Indicator.Span.YEAR else found.deadline, 12, 1)
    if status.forecast is not None and points and isinstance(points[-1].x, date) and end > points[-1].x:
        points.append(charts.Point(end, status.forecast, forecast=True))
    return charts.line(
        found.name,
        points,
        unit=found.unit_label,
        target=status.target,
        description=_("逐月累计，虚线为到期预测") if found.aggregation != Indicator.Aggregation.LATEST else _("历次评估，虚线为到期预测"),
        zero=found.aggregation != Indicator.Aggregation.LATEST or not points or min(Decimal(point.y or 0) for point in points) <= 0,
    )
