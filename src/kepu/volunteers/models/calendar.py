"""When teams and people can serve."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .people import Volunteer
from .teams import Team

ONE_OWNER = Q(team__isnull=False, volunteer__isnull=True) | Q(team__isnull=True, volunteer__isnull=False)


class Weekday(models.IntegerChoices):
    """Days as Python counts them."""

    MONDAY = 0, _("周一")
    TUESDAY = 1, _("周二")
    WEDNESDAY = 2, _("周三")
    THURSDAY = 3, _("周四")
    FRIDAY = 4, _("周五")
    SATURDAY = 5, _("周六")
    SUNDAY = 6, _("周日")


class WeeklyTime(models.Model):
    """A time of each week in which a team or a person can serve, in local time."""

    team = models.ForeignKey(Team, models.CASCADE, null=True, blank=True, related_name="weekly_times")
    volunteer = models.ForeignKey(Volunteer, models.CASCADE, null=True, blank=True, related_name="weekly_times")
    weekday = models.PositiveSmallIntegerField(_("星期"), choices=Weekday.choices)
    starts = models.TimeField(_("从"))
    ends = models.TimeField(_("到"))

    class Meta:
        ordering = ["weekday", "starts"]
        constraints = [
            models.CheckConstraint(name="weekly_time_has_one_owner", condition=ONE_OWNER),
            models.CheckConstraint(name="weekly_time_ends_after_it_begins", condition=Q(ends__gt=F("starts"))),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.starts:%H:%M}–{self.ends:%H:%M}"


class DatedTime(models.Model):
    """An exception: a time of one day in which a team or a person can serve after all, or cannot."""

    team = models.ForeignKey(Team, models.CASCADE, null=True, blank=True, related_name="dated_times")
    volunteer = models.ForeignKey(Volunteer, models.CASCADE, null=True, blank=True, related_name="dated_times")
    starts_at = models.DateTimeField(_("从"))
    ends_at = models.DateTimeField(_("到"))
    is_free = models.BooleanField(_("可以服务"), default=False)
    note = models.CharField(_("说明"), max_length=100, blank=True)
    # Where it came from a calendar file: its UID there, so that the next file replaces it.
    uid = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["starts_at", "id"]
        indexes = [
            models.Index(fields=["team", "ends_at"], name="dated_time_of_team"),
            models.Index(fields=["volunteer", "ends_at"], name="dated_time_of_volunteer"),
        ]
        constraints = [
            models.CheckConstraint(name="dated_time_has_one_owner", condition=ONE_OWNER),
            models.CheckConstraint(name="dated_time_ends_after_it_begins", condition=Q(ends_at__gt=F("starts_at"))),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"


class CalendarLink(models.Model):
    """An address under which a calendar program reads the sessions of a team or a person; only its digest is kept."""

    district = models.ForeignKey("organizations.Area", models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, models.CASCADE, null=True, blank=True, related_name="calendar_links")
    volunteer = models.ForeignKey(Volunteer, models.CASCADE, null=True, blank=True, related_name="calendar_links")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(_("创建时间"), auto_now_add=True)
    used_at = models.DateTimeField(_("最近使用"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("停用时间"), null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.CheckConstraint(name="calendar_link_has_one_owner", condition=ONE_OWNER)]

    def __str__(self) -> str:
        return str(self.team or self.volunteer)
