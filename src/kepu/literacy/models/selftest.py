"""The self-test: what a district sets, and the courses of people whom nobody knows."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .framework import AgeGroup, Audience, Education, Level
from .items import ItemVersion

AGES = [("-17", _("18岁以下")), *AgeGroup.choices, ("70-", _("70岁及以上"))]


class SelfTestSettings(models.Model):
    """One row a district; without it the defaults hold."""

    district = models.OneToOneField("organizations.Area", models.CASCADE, related_name="+")
    is_open = models.BooleanField(_("向公众开放自测"), default=True)
    least = models.PositiveSmallIntegerField(_("至少几题"), default=8, validators=[MinValueValidator(5), MaxValueValidator(15)])
    most = models.PositiveSmallIntegerField(_("至多几题"), default=12, validators=[MinValueValidator(5), MaxValueValidator(15)])
    standard_error = models.FloatField(
        _("达到这个误差就结束"),
        default=0.4,
        validators=[MinValueValidator(0.2), MaxValueValidator(1.0)],
        help_text=_("潜在水平的标准误；越小题越多，一般取0.4"),
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(name="self_test_length_fits", condition=Q(least__gte=5, most__gte=F("least"), most__lte=15)),
            models.CheckConstraint(name="self_test_error_is_sound", condition=Q(standard_error__gte=0.2, standard_error__lte=1.0)),
        ]

    def __str__(self) -> str:
        return str(self.district)


class SelfTest(models.Model):
    """One course. `token_key` is the digest of a random token in the person's cookie; it is forgotten a day later, and then nothing leads
    from an answer to a person."""

    class State(models.TextChoices):
        RUNNING = "running", _("进行中")
        FINISHED = "finished", _("完成")

    district = models.ForeignKey("organizations.Area", models.PROTECT, related_name="+")
    token_key = models.CharField(max_length=64, unique=True, null=True, blank=True)
    age = models.CharField(_("年龄"), max_length=6, choices=AGES, blank=True)
    group = models.CharField(_("人群"), max_length=10, choices=Audience.choices, blank=True)
    education = models.CharField(_("文化程度"), max_length=10, choices=Education.choices, blank=True)
    state = models.CharField(_("状态"), max_length=8, choices=State.choices, default=State.RUNNING)
    seed = models.PositiveIntegerField()
    consented_at = models.DateTimeField(_("同意时间"))
    started_at = models.DateTimeField(_("开始时间"))
    finished_at = models.DateTimeField(_("完成时间"), null=True, blank=True)
    seconds = models.PositiveIntegerField(_("用时（秒）"), null=True, blank=True)
    # The result as it was shown: level on the scale of the bank, and the points out of 100 that it stands for.
    theta = models.FloatField(null=True, blank=True)
    standard_error = models.FloatField(null=True, blank=True)
    points = models.FloatField(_("折合分"), null=True, blank=True)
    points_low = models.FloatField(null=True, blank=True)
    points_high = models.FloatField(null=True, blank=True)
    level = models.CharField(_("水平"), max_length=10, choices=Level.choices, blank=True)
    chances = models.JSONField(default=dict, help_text="level -> posterior probability")
    is_provisional = models.BooleanField(_("题目参数为暂定"), default=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["district", "started_at"], name="self_test_by_day")]
        constraints = [
            models.CheckConstraint(
                name="finished_self_test_has_a_result",
                condition=~Q(state="finished") | Q(finished_at__isnull=False, theta__isnull=False, standard_error__isnull=False) & ~Q(level=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d} #{self.pk}"


class SelfTestAnswer(models.Model):
    """An item that was shown in a course, and what was answered to it."""

    test = models.ForeignKey(SelfTest, models.CASCADE, related_name="answers")
    position = models.PositiveSmallIntegerField(_("题序"))
    version = models.ForeignKey(ItemVersion, models.PROTECT, related_name="+")
    answer = models.JSONField(null=True, blank=True, help_text="as `scoring.read` gives it")
    score = models.PositiveSmallIntegerField(_("得分"), null=True, blank=True)
    is_right = models.BooleanField(_("答对"), null=True)
    shown_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["test", "position"]
        constraints = [
            models.UniqueConstraint(fields=["test", "position"], name="self_test_place_once"),
            models.UniqueConstraint(fields=["test", "version"], name="self_test_item_once"),
            models.CheckConstraint(
                name="self_test_answer_is_scored",
                condition=Q(answered_at__isnull=True, is_right__isnull=True, score__isnull=True)
                | Q(answered_at__isnull=False, is_right__isnull=False, score__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.test} {self.position}"


class SelfTestDay(models.Model):
    """How many took part on a day: what the ledger's line of the day comes from."""

    district = models.ForeignKey("organizations.Area", models.PROTECT, related_name="+")
    day = models.DateField(_("日期"))
    started = models.PositiveIntegerField(_("开始人次"))
    finished = models.PositiveIntegerField(_("完成人次"))

    class Meta:
        ordering = ["district", "-day"]
        constraints = [
            models.UniqueConstraint(fields=["district", "day"], name="self_test_day_once"),
            models.CheckConstraint(name="self_test_day_adds_up", condition=Q(finished__lte=F("started"))),
        ]

    def __str__(self) -> str:
        return f"{self.day}"
