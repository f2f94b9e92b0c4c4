"""Reports that were made, each with the state of the ledger it was made from."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Report(models.Model):
    """A Word document with its Excel annexes; never changed, a new one is made instead."""

    class Kind(models.TextChoices):
        ANNUAL = "annual", _("年度报告")
        EVALUATION = "evaluation", _("规划期评估报告")

    district = models.ForeignKey("organizations.Area", models.PROTECT, related_name="+")
    plan = models.ForeignKey("plans.Plan", models.PROTECT, related_name="+", verbose_name=_("规划"))
    kind = models.CharField(_("种类"), max_length=12, choices=Kind.choices)
    year = models.PositiveSmallIntegerField(_("年度"))
    title = models.CharField(_("标题"), max_length=200)
    until = models.DateField(_("数据截至"))
    ledger_sequence = models.BigIntegerField(_("台账序号"))
    ledger_hash = models.CharField(_("台账校验值"), max_length=64, blank=True)
    document = models.ForeignKey("organizations.Attachment", models.PROTECT, related_name="+", null=True, verbose_name=_("Word 文件"))
    workbook = models.ForeignKey("organizations.Attachment", models.PROTECT, related_name="+", null=True, verbose_name=_("Excel 附表"))
    made_by = models.ForeignKey("organizations.User", models.PROTECT, null=True, related_name="+", verbose_name=_("生成人"))
    made_at = models.DateTimeField(_("生成时间"))

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["district", "-id"], name="report_by_district")]

    def __str__(self) -> str:
        return self.title
