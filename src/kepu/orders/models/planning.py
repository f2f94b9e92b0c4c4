"""Plans of a week that the engine made and a person approves."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class WeekPlan(models.Model):
    """One run of the engine for one week under one scenario; a proposal until somebody approves it, wholly or in part."""

    class State(models.TextChoices):
        RUNNING = "running", _("计算中")
        READY = "ready", _("待批准")
        APPROVED = "approved", _("已批准")
        DISCARDED = "discarded", _("未采用")
        FAILED = "failed", _("没有算成")

    district = models.ForeignKey("organizations.Area", models.PROTECT, related_name="+")
    job = models.ForeignKey("organizations.Job", models.SET_NULL, null=True, blank=True, related_name="+")
    starts_on = models.DateField(_("周一"))
    scenario = models.JSONField(_("设想"), default=dict)
    name = models.CharField(_("名称"), max_length=60)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.RUNNING)
    progress = models.JSONField(default=list, help_text="[seconds, value, bound] as the engine went")
    result = models.JSONField(default=dict)
    versions = models.JSONField(default=dict, help_text="order -> version on which it was planned")
    message = models.CharField(_("说明"), max_length=300, blank=True)
    made_by = models.ForeignKey("organizations.User", models.PROTECT, null=True, related_name="+", verbose_name=_("发起人"))
    created_at = models.DateTimeField(_("时间"), default=timezone.now)
    approved_at = models.DateTimeField(_("批准时间"), null=True, blank=True)
    approved_by = models.ForeignKey("organizations.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("批准人"))

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["district", "starts_on", "-id"], name="week_plan_by_week")]

    def __str__(self) -> str:
        return f"{self.starts_on} {self.name}"
