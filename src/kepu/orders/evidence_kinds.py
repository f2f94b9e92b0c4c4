"""What of this room becomes evidence, and where it is shown."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kepu.evidence.kinds import Kind, Need, register_kind
from kepu.evidence.sources import register_source

SERVED = register_kind(Kind("order_served", _("群众点单服务"), _("场次"), audience=Need.REQUIRED, by_hand=False))
ATTENDANCE = register_kind(Kind("order_attendance", _("群众点单服务参与"), _("人次"), audience=Need.REQUIRED, by_hand=False))
HOURS = register_kind(Kind("order_hours", _("群众点单服务时长"), _("小时"), audience=Need.REQUIRED, whole=False, by_hand=False))
register_source("orders.ordervisit", _("群众点单"), lambda pk: reverse("orders:visit", args=[pk]))
