"""Notices to people, the outbox of what leaves the house, robots of chat groups, and each person's choice."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kepu.organizations.fields import EncryptedTextField


class Notice(models.Model):
    """A message to one person in one district; `dedupe_key` makes the same message arrive once."""

    district = models.ForeignKey("organizations.Area", models.CASCADE, related_name="+")
    recipient = models.ForeignKey("organizations.User", models.CASCADE, related_name="notices")
    kind = models.CharField(_("类别"), max_length=40)
    title = models.CharField(_("标题"), max_length=200)
    body = models.TextField(_("内容"), blank=True)
    url = models.CharField(_("地址"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("时间"), default=timezone.now)
    read_at = models.DateTimeField(_("已读时间"), null=True, blank=True)
    dedupe_key = models.CharField(max_length=120)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["recipient", "district", "dedupe_key"], name="notice_once")]
        indexes = [
            models.Index(fields=["recipient", "district", "-id"], name="notice_by_recipient"),
            models.Index(fields=["recipient", "district"], condition=Q(read_at=None), name="notice_unread"),
        ]

    def __str__(self) -> str:
        return self.title


class Robot(models.Model):
    """A group robot of the district; its address carries the secret token and is encrypted at rest."""

    class Kind(models.TextChoices):
        WECOM = "wecom", _("企业微信群机器人")
        DINGTALK = "dingtalk", _("钉钉群机器人")

    district = models.ForeignKey("organizations.Area", models.CASCADE, related_name="+")
    kind = models.CharField(_("类型"), max_length=10, choices=Kind.choices)
    name = models.CharField(_("群名称"), max_length=60)
    webhook = EncryptedTextField(_("Webhook 地址"))
    secret = EncryptedTextField(_("加签密钥"), blank=True, default="")
    is_active = models.BooleanField(_("启用"), default=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["district", "name"], name="robot_name_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def masked_webhook(self) -> str:
        """The host and the last four characters, enough to tell one robot from another."""
        return f"{urlsplit(self.webhook).hostname}/…{self.webhook[-4:]}"


class Delivery(models.Model):
    """One message in the outbox, written in the transaction that caused it, so that it leaves if and only if that commits."""

    class Channel(models.TextChoices):
        EMAIL = "email", _("电子邮件")
        ROBOT = "robot", _("群机器人")

    class Status(models.TextChoices):
        WAITING = "waiting", _("待发送")
        SENDING = "sending", _("发送中")
        SENT = "sent", _("已发送")
        FAILED = "failed", _("发送失败")

    district = models.ForeignKey("organizations.Area", models.CASCADE, related_name="+")
    channel = models.CharField(_("渠道"), max_length=10, choices=Channel.choices)
    recipient = models.ForeignKey("organizations.User", models.CASCADE, null=True, blank=True, related_name="+")
    robot = models.ForeignKey(Robot, models.CASCADE, null=True, blank=True, related_name="deliveries")
    title = models.CharField(_("标题"), max_length=200)
    body = models.TextField(_("内容"), blank=True)
    url = models.CharField(_("地址"), max_length=300, blank=True)
    dedupe_key = models.CharField(max_length=120)
    status = models.CharField(_("状态"), max_length=10, choices=Status.choices, default=Status.WAITING)
    attempts = models.PositiveSmallIntegerField(_("尝试次数"), default=0)
    next_attempt_at = models.DateTimeField(default=timezone.now)
    last_error = models.CharField(_("失败原因"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("时间"), default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(fields=["recipient", "district", "dedupe_key"], condition=Q(robot=None), name="email_once"),
            models.UniqueConstraint(fields=["robot", "dedupe_key"], condition=Q(recipient=None), name="robot_message_once"),
            models.CheckConstraint(
                name="delivery_has_one_target",
                condition=Q(recipient=None, robot__isnull=False) | Q(recipient__isnull=False, robot=None),
            ),
        ]
        indexes = [
            models.Index(fields=["next_attempt_at"], condition=Q(status__in=["waiting", "sending"]), name="delivery_due"),
            models.Index(fields=["district", "status", "-id"], name="delivery_by_status"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.title}"


class Preference(models.Model):
    """How a person wants to be told besides the page."""

    user = models.OneToOneField("organizations.User", models.CASCADE, related_name="notice_preference")
    by_email = models.BooleanField(_("同时发送电子邮件"), default=False)

    def __str__(self) -> str:
        return str(self.user)
