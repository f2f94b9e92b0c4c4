"""What a place thought of a visit."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Rating(models.Model):
    """Stars, tags and words about one visit. Words are public only after somebody has read them; few stars are followed up."""

    class Moderation(models.TextChoices):
        WAITING = "waiting", _("待审核")
        SHOWN = "shown", _("已公开")
        HIDDEN = "hidden", _("不公开")

    class FollowUp(models.TextChoices):
        NONE = "none", _("不需要")
        OPEN = "open", _("待回访")
        DONE = "done", _("已回访")

    class Tag(models.TextChoices):
        CLEAR = "clear", _("讲得清楚")
        USEFUL = "useful", _("内容实用")
        PATIENT = "patient", _("耐心细致")
        PUNCTUAL = "punctual", _("准时到达")
        AGAIN = "again", _("希望再来")
        LATE = "late", _("没有准时")
        TOO_HARD = "too_hard", _("听不太懂")
        TOO_SHORT = "too_short", _("时间太短")
        UNPREPARED = "unprepared", _("准备不足")
        OFF_TOPIC = "off_topic", _("与需求不符")

    order = models.ForeignKey("orders.Order", models.CASCADE, related_name="ratings")
    visit = models.PositiveSmallIntegerField()
    team = models.ForeignKey("volunteers.Team", models.PROTECT, related_name="ratings")
    stars = models.PositiveSmallIntegerField(_("星级"))
    tags = models.JSONField(_("标签"), default=list)
    words = models.CharField(_("留言"), max_length=300, blank=True)
    moderation = models.CharField(_("公开"), max_length=8, choices=Moderation.choices, default=Moderation.WAITING)
    follow_up = models.CharField(_("回访"), max_length=6, choices=FollowUp.choices, default=FollowUp.NONE)
    follow_up_note = models.CharField(_("回访记录"), max_length=500, blank=True)
    handled_by = models.ForeignKey("organizations.User", models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["team", "-id"], name="rating_by_team")]
        constraints = [
            models.UniqueConstraint(fields=["order", "visit"], name="rating_once_per_visit"),
            models.CheckConstraint(name="rating_has_stars", condition=Q(stars__range=(1, 5))),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} {self.stars}"

    @property
    def tag_names(self) -> list[str]:
        """The tags in words."""
        return [str(self.Tag(code).label) for code in self.tags]
