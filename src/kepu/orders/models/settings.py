"""What a district sets for its orders."""

from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class OrderSettings(models.Model):
    """One row a district; without it the defaults hold."""

    district = models.OneToOneField("organizations.Area", models.CASCADE, related_name="+")
    measure = models.ForeignKey("plans.PlanNode", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("支撑的规划举措"))
    reach_km = models.PositiveSmallIntegerField(
        _("没有边界时的服务半径（公里）"),
        default=15,
        validators=[MaxValueValidator(200)],
        help_text=_("没有导入边界的区县，离中心点这么远以内算本区"),
    )
    separation_days = models.PositiveSmallIntegerField(_("同一地点同一主题同一支队伍的间隔（天）"), default=28)
    accepts_orders = models.BooleanField(_("接受网上点单"), default=True)
    is_open = models.BooleanField(_("公开社区服务情况"), default=True)

    def __str__(self) -> str:
        return str(self.district)
