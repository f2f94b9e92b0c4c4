"""What was computed: each step with its inputs and seed, and the figures that were published."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .framework import Level
from .surveys import Survey


class Calculation(models.Model):
    """One run from the closed survey to its estimates: everything that is needed to compute it again."""

    class State(models.TextChoices):
        RUNNING = "running", _("计算中")
        DONE = "done", _("完成")
        FAILED = "failed", _("未完成")

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="calculations")
    number = models.PositiveSmallIntegerField(_("次序"))
    state = models.CharField(_("状态"), max_length=8, choices=State.choices, default=State.RUNNING)
    settings = models.JSONField(_("参数"), default=dict)
    seed = models.PositiveIntegerField(_("随机种子"))
    input_digest = models.CharField(_("数据指纹"), max_length=64, blank=True)
    result_digest = models.CharField(_("结果指纹"), max_length=64, blank=True)
    software = models.JSONField(_("软件版本"), default=dict)
    # What each step reports, by its name: calibration, linking, weighting, estimation.
    steps = models.JSONField(_("步骤"), default=dict)
    error = models.CharField(_("错误"), max_length=1000, blank=True)
    started_at = models.DateTimeField(_("开始时间"), auto_now_add=True)
    ended_at = models.DateTimeField(_("结束时间"), null=True, blank=True)
    created_by = models.ForeignKey("organizations.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("计算人"))
    published_at = models.DateTimeField(_("发布时间"), null=True, blank=True)
    published_by = models.ForeignKey("organizations.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("发布人"))

    class Meta:
        ordering = ["survey", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "number"], name="calculation_once"),
            models.UniqueConstraint(fields=["survey"], condition=Q(published_at__isnull=False), name="one_published_calculation"),
            models.CheckConstraint(name="only_done_is_published", condition=Q(published_at__isnull=True) | Q(state="done")),
        ]

    def __str__(self) -> str:
        return f"{self.survey} #{self.number}"


class Estimate(models.Model):
    """A share with its interval, of one group at one level or above."""

    class Method(models.TextChoices):
        DIRECT = "direct", _("直接估计")
        SMALL_AREA = "small_area", _("小域模型估计")
        CHANGE = "change", _("与上期之差")

    calculation = models.ForeignKey(Calculation, models.CASCADE, related_name="estimates")
    method = models.CharField(_("方法"), max_length=10, choices=Method.choices, default=Method.DIRECT)
    dimension = models.CharField(_("分组"), max_length=20, help_text="district, street, community, sex, age_group, education, group")
    key = models.CharField(_("组别"), max_length=40, blank=True)
    label = models.CharField(_("名称"), max_length=100)
    level = models.CharField(_("水平"), max_length=10, choices=Level.choices)
    # Shares between 0 and 1 (of a change: between -1 and 1).
    share = models.FloatField(_("比例"))
    standard_error = models.FloatField(_("标准误"))
    low = models.FloatField(_("下限"))
    high = models.FloatField(_("上限"))
    respondents = models.PositiveIntegerField(_("样本数"))
    design_effect = models.FloatField(_("设计效应"), null=True, blank=True)
    is_suppressed = models.BooleanField(_("样本太少，不公布"), default=False)

    class Meta:
        ordering = ["calculation", "method", "dimension", "key", "level"]
        constraints = [
            models.UniqueConstraint(fields=["calculation", "method", "dimension", "key", "level"], name="estimate_once"),
            models.CheckConstraint(name="interval_holds_the_share", condition=Q(low__lte=models.F("share"), high__gte=models.F("share"))),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.get_level_display()} {self.share:.4f}"
