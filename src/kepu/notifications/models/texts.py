"""Text messages to people who have no account, and the codes by which they prove a telephone number."""

from __future__ import annotations

import json

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kepu.notifications.text_templates import words
from kepu.organizations.fields import EncryptedTextField, mask_phone


class TextMessage(models.Model):
    """One text message; number and words are encrypted, and the words go once a real gateway has taken them."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("待发送")
        SENT = "sent", _("已发送")
        KEPT = "kept", _("留在收件箱")
        FAILED = "failed", _("发送失败")

    district = models.ForeignKey("organizations.Area", models.CASCADE, related_name="+")
    phone = EncryptedTextField(_("手机号"))
    template = models.CharField(_("模板"), max_length=20)
    parameters = EncryptedTextField(_("内容"), blank=True, default="", help_text="JSON")
    status = models.CharField(_("状态"), max_length=10, choices=Status.choices, default=Status.WAITING)
    attempts = models.PositiveSmallIntegerField(_("尝试次数"), default=0)
    next_attempt_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(help_text="after which it is of no use to send it")
    last_error = models.CharField(_("失败原因"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["next_attempt_at"], condition=Q(status="waiting"), name="text_due"),
            models.Index(fields=["district", "-id"], name="text_by_district"),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.pk}"

    @property
    def masked_phone(self) -> str:
        """Enough to know the message again."""
        return mask_phone(self.phone)

    @property
    def words(self) -> str:
        """What the telephone shows; empty where a gateway has taken it."""
        return words(self.template, json.loads(self.parameters)) if self.parameters else ""


class PhoneCode(models.Model):
    """A code that was sent to a telephone; number, address of the sender and code are kept as digests only."""

    district = models.ForeignKey("organizations.Area", models.CASCADE, related_name="+")
    purpose = models.CharField(_("用途"), max_length=20)
    phone_digest = models.CharField(max_length=64)
    address_digest = models.CharField(max_length=64)
    code_digest = models.CharField(max_length=64)
    attempts = models.PositiveSmallIntegerField(_("输入次数"), default=0)
    created_at = models.DateTimeField(_("时间"), default=timezone.now)
    expires_at = models.DateTimeField(_("有效期至"))
    verified_at = models.DateTimeField(_("验证时间"), null=True, blank=True)
    used_at = models.DateTimeField(_("使用时间"), null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["phone_digest", "created_at"], name="code_by_phone"),
            models.Index(fields=["address_digest", "created_at"], name="code_by_address"),
            models.Index(fields=["created_at"], name="code_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"
