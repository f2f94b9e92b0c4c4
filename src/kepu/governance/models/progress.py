"""Progress: reporting periods, one report per work item and period, its events, and what was escalated."""

from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from kepu.plans.models import Plan


class ReportingPeriod(models.Model):
    """A month, quarter or year of a plan for which the office asks for reports."""

    class Span(models.TextChoices):
        MONTH = "month", _("月报")
        QUARTER = "quarter", _("季报")
        YEAR = "year", _("年报")

    district = models.ForeignKey("organizations.Area", models.PROTECT, related_name="+")
    plan = models.ForeignKey("plans.Plan", models.PROTECT, related_name="reporting_periods", verbose_name=_("规划"))
    year = models.PositiveSmallIntegerField(_("年度"))
    span = models.CharField(_("周期"), max_length=8, choices=Span.choices)
    number = models.PositiveSmallIntegerField(_("期次"))
    starts_on = models.DateField(_("开始"))
    ends_on = models.DateField(_("结束"))
    due_on = models.DateField(_("填报截止"))
    opened_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-ends_on", "span", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "year", "span", "number"], name="reporting_period_once"),
            models.CheckConstraint(name="reporting_period_in_order", condition=Q(ends_on__gte=F("starts_on"), due_on__gte=F("starts_on"))),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """2026年11月, 2026年第4季度, 2026年度."""
        if self.span == self.Span.MONTH:
            return _t("%(year)d年%(number)d月") % {"year": self.year, "number": self.number}
        if self.span == self.Span.QUARTER:
            return _t("%(year)d年第%(number)d季度") % {"year": self.year, "number": self.number}
        return _t("%d年度") % self.year

    @property
    def short_label(self) -> str:
        """11月, 第4季度, 全年: where the year is said already."""
        if self.span == self.Span.MONTH:
            return _t("%d月") % self.number
        return _t("第%d季度") % self.number if self.span == self.Span.QUARTER else _t("全年")


class ProgressReport(models.Model):
    """What a unit says about one work item in one period; `kepu.governance.report_states` holds the way it goes."""

    class State(models.TextChoices):
        DRAFT = "draft", _("待填报")
        WITH_HEAD = "with_head", _("待单位负责人审核")
        WITH_LEAD = "with_lead", _("待牵头部门审核")
        WITH_OFFICE = "with_office", _("待纲要办验收")
        ACCEPTED = "accepted", _("已验收")
        RETURNED = "returned", _("已退回")
        WITHDRAWN = "withdrawn", _("已撤回")

    district = models.ForeignKey("organizations.Area", models.PROTECT, related_name="+")
    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="reports", verbose_name=_("填报期"))
    work_item = models.ForeignKey("plans.WorkItem", models.PROTECT, related_name="reports", verbose_name=_("工作任务"))
    unit = models.ForeignKey("organizations.Unit", models.PROTECT, related_name="progress_reports", verbose_name=_("责任单位"))
    lead_unit = models.ForeignKey(
        "organizations.Unit", models.PROTECT, null=True, blank=True, related_name="led_progress_reports", verbose_name=_("牵头部门")
    )
    state = models.CharField(_("状态"), max_length=12, choices=State.choices, default=State.DRAFT)
    approvals = models.PositiveSmallIntegerField(default=0, help_text="decisions in favour since the report was last submitted")
    quantity = models.DecimalField(_("本期完成数量"), max_digits=16, decimal_places=4, null=True, blank=True)
    completion = models.PositiveSmallIntegerField(_("累计完成进度"), null=True, blank=True, validators=[MaxValueValidator(100)])
    done = models.TextField(_("工作进展"), blank=True)
    problems = models.TextField(_("存在问题及原因"), blank=True)
    next_steps = models.TextField(_("下一步打算"), blank=True)
    counts_as_evidence = models.BooleanField(_("将本期数量记入台账"), default=False)
    reporter = models.ForeignKey("organizations.User", models.PROTECT, null=True, blank=True, related_name="+")
    submitted_at = models.DateTimeField(_("提交时间"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("验收时间"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["period__due_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["period", "work_item"], name="report_once_per_period"),
            models.CheckConstraint(name="report_completion_is_percent", condition=Q(completion=None) | Q(completion__lte=100)),
            models.CheckConstraint(name="report_quantity_not_negative", condition=Q(quantity=None) | Q(quantity__gte=0)),
        ]
        indexes = [
            models.Index(fields=["district", "state", "unit"], name="report_by_state"),
            models.Index(fields=["lead_unit", "state"], name="report_by_lead"),
            models.Index(fields=["period", "unit", "state"], name="report_by_period"),
        ]

    def __str__(self) -> str:
        return f"{self.work_item} · {self.period}"

    @property
    def is_owed(self) -> bool:
        """Whether it is the unit's turn."""
        return self.state in OWED

    @property
    def is_past_due(self) -> bool:
        """Whether the due date is over while the plan still runs."""
        return timezone.localdate() > self.period.due_on and self.period.plan.status != Plan.Status.CLOSED

    @property
    def is_overdue(self) -> bool:
        """Whether the unit still owes the report after its due date; never in a closed plan."""
        return self.is_owed and self.is_past_due


OWED = (ProgressReport.State.DRAFT, ProgressReport.State.RETURNED, ProgressReport.State.WITHDRAWN)


class ReportDraft(models.Model):
    """What a person has typed and not yet saved, kept so that a phone may lose its page; it changes nothing in the report."""

    report = models.ForeignKey(ProgressReport, models.CASCADE, related_name="drafts")
    user = models.ForeignKey("organizations.User", models.CASCADE, related_name="+")
    version = models.PositiveIntegerField(help_text="version of the report on which the text was typed")
    content = models.JSONField(default=dict)
    kept_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "user"], name="one_draft_per_person")]

    def __str__(self) -> str:
        return f"{self.report} {self.user}"


