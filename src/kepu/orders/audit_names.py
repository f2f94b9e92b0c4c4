"""Names of the actions of orders in the audit log; steps are called as their table calls them."""

from __future__ import annotations

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from kepu.organizations.action_names import register

from .order_states import VERBS

register({f"orders.{verb}": format_lazy(_("服务单：{step}"), step=name) for verb, name in VERBS.items()})
register(
    {
        "orders.approve_plan": _("批准排班方案"),
        "orders.close_follow_up": _("登记回访"),
        "orders.create_offer": _("新增服务项目"),
        "orders.discard_plan": _("放弃排班方案"),
        "orders.find_orders": _("凭手机号找回服务单"),
        "orders.moderate_rating": _("审核评价留言"),
        "orders.reveal_contact": _("查看点单人电话"),
        "orders.set_priority": _("调整服务单优先级"),
        "orders.set_settings": _("修改点单设置"),
        "orders.start_plan": _("计算排班方案"),
        "orders.update_offer": _("修改服务项目"),
    }
)
