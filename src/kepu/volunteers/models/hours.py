"""Occasions of service, who came, and the hours that follow."""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kepu.organizations.fields import EncryptedTextField

from .people import Volunteer
from .places import on_earth
from .skills import Skill
from .teams import Team


def new_secret() -> str:
    """The key of a session's changing code."""
    return secrets.token_hex(32)


class ServiceSession(models.Model):
    """An occasion on which a team serves; another room may be its source (an order, an event)."""

    class State(models.TextChoices):
        OPEN = "open", _("已安排")
        CLOSED = "closed", _("待确认")
        CONFIRMED = "confirmed", _("已确认")
        CANCELLED = "cancelled", _("已取消")

    class Level(models.IntegerChoices):
        PLAIN = 1, _("一般")
        SKILLED = 2, _("专业")
        HARD = 3, _("高难度")

    district = models.ForeignKey("organizations.Area", models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, related_name="sessions", verbose_name=_("服务队"))
    title = models.CharField(_("服务名称"), max_length=200)
    description = models.CharField(_("说明"), max_length=1000, blank=True)
    topic = models.ForeignKey(Skill, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("主题"))
    level = models.PositiveSmallIntegerField(_("难度"), choices=Level.choices, default=Level.PLAIN)
    place = models.CharField(_("地点"), max_length=200)
    area = models.ForeignKey("organizations.Area", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("所在地"))
    latitude = models.FloatField(_("纬度"), null=True, blank=True)
    longitude = models.FloatField(_("经度"), null=True, blank=True)
    radius = models.PositiveSmallIntegerField(_("签到范围（米）"), default=300)
    starts_at = models.DateTimeField(_("开始时间"))
    ends_at = models.DateTimeField(_("结束时间"))
    places = models.PositiveSmallIntegerField(_("需要人数"), default=0, help_text=_("0 表示不限"))
    is_public = models.BooleanField(_("公开招募"), default=False)
    source_type = models.CharField(max_length=80, blank=True)
    source_id = models.CharField(max_length=40, blank=True)
    secret = EncryptedTextField(default=new_secret)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.OPEN)
    reason = models.CharField(_("说明"), max_length=300, blank=True)
    opened_by = models.ForeignKey("organizations.User", models.PROTECT, null=True, related_name="+", verbose_name=_("安排人"))
    confirmed_by = models.ForeignKey("organizations.User", models.PROTECT, null=True, related_name="+", verbose_name=_("确认人"))
    confirmed_at = models.DateTimeField(_("确认时间"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-starts_at", "-id"]
        indexes = [
            models.Index(fields=["district", "state", "starts_at"], name="session_by_state"),
            models.Index(fields=["team", "starts_at"], name="session_by_team"),
        ]
        constraints = [
            models.CheckConstraint(name="session_ends_after_it_begins", condition=Q(ends_at__gt=F("starts_at"))),
            on_earth("session_is_on_earth"),
            models.UniqueConstraint(
                fields=["source_type", "source_id"], condition=~Q(source_type="") & ~Q(state="cancelled"), name="session_once_per_source"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Signup(models.Model):
    """A volunteer who will come to a session."""

    session = models.ForeignKey(ServiceSession, models.CASCADE, related_name="signups")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="signups")
    is_organiser = models.BooleanField(_("组织者"), default=False)
    is_cancelled = models.BooleanField(_("已取消"), default=False)
    at = models.DateTimeField(_("报名时间"), auto_now_add=True)
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["session", "volunteer"], name="signed_up_once")]

    def __str__(self) -> str:
        return f"{self.volunteer} · {self.session}"


class CheckIn(models.Model):
    """A volunteer was at a session. Of the place only the distance is kept, never where a telephone was."""

    class Way(models.TextChoices):
        CODE = "code", _("扫码")
        PLACE = "place", _("定位")
        HOST = "host", _("现场登记")

    session = models.ForeignKey(ServiceSession, models.PROTECT, related_name="check_ins")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="check_ins")
    is_organiser = models.BooleanField(_("组织者"), default=False)
    in_at = models.DateTimeField(_("签到时间"))
    in_way = models.CharField(_("签到方式"), max_length=6, choices=Way.choices)
    in_step = models.BigIntegerField(null=True)
    in_distance = models.PositiveIntegerField(_("签到距离（米）"), null=True)
    out_at = models.DateTimeField(_("签退时间"), null=True)
    out_way = models.CharField(_("签退方式"), max_length=6, choices=Way.choices, blank=True)
    out_step = models.BigIntegerField(null=True)
    out_distance = models.PositiveIntegerField(_("签退距离（米）"), null=True)

    class Meta:
        ordering = ["in_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["session", "volunteer"], name="checked_in_once"),
            models.UniqueConstraint(fields=["volunteer"], condition=Q(out_at__isnull=True), name="at_one_place_at_a_time"),
            models.CheckConstraint(name="out_after_in", condition=Q(out_at__isnull=True) | Q(out_at__gte=F("in_at"))),
        ]

    def __str__(self) -> str:
        return f"{self.volunteer} · {self.session}"


