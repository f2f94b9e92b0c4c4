"""Files that people hand in."""

from __future__ import annotations

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _

from .registry import Area, User


def random_path(attachment: Attachment, filename: str) -> str:
    """Where the file lies: a name that tells nothing, because the real one is kept in the row."""
    token = secrets.token_hex(16)
    return f"attachments/{token[:2]}/{token}"


class Attachment(models.Model):
    """A file that belongs to an object of any room; whoever may see the object may fetch it."""

    district = models.ForeignKey(Area, models.PROTECT, related_name="+")
    owner_type = models.CharField(_("所属对象类型"), max_length=80, blank=True)
    owner_id = models.CharField(_("所属对象编号"), max_length=40, blank=True)
    file = models.FileField(_("文件"), upload_to=random_path, max_length=200)
    name = models.CharField(_("文件名"), max_length=200)
    size = models.PositiveBigIntegerField(_("大小"))
    sha256 = models.CharField(_("校验值"), max_length=64)
    content_type = models.CharField(_("类型"), max_length=100)
    uploaded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("上传人"))
    at = models.DateTimeField(_("上传时间"), auto_now_add=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["owner_type", "owner_id"], name="attachment_by_owner")]

    def __str__(self) -> str:
        return self.name
