"""Volunteers: who they are, what they may be asked for, and how they stand."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kepu.organizations.fields import EncryptedTextField

from .places import on_earth
from .skills import Language, QualificationKind, Skill, SkillField


class Volunteer(models.Model):
    """A person who serves. Telephone and document numbers are encrypted; keyed hashes find the same person again."""

    class State(models.TextChoices):
        APPLIED = "applied", _("待审核")
        APPROVED = "approved", _("已通过")
        ACTIVE = "active", _("服务中")
        SUSPENDED = "suspended", _("已暂停")
        LEFT = "left", _("已退出")
        REFUSED = "refused", _("未通过")

    class Sex(models.TextChoices):
        MALE = "male", _("男")
        FEMALE = "female", _("女")

    class Document(models.TextChoices):
        IDENTITY = "identity", _("居民身份证")
        HONG_KONG_MACAO = "hk_macao", _("港澳居民居住证")
        TAIWAN = "taiwan", _("台湾居民居住证")
        PASSPORT = "passport", _("护照")
        PERMANENT = "permanent", _("外国人永久居留身份证")

    class Politics(models.TextChoices):
        PARTY = "party", _("中共党员")
        LEAGUE = "league", _("共青团员")
        DEMOCRATIC = "democratic", _("民主党派")
        MASSES = "masses", _("群众")

    class Education(models.TextChoices):
        DOCTOR = "doctor", _("博士研究生")
        MASTER = "master", _("硕士研究生")
        BACHELOR = "bachelor", _("大学本科")
        COLLEGE = "college", _("大学专科")
        SECONDARY = "secondary", _("高中（中专）")
        BASIC = "basic", _("初中及以下")

    class Source(models.TextChoices):
        PUBLIC = "public", _("网上报名")
        STAFF = "staff", _("工作人员登记")
        IMPORT = "import", _("表格导入")

    district = models.ForeignKey("organizations.Area", models.PROTECT, related_name="+")
    name = models.CharField(_("姓名"), max_length=60)
    sex = models.CharField(_("性别"), max_length=6, choices=Sex.choices, blank=True)
    phone = EncryptedTextField(_("手机号"), blank=True, default="")
    phone_key = models.CharField(max_length=32, blank=True)
    document = models.CharField(_("证件类型"), max_length=12, choices=Document.choices, blank=True)
    document_number = EncryptedTextField(_("证件号码"), blank=True, default="")
    document_key = models.CharField(max_length=32, blank=True)
    # Kept for minors only, because their guardians' consent ends with the eighteenth birthday.
    birth_date = models.DateField(_("出生日期"), null=True, blank=True)
    guardian_name = models.CharField(_("监护人姓名"), max_length=60, blank=True)
    guardian_phone = EncryptedTextField(_("监护人电话"), blank=True, default="")
    guardian_consented_at = models.DateTimeField(_("监护人同意时间"), null=True, blank=True)
    consent_version = models.CharField(_("告知书版本"), max_length=10, blank=True)
    consented_at = models.DateTimeField(_("本人同意时间"), null=True, blank=True)
    politics = models.CharField(_("政治面貌"), max_length=12, choices=Politics.choices, blank=True)
    education = models.CharField(_("学历"), max_length=12, choices=Education.choices, blank=True)
    occupation = models.CharField(_("职业"), max_length=60, blank=True)
    employer = models.CharField(_("单位"), max_length=100, blank=True)
    title = models.CharField(_("职称（职务）"), max_length=60, blank=True)
    area = models.ForeignKey("organizations.Area", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("所属街道/社区"))
    languages = models.JSONField(_("语言"), default=list, blank=True)
    fields = models.ManyToManyField(SkillField, related_name="+", blank=True, verbose_name=_("服务领域"))
    skills = models.ManyToManyField(Skill, related_name="volunteers", blank=True, verbose_name=_("技能"))
    latitude = models.FloatField(_("出发地纬度"), null=True, blank=True)
    longitude = models.FloatField(_("出发地经度"), null=True, blank=True)
    weekly_minutes = models.PositiveSmallIntegerField(_("每周可服务分钟数"), default=240)
    preferences = models.CharField(_("服务意愿"), max_length=300, blank=True)
    is_expert = models.BooleanField(_("专家"), default=False)
    is_silver_age = models.BooleanField(_("银龄专家"), default=False)
    biography = models.TextField(_("专家简介"), blank=True, max_length=2000)
    user = models.OneToOneField("organizations.User", models.SET_NULL, null=True, blank=True, related_name="volunteer", verbose_name=_("账号"))
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.APPLIED)
    source = models.CharField(_("来源"), max_length=10, choices=Source.choices, default=Source.STAFF)
    applied_at = models.DateTimeField(_("报名时间"), auto_now_add=True)
    reason = models.CharField(_("说明"), max_length=300, blank=True)
    erased_at = models.DateTimeField(_("个人信息删除时间"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["district", "state", "id"], name="volunteer_by_state"),
            models.Index(fields=["district", "phone_key"], name="volunteer_by_phone", condition=~Q(phone_key="")),
            models.Index(fields=["district", "name"], name="volunteer_by_name"),
            models.Index(fields=["district", "id"], name="volunteer_experts", condition=Q(is_expert=True)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["district", "document_key"], condition=~Q(document_key=""), name="volunteer_once_per_document"),
            on_earth("volunteer_lives_on_earth"),
            models.CheckConstraint(name="silver_age_is_expert", condition=Q(is_silver_age=False) | Q(is_expert=True)),
            models.CheckConstraint(
                name="minor_serves_with_consent",
                condition=Q(birth_date__isnull=True) | ~Q(state__in=("approved", "active")) | Q(guardian_consented_at__isnull=False),
            ),
            models.CheckConstraint(
                name="erased_has_no_identity",
                condition=Q(erased_at__isnull=True) | Q(phone="", phone_key="", document_number="", document_key="", guardian_phone=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def language_names(self) -> list[str]:
        """The languages in words."""
        return [str(Language(code).label) for code in self.languages]


class VolunteerEvent(models.Model):
    """One step of a volunteer's way: applied, approved, suspended, back again, left."""

    volunteer = models.ForeignKey(Volunteer, models.CASCADE, related_name="events")
    at = models.DateTimeField(_("时间"), auto_now_add=True)
    user = models.ForeignKey("organizations.User", models.PROTECT, null=True, related_name="+")
    role = models.CharField(_("身份"), max_length=20)
    verb = models.CharField(max_length=20)
    from_state = models.CharField(max_length=10, blank=True)
    to_state = models.CharField(max_length=10)
    reason = models.CharField(_("说明"), max_length=300, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.volunteer_id} {self.verb}"

    @property
    def reached(self) -> str:
        """The state that the step led to, in words."""
        return str(Volunteer.State(self.to_state).label)


class Qualification(models.Model):
    """A paper that a volunteer holds, until it expires; scans are attachments."""

    volunteer = models.ForeignKey(Volunteer, models.CASCADE, related_name="qualifications")
    kind = models.CharField(_("证书种类"), max_length=20, choices=QualificationKind.choices)
    number = models.CharField(_("证书编号"), max_length=60, blank=True)
    issuer = models.CharField(_("发证机构"), max_length=100, blank=True)
    issued_on = models.DateField(_("发证日期"), null=True, blank=True)
    expires_on = models.DateField(_("有效期至"), null=True, blank=True)
    checked_by = models.ForeignKey("organizations.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("核验人"))
    checked_at = models.DateTimeField(_("核验时间"), null=True, blank=True)
    reminded_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["kind", "id"]
        indexes = [models.Index(fields=["expires_on"], name="qualification_by_end")]
        constraints = [
            models.CheckConstraint(
                name="qualification_ends_after_it_begins",
                condition=Q(issued_on__isnull=True) | Q(expires_on__isnull=True) | Q(expires_on__gte=models.F("issued_on")),
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