class HourEntry(models.Model):
    """Service time of a person. What was confirmed is never changed: a counter-entry takes it back, and a new entry says it right.

    `is_live` holds the time against overlapping entries (see `kepu.volunteers.overlaps`).
    """

    class State(models.TextChoices):
        AWAITING = "awaiting", _("待确认")
        CONFIRMED = "confirmed", _("已确认")
        REFUSED = "refused", _("未认可")

    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="hour_entries")
    session = models.ForeignKey(ServiceSession, models.PROTECT, related_name="hour_entries")
    start_at = models.DateTimeField(_("开始时间"))
    end_at = models.DateTimeField(_("结束时间"))
    minutes = models.IntegerField(_("分钟"))
    points = models.IntegerField(_("积分"), default=0)
    is_organiser = models.BooleanField(_("组织者"), default=False)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.AWAITING)
    is_live = models.BooleanField(default=True)
    counters = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="countered_by", verbose_name=_("冲销"))
    reason = models.CharField(_("说明"), max_length=300, blank=True)
    confirmed_by = models.ForeignKey("organizations.User", models.PROTECT, null=True, related_name="+", verbose_name=_("确认人"))
    confirmed_at = models.DateTimeField(_("确认时间"), null=True)
    made_at = models.DateTimeField(_("登记时间"), auto_now_add=True)

    class Meta:
        ordering = ["start_at", "id"]
        indexes = [models.Index(fields=["volunteer", "state"], name="hours_by_volunteer"), models.Index(fields=["session"], name="hours_by_session")]
        constraints = [
            models.CheckConstraint(name="hours_end_after_they_begin", condition=Q(end_at__gt=F("start_at"))),
            models.CheckConstraint(
                name="counter_takes_back",
                condition=Q(counters__isnull=True, minutes__gt=0, points__gte=0)
                | Q(counters__isnull=False, minutes__lt=0, points__lte=0, is_live=False, state="confirmed"),
            ),
            models.CheckConstraint(name="refused_hours_hold_no_time", condition=~Q(state="refused") | Q(is_live=False)),
        ]

    def __str__(self) -> str:
        return f"{self.volunteer} {self.minutes}"


class Certificate(models.Model):
    """A proof of a person's hours in a period, found again by its code; what it said is kept as it was."""

    district = models.ForeignKey("organizations.Area", models.PROTECT, related_name="+")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="certificates")
    code = models.CharField(_("校验码"), max_length=20, unique=True)
    holder = EncryptedTextField(_("姓名"))
    first_day = models.DateField(_("从"))
    last_day = models.DateField(_("到"))
    minutes = models.PositiveIntegerField(_("服务分钟"))
    occasions = models.PositiveIntegerField(_("服务次数"))
    points = models.PositiveIntegerField(_("积分"))
    stars = models.PositiveSmallIntegerField(_("星级"), default=0)
    issued_at = models.DateTimeField(_("出具时间"), auto_now_add=True)
    issued_by = models.ForeignKey("organizations.User", models.PROTECT, null=True, related_name="+", verbose_name=_("出具人"))
    revoked_at = models.DateTimeField(_("撤销时间"), null=True, blank=True)
    reason = models.CharField(_("撤销原因"), max_length=300, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.CheckConstraint(name="certificate_covers_days", condition=Q(last_day__gte=F("first_day")))]

    def __str__(self) -> str:
        return self.code


class ServiceRules(models.Model):
    """How a district counts points; per cent of one point per hour."""

    district = models.OneToOneField("organizations.Area", models.CASCADE, primary_key=True, related_name="+")
    plain = models.PositiveSmallIntegerField(_("一般服务（%）"), default=100)
    skilled = models.PositiveSmallIntegerField(_("专业服务（%）"), default=150)
    hard = models.PositiveSmallIntegerField(_("高难度服务（%）"), default=200)
    organiser = models.PositiveSmallIntegerField(_("组织者系数（%）"), default=150)
    early_minutes = models.PositiveSmallIntegerField(_("可提前签到（分钟）"), default=60)

    def __str__(self) -> str:
        return str(self.district)
