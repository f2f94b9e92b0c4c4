"""The final evaluation of a plan period, measure by measure."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Grade(models.TextChoices):
    """How far a measure was carried out."""

    EXCEEDED = "exceeded", _("超额完成")
    DONE = "done", _("完成")
    MOSTLY = "mostly", _("基本完成")
    PARTLY = "partly", _("部分完成")
    NOT = "not", _("未完成")


#: Grades of measures that need not be carried over into the next plan.
REACHED = (Grade.EXCEEDED, Grade.DONE)


class Evaluation(models.Model):
    """The evaluation of one plan: asked for, collected, finished."""

    class Status(models.TextChoices):
        COLLECTING = "collecting", _("评估中")
        FINISHED = "finished", _("已完成")

    district = models.ForeignKey("organizations.Area", models.PROTECT, related_name="+")
    plan = models.OneToOneField("plans.Plan", models.PROTECT, related_name="evaluation", verbose_name=_("规划"))
    status = models.CharField(_("状态"), max_length=10, choices=Status.choices, default=Status.COLLECTING)
    due_on = models.DateField(_("自评截止"))
    summary = models.TextField(_("总体评价"), blank=True)
    opened_at = models.DateTimeField(default=timezone.now)
    facts_at = models.DateTimeField(_("数据时间"), null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.plan} {self.get_status_display()}"


class MeasureEvaluation(models.Model):
    """What became of a measure: the facts, what the lead unit says, what the office finds.

    `kepu.governance.evaluation_states` holds the way it goes.
    """

    class State(models.TextChoices):
        OPEN = "open", _("待自评")
        SUBMITTED = "submitted", _("待复核")
        RETURNED = "returned", _("已退回")
        CONFIRMED = "confirmed", _("已复核")

    district = models.ForeignKey("organizations.Area", models.PROTECT, related_name="+")
    evaluation = models.ForeignKey(Evaluation, models.CASCADE, related_name="measures")
    node = models.ForeignKey("plans.PlanNode", models.PROTECT, related_name="+", verbose_name=_("举措"))
    unit = models.ForeignKey("organizations.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("牵头部门"))
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.OPEN)
    facts = models.JSONField(default=dict)
    self_grade = models.CharField(_("自评等次"), max_length=10, choices=Grade.choices, blank=True)
    self_text = models.TextField(_("完成情况自评"), blank=True)
    grade = models.CharField(_("复核等次"), max_length=10, choices=Grade.choices, blank=True)
    remark = models.TextField(_("复核意见"), blank=True)
    reason = models.CharField(_("退回理由"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["evaluation", "node__position"]
        constraints = [models.UniqueConstraint(fields=["evaluation", "node"], name="measure_evaluated_once")]
        indexes = [models.Index(fields=["evaluation", "unit", "state"], name="evaluation_by_unit")]

    def __str__(self) -> str:
        return str(self.node)
