"""What a district sets for its orders."""

from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
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
    limit_hours = models.JSONField(_("各环节时限（小时）"), default=dict, help_text="state -> hours, only where they differ from the usual ones")
    close_unrated_days = models.PositiveSmallIntegerField(_("无人评价多少天后办结"), default=14)
    close_rated_days = models.PositiveSmallIntegerField(_("评价多少天后办结"), default=7)
    accepts_orders = models.BooleanField(_("接受网上点单"), default=True)
    is_open = models.BooleanField(_("公开社区服务情况"), default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="orders_close_in_time", condition=Q(close_unrated_days__range=(1, 90), close_rated_days__range=(1, 90)))
        ]

    def __str__(self) -> str:
        return str(self.district)
