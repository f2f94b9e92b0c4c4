"""Leaders' hearings: when, what was shown, what was decided."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Briefing(models.Model):
    """A hearing of the year's work before a leader; `kepu.governance.briefing_states` holds the way it goes."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("已安排")
        HELD = "held", _("已召开")
        CANCELLED = "cancelled", _("已取消")

    district = models.ForeignKey("organizations.Area", models.PROTECT, related_name="+")
    plan = models.ForeignKey("plans.Plan", models.PROTECT, related_name="briefings", verbose_name=_("规划"))
    year = models.PositiveSmallIntegerField(_("年度"))
    title = models.CharField(_("名称"), max_length=200)
    starts_at = models.DateTimeField(_("时间"))
    place = models.CharField(_("地点"), max_length=100, blank=True)
    chair = models.CharField(_("听取汇报的领导"), max_length=60)
    leader = models.ForeignKey("organizations.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("领导账号"))
    attendees = models.ManyToManyField("organizations.Unit", related_name="briefings", blank=True, verbose_name=_("参会单位"))
    agenda = models.TextField(_("议程"), blank=True)
    status = models.CharField(_("状态"), max_length=10, choices=Status.choices, default=Status.PLANNED)
    held_on = models.DateField(_("召开日期"), null=True, blank=True)
    minutes = models.TextField(_("会议纪要"), blank=True)
    reason = models.CharField(_("说明"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-starts_at", "-id"]
        indexes = [models.Index(fields=["district", "year", "status"], name="briefing_by_year")]
        constraints = [models.CheckConstraint(name="briefing_held_on_a_day", condition=~Q(status="held") | Q(held_on__isnull=False))]

    def __str__(self) -> str:
        return self.title

    @property
    def topics(self) -> list[str]:
        """The agenda by line."""
        return [line.strip() for line in self.agenda.splitlines() if line.strip()]


class BriefingPack(models.Model):
    """What the figures were at a moment; kept, so that what the leader saw can be shown later."""

    briefing = models.ForeignKey(Briefing, models.CASCADE, related_name="packs")
    number = models.PositiveSmallIntegerField(_("稿次"))
    composed_at = models.DateTimeField(_("生成时间"), default=timezone.now)
    composed_by = models.ForeignKey("organizations.User", models.PROTECT, null=True, related_name="+")
    content = models.JSONField()

    class Meta:
        ordering = ["briefing", "-number"]
        constraints = [models.UniqueConstraint(fields=["briefing", "number"], name="pack_number_once")]

    def __str__(self) -> str:
        return f"{self.briefing} {self.number}"


class BriefingDecision(models.Model):
    """Something that was decided at a hearing, for one unit until a day; as a follow-up, or carried by a work item."""

    class State(models.TextChoices):
        OPEN = "open", _("办理中")
        REPORTED = "reported", _("待确认")
        DONE = "done", _("已办结")
        DROPPED = "dropped", _("不再办理")

    district = models.ForeignKey("organizations.Area", models.PROTECT, related_name="+")
    briefing = models.ForeignKey(Briefing, models.PROTECT, related_name="decisions")
    text = models.CharField(_("决定事项"), max_length=500)
    unit = models.ForeignKey("organizations.Unit", models.PROTECT, related_name="+", verbose_name=_("承办单位"))
    due_on = models.DateField(_("办理时限"))
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.OPEN)
    result = models.TextField(_("办理结果"), blank=True)
    reason = models.CharField(_("说明"), max_length=300, blank=True)
    work_item = models.OneToOneField("plans.WorkItem", models.PROTECT, null=True, blank=True, related_name="decision", verbose_name=_("工作任务"))
    closed_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["district", "state", "due_on"], name="decision_by_state")]

    def __str__(self) -> str:
        return self.text[:60]
