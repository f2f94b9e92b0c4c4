"""From a figure down to its sources: indicator → months → units → records → the object that made them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Q, QuerySet

from kepu.evidence.models import EvidenceRecord
from kepu.organizations.actors import Actor
from kepu.organizations.models import Unit
from kepu.plans.models import Indicator

from .forecasts import end_of_month
from .records import effective, records_of
from .totals import Total, totals


def indicator_totals(
    indicator: Indicator, *, by: Sequence[str] = ("month",), since: date | None = None, until: date | None = None, unit: Unit | int | None = None
) -> list[Total]:
    """What counts for an indicator, grouped as in `totals`, within its plan's period unless dates are given."""
    plan = indicator.plan
    return totals(
        plan.district,
        kinds=indicator.kinds,
        audiences=[indicator.audience] if indicator.audience else None,
        units=None if unit is None else [unit],
        since=since or date(plan.year_from, 1, 1),
        until=until or date(max(plan.year_to, indicator.deadline), 12, 31),
        by=by,
    )


def indicator_estimates(indicator: Indicator) -> QuerySet[EvidenceRecord]:
    """The estimates of the whole district from which an indicator is read, latest first; open to everybody, as totals are."""
    plan = indicator.plan
    found = effective(EvidenceRecord.objects.filter(district=plan.district_id, kind__in=indicator.kinds, value__isnull=False))
    found = found.filter(Q(area__isnull=True) | Q(area=plan.district_id), audience=indicator.audience, happened_on__year__gte=plan.year_from)
    return found.select_related("unit").order_by("-happened_on", "-id")


def indicator_records(actor: Actor, indicator: Indicator, *, month: date | None = None, unit: Unit | int | None = None) -> QuerySet[EvidenceRecord]:
    """The records that count for an indicator, latest first: of a month, of a unit, or of the plan's whole period."""
    plan = indicator.plan
    return records_of(
        actor,
        kinds=indicator.kinds,
        audience=indicator.audience,
        units=None if unit is None else [unit],
        since=month.replace(day=1) if month else date(plan.year_from, 1, 1),
        until=end_of_month(month) if month else date(max(plan.year_to, indicator.deadline), 12, 31),
    )