class ReportEvent(models.Model):
    """One step of a report; written with the step and never changed."""

    report = models.ForeignKey(ProgressReport, models.CASCADE, related_name="events")
    at = models.DateTimeField(_("时间"), default=timezone.now)
    user = models.ForeignKey("organizations.User", models.PROTECT, null=True, blank=True, related_name="+")
    unit = models.ForeignKey("organizations.Unit", models.PROTECT, null=True, blank=True, related_name="+")
    role = models.CharField(_("身份"), max_length=20)
    verb = models.CharField(_("操作"), max_length=12)
    from_state = models.CharField(max_length=12, choices=ProgressReport.State.choices)
    to_state = models.CharField(max_length=12, choices=ProgressReport.State.choices)
    reason = models.CharField(_("理由"), max_length=500, blank=True)
    version = models.PositiveIntegerField(help_text="version of the report after the step")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["report", "version"], name="one_event_per_version")]

    def __str__(self) -> str:
        return f"{self.report} {self.verb}"


class ReportEvidence(models.Model):
    """A record of the ledger that the unit put beside its report by hand."""

    report = models.ForeignKey(ProgressReport, models.CASCADE, related_name="evidence_links")
    record = models.ForeignKey("evidence.EvidenceRecord", models.PROTECT, related_name="+")
    linked_by = models.ForeignKey("organizations.User", models.PROTECT, null=True, related_name="+")
    linked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "report evidence"
        constraints = [models.UniqueConstraint(fields=["report", "record"], name="report_evidence_once")]

    def __str__(self) -> str:
        return f"{self.report} {self.record}"


class ReportEscalation(models.Model):
    """That a report's lateness was told, once per floor; a late review once for each time that the report came to the reviewer."""

    class Level(models.TextChoices):
        OVERDUE = "overdue", _("逾期")
        LEAD = "lead", _("提请牵头部门督促")
        OFFICE = "office", _("提请纲要办督办")
        REVIEW = "review", _("提醒审核")
        REVIEW_UP = "reviewup", _("提请督办审核")

    report = models.ForeignKey(ProgressReport, models.CASCADE, related_name="escalations")
    level = models.CharField(_("级别"), max_length=8, choices=Level.choices)
    on = models.DateField(_("日期"))
    version = models.PositiveIntegerField(default=0, help_text="version in which the report came to the reviewer; 0 where the unit is late")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["report", "level", "version"], name="escalation_once")]

    def __str__(self) -> str:
        return f"{self.report} {self.level}"


def _days_before() -> list[int]:
    return [7, 2]


class FollowUpRules(models.Model):
    """When a district reminds and escalates: days before and after the due date of a period, and days for which a report waits for a review."""

    district = models.OneToOneField("organizations.Area", models.CASCADE, related_name="+")
    remind_before = models.JSONField(_("截止前几天提醒"), default=_days_before)
    lead_after = models.PositiveSmallIntegerField(_("逾期几天后提请牵头部门督促"), default=3)
    office_after = models.PositiveSmallIntegerField(_("逾期几天后提请纲要办督办"), default=7)
    review_after = models.PositiveSmallIntegerField(_("等候审核几天后提醒审核人"), default=3)
    review_up_after = models.PositiveSmallIntegerField(_("等候审核几天后提请上一级督办"), default=7)

    def __str__(self) -> str:
        return str(self.district)
