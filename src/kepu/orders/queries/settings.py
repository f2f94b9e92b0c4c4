"""What a district has set."""

from __future__ import annotations

from dataclasses import replace

from kepu.orders.models import OrderSettings
from kepu.orders.order_states import LIMITS, Limit
from kepu.organizations.models import Area
from kepu.plans.models import Plan, PlanNode

PHRASES = ("点单", "科技志愿服务", "志愿服务")


def settings_of(district: Area) -> OrderSettings:
    """The district's row, or one with the defaults that is not stored."""
    return OrderSettings.objects.filter(district=district).select_related("measure").first() or OrderSettings(district=district)


def limits_of(settings: OrderSettings) -> dict[str, Limit]:
    """How long an order may stay in each state in the district."""
    return {state: replace(limit, hours=settings.limit_hours.get(state, limit.hours)) for state, limit in LIMITS.items()}


def measure_of(district: Area) -> PlanNode | None:
    """The measure that served orders support: the one that the office chose, else the one of the newest issued plan that speaks of it."""
    chosen = settings_of(district).measure
    if chosen is not None:
        return chosen
    nodes = PlanNode.objects.filter(plan__district=district, plan__status=Plan.Status.ISSUED)
    for phrase in PHRASES:
        found = nodes.filter(text__contains=phrase).order_by("-plan__year_from", "-depth", "position").first()
        if found is not None:
            return found
    return None
