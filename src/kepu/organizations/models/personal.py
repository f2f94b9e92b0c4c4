"""What a person was told about personal data, and the wish to be erased."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .registry import Area, User


class PrivacyConsent(models.Model):
    """A person read and accepted a version of the notice on personal data."""

    user = models.ForeignKey(User, models.CASCADE, related_name="privacy_consents")
    version = models.CharField(_("版本"), max_length=10)
    at = models.DateTimeField(_("时间"), auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["user", "version"], name="consent_once_per_version")]

    def __str__(self) -> str:
        return self.version


class ErasureRequest(models.Model):
    """A person asks that what identifies the account be erased; the office answers."""

    class Status(models.TextChoices):
        OPEN = "open", _("待处理")
        DONE = "done", _("已删除")
        REFUSED = "refused", _("未同意")
        WITHDRAWN = "withdrawn", _("已撤回")

    district = models.ForeignKey(Area, models.PROTECT, related_name="+")
    user = models.ForeignKey(User, models.PROTECT, related_name="erasure_requests")
    reason = models.CharField(_("说明"), max_length=300, blank=True)
    status = models.CharField(_("状态"), max_length=10, choices=Status.choices, default=Status.OPEN)
    answer = models.CharField(_("答复"), max_length=300, blank=True)
    handled_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(_("申请时间"), auto_now_add=True)
    handled_at = models.DateTimeField(_("处理时间"), null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["user"], condition=Q(status="open"), name="erasure_open_once")]

    def __str__(self) -> str:
        return f"{self.user} {self.get_status_display()}"
