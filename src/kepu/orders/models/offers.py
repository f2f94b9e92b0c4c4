"""The service menu."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kepu.evidence.models import Audience


class ServiceOffer(models.Model):
    """What a unit or one of its teams offers to residents; an empty list of audiences, months or areas leaves the choice open."""

    district = models.ForeignKey("organizations.Area", models.PROTECT, related_name="+")
    unit = models.ForeignKey("organizations.Unit", models.PROTECT, related_name="service_offers", verbose_name=_("提供单位"))
    team = models.ForeignKey("volunteers.Team", models.PROTECT, null=True, blank=True, related_name="service_offers", verbose_name=_("服务队"))
    topic = models.ForeignKey("volunteers.Skill", models.PROTECT, related_name="+", verbose_name=_("主题"))
    title = models.CharField(_("服务名称"), max_length=100)
    description = models.TextField(_("服务内容"), blank=True, max_length=2000)
    audiences = models.JSONField(_("适合人群"), default=list, blank=True)
    minutes = models.PositiveSmallIntegerField(_("时长（分钟）"), default=60, validators=[MinValueValidator(15), MaxValueValidator(480)])
    group_min = models.PositiveSmallIntegerField(_("最少人数"), default=1)
    group_max = models.PositiveSmallIntegerField(_("最多人数"), default=50)
    needs = models.CharField(_("场地和设备要求"), max_length=300, blank=True)
    areas = models.ManyToManyField("organizations.Area", related_name="+", blank=True, verbose_name=_("服务范围"))
    months = models.JSONField(_("服务月份"), default=list, blank=True)
    is_published = models.BooleanField(_("已发布"), default=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["topic__field__position", "id"]
        indexes = [models.Index(fields=["district", "is_published"], name="offer_by_district")]
        constraints = [
            models.UniqueConstraint(fields=["unit", "title"], name="offer_title_once_per_unit"),
            models.CheckConstraint(name="offer_group_in_order", condition=Q(group_min__gte=1, group_max__gte=F("group_min"))),
            models.CheckConstraint(name="offer_lasts", condition=Q(minutes__range=(15, 480))),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def audience_names(self) -> list[str]:
        """The audiences in words."""
        return [str(Audience(code).label) for code in self.audiences]
