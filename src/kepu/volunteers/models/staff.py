"""Staff of science popularization, as the national statistics count them, and the invitations of experts."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .people import Volunteer


class Staff(models.Model):
    """A person who popularizes science full-time or part-time, or heads an institution as one of the 三长."""

    class Employment(models.TextChoices):
        FULL_TIME = "full_time", _("专职")
        PART_TIME = "part_time", _("兼职")

    class Head(models.TextChoices):
        HOSPITAL = "hospital", _("医院院长")
        SCHOOL = "school", _("学校校长")
        STATION = "station", _("农技（科技）站长")

    class Rank(models.TextChoices):
        SENIOR = "senior", _("高级职称")
        MIDDLE = "middle", _("中级职称")
        JUNIOR = "junior", _("初级职称")
        NONE = "none", _("无职称")

    class Task(models.TextChoices):
        MANAGING = "managing", _("科普管理")
        CREATING = "creating", _("科普创作与研发")
        LECTURING = "lecturing", _("科普讲解与辅导")
        OTHER = "other", _("其他科普工作")

    district = models.ForeignKey("organizations.Area", models.PROTECT, related_name="+")
    unit = models.ForeignKey("organizations.Unit", models.PROTECT, related_name="+", verbose_name=_("单位"))
    name = models.CharField(_("姓名"), max_length=60)
    sex = models.CharField(_("性别"), max_length=6, choices=Volunteer.Sex.choices)
    employment = models.CharField(_("专职/兼职"), max_length=10, choices=Employment.choices)
    education = models.CharField(_("学历"), max_length=12, choices=Volunteer.Education.choices, blank=True)
    rank = models.CharField(_("职称"), max_length=8, choices=Rank.choices, default=Rank.NONE)
    task = models.CharField(_("主要工作"), max_length=10, choices=Task.choices, default=Task.OTHER)
    is_rural = models.BooleanField(_("农村科普人员"), default=False)
    head = models.CharField(_("三长"), max_length=10, choices=Head.choices, blank=True)
    post = models.CharField(_("科协任职"), max_length=60, blank=True, help_text=_("如：街道科协副主席（兼职）"))
    days = models.PositiveSmallIntegerField(_("年度投入工作日"), default=0, help_text=_("兼职人员一年实际用于科普的天数"))
    started_on = models.DateField(_("开始日期"))
    ended_on = models.DateField(_("结束日期"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["unit", "id"]
        indexes = [models.Index(fields=["district", "employment"], name="staff_by_employment")]
        constraints = [
            models.CheckConstraint(name="staff_ends_after_it_begins", condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on"))),
            models.CheckConstraint(name="staff_days_fit_a_year", condition=Q(days__lte=366)),
        ]

    def __str__(self) -> str:
        return self.name


class Invitation(models.Model):
    """An expert is asked to come to an occasion."""

    class State(models.TextChoices):
        SENT = "sent", _("待答复")
        ACCEPTED = "accepted", _("已接受")
        DECLINED = "declined", _("已谢绝")
        WITHDRAWN = "withdrawn", _("已撤回")

    district = models.ForeignKey("organizations.Area", models.PROTECT, related_name="+")
    expert = models.ForeignKey(Volunteer, models.PROTECT, related_name="invitations", verbose_name=_("专家"))
    unit = models.ForeignKey("organizations.Unit", models.PROTECT, null=True, related_name="+", verbose_name=_("邀请单位"))
    title = models.CharField(_("活动"), max_length=200)
    place = models.CharField(_("地点"), max_length=200, blank=True)
    starts_at = models.DateTimeField(_("开始时间"))
    ends_at = models.DateTimeField(_("结束时间"))
    message = models.CharField(_("邀请说明"), max_length=500, blank=True)
    answer = models.CharField(_("答复"), max_length=300, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.SENT)
    sent_by = models.ForeignKey("organizations.User", models.PROTECT, null=True, related_name="+", verbose_name=_("邀请人"))
    sent_at = models.DateTimeField(_("邀请时间"), auto_now_add=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True)

    class Meta:
        ordering = ["-starts_at", "-id"]
        indexes = [models.Index(fields=["district", "state", "-starts_at"], name="invitation_by_state")]
        constraints = [models.CheckConstraint(name="invitation_ends_after_it_begins", condition=Q(ends_at__gt=F("starts_at")))]

    def __str__(self) -> str:
        return self.title
