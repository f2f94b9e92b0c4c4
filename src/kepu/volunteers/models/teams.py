"""Teams of volunteers and who belongs to them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .people import Volunteer
from .places import on_earth
from .skills import Language, Skill


class Team(models.Model):
    """A service team of a unit; its leaders are memberships with the role TEAM_LEADER."""

    district = models.ForeignKey("organizations.Area", models.PROTECT, related_name="+")
    unit = models.ForeignKey("organizations.Unit", models.PROTECT, related_name="volunteer_teams", verbose_name=_("所属单位"))
    name = models.CharField(_("服务队名称"), max_length=100)
    description = models.TextField(_("介绍"), blank=True, max_length=2000)
    leaders = models.ManyToManyField("organizations.Membership", related_name="led_teams", blank=True, verbose_name=_("队长"))
    skills = models.ManyToManyField(Skill, related_name="teams", blank=True, verbose_name=_("服务主题"))
    languages = models.JSONField(_("语言"), default=list, blank=True)
    area = models.ForeignKey("organizations.Area", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("驻地"))
    latitude = models.FloatField(_("出发地纬度"), null=True, blank=True)
    longitude = models.FloatField(_("出发地经度"), null=True, blank=True)
    weekly_minutes = models.PositiveIntegerField(_("每周可服务分钟数"), default=600)
    max_distance_km = models.PositiveSmallIntegerField(_("最远服务距离（公里）"), default=20)
    is_recruiting = models.BooleanField(_("正在招募"), default=False)
    wanted = models.CharField(_("招募要求"), max_length=300, blank=True)
    minimum_age = models.PositiveSmallIntegerField(_("最低年龄"), default=14)
    is_active = models.BooleanField(_("启用"), default=True)
    founded_on = models.DateField(_("成立日期"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["district", "is_active", "id"], name="team_by_district")]
        constraints = [
            models.UniqueConstraint(fields=["district", "name"], name="team_name_once_per_district"),
            on_earth("team_starts_on_earth"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def language_names(self) -> list[str]:
        """The languages in words."""
        return [str(Language(code).label) for code in self.languages]


class TeamMembership(models.Model):
    """A volunteer in a team, from the application to the end; what ended stays as history."""

    class State(models.TextChoices):
        APPLIED = "applied", _("待审核")
        INVITED = "invited", _("已邀请")
        ACTIVE = "active", _("队员")
        REFUSED = "refused", _("未通过")
        DECLINED = "declined", _("已谢绝")
        TRANSFERRED = "transferred", _("已转队")
        LEFT = "left", _("已退队")

    class Duty(models.TextChoices):
        MEMBER = "member", _("队员")
        ORGANISER = "organiser", _("骨干（组织者）")
        CONTACT = "contact", _("联络员")

    team = models.ForeignKey(Team, models.PROTECT, related_name="memberships", verbose_name=_("服务队"))
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="team_memberships", verbose_name=_("志愿者"))
    state = models.CharField(_("状态"), max_length=12, choices=State.choices)
    duty = models.CharField(_("队内分工"), max_length=10, choices=Duty.choices, default=Duty.MEMBER)
    message = models.CharField(_("留言"), max_length=300, blank=True)
    reason = models.CharField(_("说明"), max_length=300, blank=True)
    moved_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("转自"))
    applied_at = models.DateTimeField(_("申请时间"), auto_now_add=True)
    decided_at = models.DateTimeField(_("审核时间"), null=True, blank=True)
    decided_by = models.ForeignKey("organizations.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("审核人"))
    joined_on = models.DateField(_("入队日期"), null=True, blank=True)
    left_on = models.DateField(_("离队日期"), null=True, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["team", "state"], name="membership_by_team")]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "volunteer"], condition=Q(state__in=("applied", "invited", "active")), name="in_a_team_once_at_a_time"
            ),
            models.CheckConstraint(name="member_joined_on_a_day", condition=~Q(state="active") | Q(joined_on__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.volunteer} · {self.team}"
