"""Calculations and publishing."""

from django.utils.translation import gettext_lazy as _

from kepu.organizations.action_names import register

register(
    {
        "literacy.start_calculation": _("开始计算科学素质比例"),
        "literacy.reproduce": _("重现计算结果"),
        "literacy.publish_calculation": _("发布科学素质比例"),
        "literacy.withdraw_calculation": _("撤回科学素质比例"),
    }
)
