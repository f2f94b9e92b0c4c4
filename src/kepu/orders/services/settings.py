"""What the office sets."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from kepu.orders.models import OrderSettings
from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidInput
from kepu.organizations.services.base import audit, service
from kepu.plans.models import PlanNode

FIELDS = ("reach_km", "separation_days", "accepts_orders", "is_open")


@service
def set_order_settings(*, actor: Actor, measure: PlanNode | None, **values: Any) -> OrderSettings:
    """Choose which measure the orders support, how far the district reaches, and what is public."""
    access.require(actor, "orders.change_settings")
    if measure is not None and measure.plan.district_id != actor.district.pk:
        raise InvalidInput(fields={"measure": _("请选择本区规划中的举措")})
    if not 1 <= values.get("reach_km", 1) <= 200 or not 0 <= values.get("separation_days", 0) <= 365:
        raise InvalidInput(_("服务半径应在1到200公里之间，间隔在0到365天之间。"))
    chosen = {name: value for name, value in values.items() if name in FIELDS}
    settings, _new = OrderSettings.objects.update_or_create(district=actor.district, defaults={"measure": measure, **chosen})
    audit(actor, "orders.set_settings", settings, **chosen, measure=measure.pk if measure else None)
    return settings
