"""Assessment of schools: classes of pupils who are seat numbers and codes, never names."""

from __future__ import annotations

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .items import ItemVersion

GRADES = [
    (1, _("一年级")), (2, _("二年级")), (3, _("三年级")), (4, _("四年级")), (5, _("五年级")), (6, _("六年级")), (7, _("七年级（初一）")),
    (8, _("八年级（初二）")), (9, _("九年级（初三）")), (10, _("高一")), (11, _("高二")), (12, _("高三")),
]  # fmt: skip


def default_consent() -> str:
    """What guardians are told, until the office writes its own."""
    return str(
        _(
            "本测评了解学生的科学素质，用于改进科学教育。不记录姓名，只用班内座号和一次性编码；不给学生排名，"
            "成绩不计入学业评价。是否参加由家长决定，可以随时退出，退出后删除孩子的作答。"
        )
    )


class Assessment(models.Model):
    """An assessment of the schools of a district in a school year."""

    class State(models.TextChoices):
        DRAFT = "draft", _("准备中")
        OPEN = "open", _("进行中")
        CLOSED = "closed", _("已结束")

    district = models.ForeignKey("organizations.Area", models.PROTECT, related_name="+")
    title = models.CharField(_("名称"), max_length=100)
    school_year = models.PositiveSmallIntegerField(_("学年"), help_text=_("开始的年份，2026指2026—2027学年"))
    grades = models.JSONField(_("年级"), default=list)
    starts_on = models.DateField(_("开始日期"))
    ends_on = models.DateField(_("结束日期"))
    consent = models.TextField(_("家长知情同意书"), max_length=3000, default=default_consent)
    state = models.CharField(_("状态"), max_length=8, choices=State.choices, default=State.DRAFT)
    closed_at = models.DateTimeField(_("结束时间"), null=True, blank=True)
    # How the pupils were scored: method, persons, items, reliability, likeness within classes.
    scoring = models.JSONField(default=dict)
    created_by = models.ForeignKey("organizations.User", models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(_("创建时间"), auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-school_year", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["district", "title"], name="assessment_title_once"),
            models.CheckConstraint(name="assessment_ends_after_it_begins", condition=Q(ends_on__gte=F("starts_on"))),
            models.CheckConstraint(name="closed_assessment_has_a_time", condition=~Q(state="closed") | Q(closed_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_scored(self) -> bool:
        """Whether there are figures to report; a large assessment gets them a little after its end."""
        return self.state == self.State.CLOSED and "persons" in self.scoring


class AssessmentItem(models.Model):
    """A version at its place in a booklet of the assessment."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="entries")
    booklet = models.CharField(_("卷别"), max_length=2)
    position = models.PositiveSmallIntegerField(_("题序"))
    version = models.ForeignKey(ItemVersion, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["assessment", "booklet", "position"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "booklet", "position"], name="assessment_place_once"),
            models.UniqueConstraint(fields=["assessment", "booklet", "version"], name="assessment_item_once"),
        ]

    def __str__(self) -> str:
        return f"{self.booklet}{self.position}"


class ParticipatingSchool(models.Model):
    """A school that takes part."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="schools")
    unit = models.ForeignKey("organizations.Unit", models.PROTECT, related_name="+", verbose_name=_("学校"))

    class Meta:
        ordering = ["assessment", "unit__name"]
        constraints = [models.UniqueConstraint(fields=["assessment", "unit"], name="school_takes_part_once")]

    def __str__(self) -> str:
        return str(self.unit)


class SchoolClass(models.Model):
    """A class; its pupils answer between `opens_at` and `closes_at`, or in the whole window of the assessment."""

    school = models.ForeignKey(ParticipatingSchool, models.CASCADE, related_name="classes")
    grade = models.PositiveSmallIntegerField(_("年级"), choices=GRADES)
    name = models.CharField(_("班级"), max_length=20)
    teachers = models.ManyToManyField("organizations.Membership", related_name="+", blank=True, verbose_name=_("任课教师"))
    opens_at = models.DateTimeField(_("开始作答"), null=True, blank=True)
    closes_at = models.DateTimeField(_("结束作答"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["school", "grade", "name"]
        constraints = [
            models.UniqueConstraint(fields=["school", "grade", "name"], name="class_once"),
            models.CheckConstraint(
                name="class_window_is_in_order", condition=Q(opens_at__isnull=True) | Q(closes_at__isnull=True) | Q(closes_at__gt=F("opens_at"))
            ),
            models.CheckConstraint(name="class_has_a_grade", condition=Q(grade__gte=1, grade__lte=12)),
        ]

    def __str__(self) -> str:
        return f"{self.get_grade_display()}{self.name}"


class Pupil(models.Model):
    """A seat of a class. Code and guardian's link are made from `secret` with the server's key; only their digests lead here."""

    class Consent(models.TextChoices):
        WAITING = "waiting", _("未回复")
        GIVEN = "given", _("同意")
        REFUSED = "refused", _("不同意")
        WITHDRAWN = "withdrawn", _("已退出")

    class Form(models.TextChoices):
        PAPER = "paper", _("纸质回执")
        LINK = "link", _("家长在线确认")

    class State(models.TextChoices):
        WAITING = "waiting", _("未开始")
        STARTED = "started", _("进行中")
        FINISHED = "finished", _("已交卷")

    school_class = models.ForeignKey(SchoolClass, models.CASCADE, related_name="pupils")
    number = models.PositiveSmallIntegerField(_("座号"))
    booklet = models.CharField(_("卷别"), max_length=2, blank=True)
    secret = models.UUIDField(default=uuid.uuid4)
    code_key = models.CharField(max_length=64, unique=True)
    guardian_key = models.CharField(max_length=64, unique=True)
    consent = models.CharField(_("家长同意"), max_length=10, choices=Consent.choices, default=Consent.WAITING)
    consent_form = models.CharField(_("同意方式"), max_length=6, choices=Form.choices, blank=True)
    consent_by = models.ForeignKey("organizations.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("登记人"))
    consent_at = models.DateTimeField(_("登记时间"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=8, choices=State.choices, default=State.WAITING)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    answers = models.JSONField(default=dict, help_text="id of an item version -> answer as `scoring.read` gives it")
    scores = models.JSONField(default=dict, help_text="id of an item version -> points, written when handed in")
    theta = models.FloatField(null=True, blank=True)
    standard_error = models.FloatField(null=True, blank=True)
    # Expected points out of 100 on all items of the assessment, so that booklets can be held together.
    points = models.FloatField(null=True, blank=True)

    class Meta:
        ordering = ["school_class", "number"]
        indexes = [models.Index(fields=["school_class", "state"], name="pupil_by_state")]
        constraints = [
            models.UniqueConstraint(fields=["school_class", "number"], name="seat_once"),
            models.CheckConstraint(name="no_answer_without_consent", condition=Q(state="waiting") | Q(consent="given")),
            models.CheckConstraint(name="consent_is_recorded", condition=Q(consent="waiting") | Q(consent_at__isnull=False) & ~Q(consent_form="")),
            models.CheckConstraint(name="handed_in_has_a_time", condition=~Q(state="finished") | Q(finished_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.school_class} {self.number}"


class SchoolConditions(models.Model):
    """What a school has for the teaching of science, told by itself once a year."""

    district = models.ForeignKey("organizations.Area", models.PROTECT, related_name="+")
    unit = models.ForeignKey("organizations.Unit", models.PROTECT, related_name="+", verbose_name=_("学校"))
    school_year = models.PositiveSmallIntegerField(_("学年"))
    pupils = models.PositiveIntegerField(_("在校学生"), validators=[MinValueValidator(1)])
    full_time = models.PositiveIntegerField(_("专职科学教师"))
    part_time = models.PositiveIntegerField(_("兼职科学教师"))
    science_degree = models.PositiveIntegerField(_("其中理工科背景"))
    has_vice_head = models.BooleanField(_("聘有科学副校长"), default=False)
    lessons = models.FloatField(_("每班每周科学课时"), validators=[MinValueValidator(0), MaxValueValidator(20)])
    labs = models.PositiveSmallIntegerField(_("科学实验室"))
    experiments = models.FloatField(_("每班每学期分组实验"), validators=[MinValueValidator(0), MaxValueValidator(200)])
    activities = models.PositiveIntegerField(_("全年科学活动"))
    participations = models.PositiveIntegerField(_("科学活动参与"))
    remarks = models.CharField(_("说明"), max_length=500, blank=True)
    filled_by = models.ForeignKey("organizations.User", models.PROTECT, null=True, blank=True, related_name="+")
    updated_at = models.DateTimeField(_("更新时间"), auto_now=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-school_year", "unit__name"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "school_year"], name="conditions_once_a_year"),
            models.CheckConstraint(name="school_has_pupils", condition=Q(pupils__gte=1)),
            models.CheckConstraint(name="degrees_are_of_teachers", condition=Q(science_degree__lte=F("full_time") + F("part_time"))),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.school_year}"
