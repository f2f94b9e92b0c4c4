"""Field work: who is asked, what came in, by which way."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .framework import AgeGroup, Education, Sex
from .surveys import Booklet, SampledCommunity, Survey


class Mode(models.TextChoices):
    """Ways in which answers come in."""

    LINK = "link", _("本人在线填写")
    TABLET = "tablet", _("调查员平板")
    PAPER = "paper", _("纸质问卷")


class Case(models.Model):
    """A person of the sample; no name, no telephone: a one-time code is all that leads to the questionnaire."""

    class State(models.TextChoices):
        ISSUED = "issued", _("未开始")
        STARTED = "started", _("进行中")
        COMPLETE = "complete", _("完成")
        REFUSED = "refused", _("拒访")
        ABSENT = "absent", _("多次未遇")
        INELIGIBLE = "ineligible", _("不符合条件")
        REJECTED = "rejected", _("质量不合格")

    class Decision(models.TextChoices):
        KEEP = "keep", _("保留")
        REJECT = "reject", _("剔除")

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="cases")
    community = models.ForeignKey(SampledCommunity, models.PROTECT, related_name="cases", verbose_name=_("社区"))
    number = models.PositiveIntegerField(_("样本编号"))
    booklet = models.ForeignKey(Booklet, models.PROTECT, related_name="+", verbose_name=_("问卷"))
    code_key = models.CharField(max_length=64, help_text="keyed digest of the one-time code")
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.ISSUED)
    mode = models.CharField(_("方式"), max_length=8, choices=Mode.choices, blank=True)
    interviewer = models.ForeignKey("organizations.Membership", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("调查员"))
    sex = models.CharField(_("性别"), max_length=6, choices=Sex.choices, blank=True)
    age = models.PositiveSmallIntegerField(_("年龄"), null=True, blank=True)
    age_group = models.CharField(_("年龄组"), max_length=6, choices=AgeGroup.choices, blank=True)
    education = models.CharField(_("文化程度"), max_length=10, choices=Education.choices, blank=True)
    groups = models.JSONField(_("所属人群"), default=list, help_text="codes of the outline's groups that the person belongs to")
    eligible_persons = models.PositiveSmallIntegerField(_("户内合格人数"), default=1)
    consented_at = models.DateTimeField(_("同意时间"), null=True, blank=True)
    started_at = models.DateTimeField(_("开始时间"), null=True, blank=True)
    completed_at = models.DateTimeField(_("完成时间"), null=True, blank=True)
    seconds = models.PositiveIntegerField(_("用时（秒）"), null=True, blank=True)
    sheet = models.OneToOneField("literacy.AnswerSheet", models.PROTECT, null=True, blank=True, related_name="accepted_by")
    flags = models.JSONField(_("质量提示"), default=list)
    reason = models.CharField(_("说明"), max_length=300, blank=True)
    contacts = models.PositiveSmallIntegerField(_("联系次数"), default=0)
    # The browser in which the questionnaire was begun; the code opens it again only there.
    device_key = models.CharField(max_length=64, blank=True, help_text="keyed digest")
    codes_printed_at = models.DateTimeField(_("答题码印出时间"), null=True, blank=True)
    decision = models.CharField(_("质量决定"), max_length=6, choices=Decision.choices, blank=True)
    decided_by = models.ForeignKey("organizations.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("决定人"))
    decided_at = models.DateTimeField(_("决定时间"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["survey", "number"]
        indexes = [
            models.Index(fields=["survey", "state"], name="case_by_state"),
            models.Index(fields=["community", "number"], name="case_by_community"),
            models.Index(fields=["code_key"], name="case_by_code"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["survey", "number"], name="case_number_once"),
            models.UniqueConstraint(fields=["survey", "code_key"], name="case_code_once"),
            models.CheckConstraint(
                name="complete_case_has_answers",
                condition=~Q(state="complete")
                | Q(sheet__isnull=False, consented_at__isnull=False, age__isnull=False)
                & ~Q(sex="")
                & ~Q(age_group="")
                & ~Q(education="")
                & ~Q(mode=""),
            ),
            models.CheckConstraint(name="case_has_eligible_persons", condition=Q(eligible_persons__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.number:05d}"

    @property
    def minutes(self) -> str:
        """Time that it took, as minutes and seconds."""
        return f"{(self.seconds or 0) // 60}:{(self.seconds or 0) % 60:02d}"


class AnswerSheet(models.Model):
    """Answers of a case as they came in once: `answers` maps the id of an item version to what `scoring.read` gives; never changed."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="sheets")
    mode = models.CharField(_("方式"), max_length=8, choices=Mode.choices)
    entry = models.PositiveSmallIntegerField(_("录入次序"), default=1)
    answers = models.JSONField(default=dict)
    seconds = models.JSONField(default=dict, help_text="id of an item version -> seconds that it took")
    background = models.JSONField(default=dict)
    key = models.UUIDField(unique=True, help_text="given by the device, so that sending again makes no copy")
    device = models.CharField(max_length=40, blank=True)
    entered_by = models.ForeignKey("organizations.User", models.PROTECT, null=True, blank=True, related_name="+")
    same_person_reason = models.CharField(_("同一人录入的原因"), max_length=300, blank=True)
    received_at = models.DateTimeField(_("收到时间"), auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["case", "mode", "entry"], name="sheet_once_per_entry")]

    def __str__(self) -> str:
        return f"{self.case} · {self.get_mode_display()} {self.entry}"


class AnswerDraft(models.Model):
    """What a person who answers by the link has said so far; becomes an `AnswerSheet` when it is handed in."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="draft")
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    background = models.JSONField(default=dict)
    answers = models.JSONField(default=dict)
    seconds = models.JSONField(default=dict)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return str(self.case)


class QualityReview(models.Model):
    """What the last look at all interviews of a survey found, so that pages need not look again; the flags themselves stand on the cases."""

    survey = models.OneToOneField(Survey, models.CASCADE, related_name="quality_review")
    interviews = models.PositiveIntegerField(_("答卷"))
    limits = models.JSONField(default=dict)
    report = models.JSONField(default=dict, help_text="counts by flag, interviewers, correlation, median time")
    reviewed_at = models.DateTimeField(_("检查时间"))

    def __str__(self) -> str:
        return f"{self.survey} {self.reviewed_at:%Y-%m-%d %H:%M}"


class CodeAttempt(models.Model):
    """A code that did not fit, counted by network address so that nobody tries many; forgotten after a day."""

    address_key = models.CharField(max_length=64, help_text="keyed digest")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["address_key", "at"], name="code_attempt_by_address")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
