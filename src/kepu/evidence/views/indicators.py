"""How the indicators stand, and from a figure down to its sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
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
from kepu.evidence.models import EvidenceRecord
from kepu.evidence.queries import IndicatorStatus, Light
from kepu.organizations.access import allowed, fetch, page
from kepu.organizations.actors import Actor
from kepu.plans.models import Indicator, Plan
from kepu.plans.queries import plan_in_force
from kepu.ui import charts

from .drill import Drill, drill_of

MOST_RECORDS = 50


@require_GET
@page("evidence.view_indicators")
def indicator_list(request: HttpRequest) -> HttpResponse:
    """All indicators of a plan with their lights."""
    actor = request.actor  # type: ignore[attr-defined]
    plans = list(Plan.objects.filter(district=actor.district))
    given = request.GET.get("plan", "")
    plan = next((one for one in plans if str(one.pk) == given), None) or plan_in_force(actor)
    statuses = queries.indicator_statuses(plan) if plan else []
    counts = Counter(status.light for status in statuses)
    lights = [(light.value, _("%(light)s %(n)d 项") % {"light": light.label, "n": counts[light]}) for light in Light if counts[light]]
    rows = [(status, [float(value) for _month, value in status.trend[-24:]]) for status in statuses]
    context = {"plan": plan, "plans": plans, "rows": rows, "lights": lights}
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
    is_estimate = found.aggregation == Indicator.Aggregation.LATEST
    estimates = list(queries.indicator_estimates(found)[:MOST_RECORDS]) if is_estimate else []
    context = {
        "indicator": found,
        "status": status,
        "is_estimate": is_estimate,
        "may_open": allowed(actor, "evidence.view_all_units"),
        "chart": _chart(found, status, estimates),
        "drill": drill,
        "records": estimates or _records(actor, found, drill),
        "targets": found.targets.all(),
        "kind_names": [str(one) for one in kinds() if one.code in found.kinds],
    }
    return render(request, "evidence/indicator.html", context)


def _records(actor: Actor, found: Indicator, drill: Drill) -> list[Any]:
    """The newest records of the chosen place, when the place is a month or the indicator is read from estimates."""
    if not drill.shows_records:
        return []
    unit = drill.unit if allowed(actor, "evidence.view_all_units") else actor.unit
    return list(queries.indicator_records(actor, found, month=drill.month, unit=unit)[:MOST_RECORDS])


def _chart(found: Indicator, status: IndicatorStatus, estimates: Sequence[EvidenceRecord]) -> charts.Chart:
    """Months so far (estimates with their intervals), the target, and the forecast at the end of the span."""
    intervals = {one.happened_on.replace(day=1): (one.low, one.high) for one in estimates}
    points = [charts.Point(month, value, low=low, high=high) for month, value in status.trend for low, high in [intervals.get(month, (None, None))]]
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
