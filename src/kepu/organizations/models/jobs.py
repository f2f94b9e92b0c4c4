"""Work that takes longer than a person waits for a page."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .files import Attachment
from .registry import Area, Membership, User


class Job(models.Model):
    """One run of something long: who asked, how far it is, what came of it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("等待中")
        RUNNING = "running", _("进行中")
        DONE = "done", _("已完成")
        FAILED = "failed", _("未完成")

    district = models.ForeignKey(Area, models.PROTECT, related_name="+")
    owner = models.ForeignKey(User, models.PROTECT, null=True, related_name="jobs", verbose_name=_("发起人"))
    membership = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(_("种类"), max_length=60)
    title = models.CharField(_("名称"), max_length=200)
    run = models.CharField(max_length=200, help_text="module:function that does the work")
    arguments = models.JSONField(default=dict)
    source = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="+", verbose_name=_("上传的文件"))
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.WAITING)
    done = models.PositiveIntegerField(_("已处理"), default=0)
    total = models.PositiveIntegerField(_("总数"), default=0)
    message = models.CharField(_("说明"), max_length=500, blank=True)
    is_alarming = models.BooleanField(_("结果需要注意"), default=False)
    errors = models.JSONField(_("错误"), default=list)
    result = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="+", verbose_name=_("结果文件"))
    back_url = models.CharField(max_length=300, blank=True, help_text="page from which the job was asked for")
    result_url = models.CharField(_("结果页面"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("提交时间"), auto_now_add=True)
    beat_at = models.DateTimeField(_("最近活动"), null=True)
    finished_at = models.DateTimeField(_("结束时间"), null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["owner", "-id"], name="job_by_owner"), models.Index(fields=["state", "beat_at"], name="job_by_state")]
        constraints = [models.CheckConstraint(name="job_not_past_its_end", condition=Q(total=0) | Q(done__lte=F("total")))]

    def __str__(self) -> str:
        return self.title

    @property
    def is_over(self) -> bool:
        """Nothing more will happen to it."""
        return self.state in (self.State.DONE, self.State.FAILED)
