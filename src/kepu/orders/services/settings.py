"""What the office sets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from kepu.orders.models import OrderSettings
from kepu.orders.order_states import LIMITS, LONGEST_DAYS, LONGEST_HOURS
from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidInput
from kepu.organizations.services.base import audit, service
from kepu.plans.models import PlanNode

FIELDS = ("reach_km", "separation_days", "accepts_orders", "is_open", "close_unrated_days", "close_rated_days")


@service
def set_order_settings(*, actor: Actor, measure: PlanNode | None, limit_hours: Mapping[str, int] | None = None, **values: Any) -> OrderSettings:
    """Choose which measure the orders support, how far the district reaches, what is public, and how long each stage may take (hours by
    state; None leaves them). Raises InvalidInput by field."""
    access.require(actor, "orders.change_settings")
    if measure is not None and measure.plan.district_id != actor.district.pk:
        raise InvalidInput(fields={"measure": _("请选择本区规划中的举措")})
    if not 1 <= values.get("reach_km", 1) <= 200 or not 0 <= values.get("separation_days", 0) <= 365:
        raise InvalidInput(_("服务半径应在1到200公里之间，间隔在0到365天之间。"))
    chosen = {name: value for name, value in values.items() if name in FIELDS}
    for name in ("close_unrated_days", "close_rated_days"):
        if not 1 <= chosen.get(name, 1) <= LONGEST_DAYS:
            raise InvalidInput(fields={name: _("应在1到%d天之间") % LONGEST_DAYS})
    if limit_hours is not None:
        chosen["limit_hours"] = _hours(limit_hours)
    settings, _new = OrderSettings.objects.update_or_create(district=actor.district, defaults={"measure": measure, **chosen})
    audit(actor, "orders.set_settings", settings, **chosen, measure=measure.pk if measure else None)
    return settings


def _hours(given: Mapping[str, int]) -> dict[str, int]:
    """Only the hours that differ from the usual ones, so that those may change with the programme."""
    wrong = {f"hours_{state}": _("应在1到%d小时之间") % LONGEST_HOURS for state, hours in given.items() if not 1 <= hours <= LONGEST_HOURS}
    if wrong or set(given) - set(LIMITS):
        raise InvalidInput(fields=wrong) if wrong else InvalidInput(_("没有这样的环节。"))
    return {str(state): hours for state, hours in given.items() if hours != LIMITS[state].hours}
