"""What volunteers can do and which languages they speak."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Language(models.TextChoices):
    """Languages in which a service can be held; dialects and sign language count, because the listeners need them."""

    MANDARIN = "cmn", _("普通话")
    LOCAL = "local", _("本地方言")
    CANTONESE = "yue", _("粤语")
    WU = "wuu", _("吴语")
    MIN = "nan", _("闽南话")
    HAKKA = "hak", _("客家话")
    TIBETAN = "bod", _("藏语")
    UYGHUR = "uig", _("维吾尔语")
    MONGOLIAN = "mon", _("蒙古语")
    YI = "iii", _("彝语")
    MIAO = "hmn", _("苗语")
    TUJIA = "tji", _("土家语")
    SIGN = "csl", _("手语")
    ENGLISH = "eng", _("英语")
    JAPANESE = "jpn", _("日语")
    OTHER = "other", _("其他语言")


class SkillField(models.Model):
    """A field of the two-level list, such as 健康."""

    district = models.ForeignKey("organizations.Area", models.PROTECT, related_name="+")
    code = models.SlugField(_("代码"), max_length=40)
    name = models.CharField(_("领域"), max_length=60)
    position = models.PositiveSmallIntegerField(_("顺序"), default=0)
    is_active = models.BooleanField(_("启用"), default=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["district", "code"], name="skill_field_once")]

    def __str__(self) -> str:
        return self.name


class QualificationKind(models.TextChoices):
    """Papers that some services ask for."""

    FIRST_AID = "first_aid", _("救护员证")
    TEACHER = "teacher", _("教师资格证")
    DOCTOR = "doctor", _("医师资格证")
    NURSE = "nurse", _("护士执业证")
    PSYCHOLOGY = "psychology", _("心理咨询证书")
    GUIDE = "guide", _("讲解员证")
    LECTURER = "lecturer", _("科普讲师证")
    SIGN = "sign", _("手语翻译证")
    MANDARIN = "mandarin", _("普通话等级证")
    FIRE = "fire", _("消防证书")
    SOCIAL_WORK = "social_work", _("社会工作者证")
    OTHER = "other", _("其他证书")


class Skill(models.Model):
    """A topic within a field, such as 急救常识; its code is what other rooms and programs name it by."""

    district = models.ForeignKey("organizations.Area", models.PROTECT, related_name="+")
    field = models.ForeignKey(SkillField, models.PROTECT, related_name="skills", verbose_name=_("领域"))
    code = models.SlugField(_("代码"), max_length=60)
    name = models.CharField(_("技能（主题）"), max_length=60)
    keywords = models.CharField(_("近义词"), max_length=200, blank=True, help_text=_("用顿号分开，帮助按描述找到主题"))
    needs = models.CharField(_("须持证书"), max_length=20, choices=QualificationKind.choices, blank=True)
    position = models.PositiveSmallIntegerField(_("顺序"), default=0)
    is_active = models.BooleanField(_("启用"), default=True)

    class Meta:
        ordering = ["field__position", "position", "id"]
        constraints = [models.UniqueConstraint(fields=["district", "code"], name="skill_once")]

    def __str__(self) -> str:
        return self.name
