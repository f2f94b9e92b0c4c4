"""Areas, units, people, memberships and the audit log."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kepu.organizations.fields import EncryptedTextField


class Area(models.Model):
    """A place of the administrative division. Codes extend GB/T 2260 (province 2, city 4, district 6 digits) by GB/T 10114
    (street 9, community 12), so a code is a prefix of the codes of all that lies within."""

    class Level(models.TextChoices):
        PROVINCE = "province", _("省（直辖市）")
        CITY = "city", _("市")
        DISTRICT = "district", _("区县")
        STREET = "street", _("街道（乡镇）")
        COMMUNITY = "community", _("社区（村）")

    code = models.CharField(_("代码"), max_length=12, unique=True, validators=[RegexValidator(r"^[0-9]{2,12}\Z")])
    name = models.CharField(_("名称"), max_length=100)
    level = models.CharField(_("级别"), max_length=10, choices=Level.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    district = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="places", db_index=True)
    population = models.PositiveIntegerField(_("常住人口"), null=True, blank=True)
    latitude = models.FloatField(_("纬度"), null=True, blank=True, help_text="WGS 84, of a point inside")
    longitude = models.FloatField(_("经度"), null=True, blank=True)
    boundary = models.JSONField(_("边界"), null=True, blank=True, help_text="GeoJSON Polygon or MultiPolygon in WGS 84")
    is_demo = models.BooleanField(_("演示数据"), default=False)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(name="area_is_not_its_own_parent", condition=~Q(parent=F("id"))),
            models.CheckConstraint(
                name="area_point_is_on_earth",
                condition=Q(latitude__isnull=True, longitude__isnull=True) | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """A department, street office, school, enterprise … of a district."""

    class Type(models.TextChoices):
        PARTY = "party", _("党委部门")
        GOVERNMENT = "government", _("政府部门")
        MASS = "mass", _("群团组织")
        STREET = "street", _("街道办事处")
        COMMUNITY = "community", _("社区居委会")
        SCHOOL = "school", _("学校")
        HOSPITAL = "hospital", _("医疗机构")
        ENTERPRISE = "enterprise", _("企业")
        VENUE = "venue", _("科普场馆")
        SOCIETY = "society", _("学会协会")
        OTHER = "other", _("其他")

    district = models.ForeignKey(Area, models.PROTECT, related_name="units")
    name = models.CharField(_("名称"), max_length=100)
    type = models.CharField(_("类型"), max_length=12, choices=Type.choices)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("所在地"))
    is_active = models.BooleanField(_("启用"), default=True)

    class Meta:
        ordering = ["type", "id"]
        constraints = [models.UniqueConstraint(fields=["district", "name"], name="unit_name_once_per_district")]

    def __str__(self) -> str:
        return self.name


class UnitAlias(models.Model):
    """Another name under which documents speak of a unit."""

    district = models.ForeignKey(Area, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="aliases")
    name = models.CharField(_("别名"), max_length=100)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "name"], name="alias_once_per_district")]

    def __str__(self) -> str:
        return self.name


class UnitGroup(models.Model):
    """A collective name such as 各街道 that stands for its members."""

    district = models.ForeignKey(Area, models.PROTECT, related_name="unit_groups")
    name = models.CharField(_("名称"), max_length=100)
    members = models.ManyToManyField(Unit, related_name="groups")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "name"], name="group_once_per_district")]

    def __str__(self) -> str:
        return self.name


class User(AbstractUser):
    """A person who signs in; the phone number is encrypted at rest."""

    display_name = models.CharField(_("姓名"), max_length=60, blank=True)
    phone = EncryptedTextField(_("手机号"), blank=True, default="")

    def get_full_name(self) -> str:
        return self.display_name or self.username


class Role(models.TextChoices):
    """What a membership makes of a person."""

    OFFICE = "office", _("纲要办")
    UNIT_REPORTER = "unit_reporter", _("填报员")
    UNIT_HEAD = "unit_head", _("单位负责人")
    LEADER = "leader", _("区领导")
    AUDITOR = "auditor", _("审计员")
    OPERATOR = "operator", _("系统运维")
    COMMUNITY = "community", _("社区工作者")
    TEAM_LEADER = "team_leader", _("服务队队长")
    ASSESSOR = "assessor", _("测评员")
    INTERVIEWER = "interviewer", _("调查员")
    TEACHER = "teacher", _("科学教师")


class Membership(models.Model):
    """A person in a unit with a role; a person may have several and acts under one at a time."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="memberships")
    role = models.CharField(_("角色"), max_length=20, choices=Role.choices)
    is_active = models.BooleanField(_("启用"), default=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["user", "unit", "role"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.user} · {self.unit} · {self.get_role_display()}"


class AuditEntry(models.Model):
    """Who did what to which object, when; written by services, never changed."""

    district = models.ForeignKey(Area, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("时间"), auto_now_add=True)
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    role = models.CharField(_("身份"), max_length=20)
    action = models.CharField(_("操作"), max_length=80)
    object_type = models.CharField(_("对象类型"), max_length=80)
    object_id = models.CharField(_("对象编号"), max_length=40)
    summary = models.CharField(_("摘要"), max_length=300, blank=True)
    changes = models.JSONField(_("变化"), default=dict)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["district", "-id"], name="audit_by_district"),
            models.Index(fields=["object_type", "object_id"], name="audit_by_object"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action}"


class IdempotencyKey(models.Model):
    """A write that a client may repeat (a phone that lost its answer) and that must happen once."""

    district = models.ForeignKey(Area, models.CASCADE, related_name="+")
    key = models.CharField(max_length=80)
    operation = models.CharField(max_length=80)
    object_id = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "operation", "key"], name="idempotency_key_once")]

    def __str__(self) -> str:
        return f"{self.operation}:{self.key}"
