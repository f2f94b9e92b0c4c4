"""A sample survey: its design, its frame, its sample, its booklets."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .framework import AgeGroup, Education, Sex
from .items import ItemVersion


def default_rule() -> dict[str, object]:
    """The rule of the national survey: 100 points by domain, four levels (mission document of the house, figures of the field)."""
    return {
        "scale": "points",
        "points": {"knowledge": 40, "methods": 20, "spirit_thought": 20, "ability": 20},
        "cuts": {"basic": 55, "literate": 70, "advanced": 85},
    }


def default_quality() -> dict[str, float]:
    """What makes an interview doubtful: shorter than this share of the median time, this many items in a row with the same place chosen."""
    return {"speeding_share": 1 / 3, "straight_run": 10}


class Survey(models.Model):
    """A wave of the monitoring in one district."""

    class State(models.TextChoices):
        DESIGN = "design", _("设计中")
        SAMPLED = "sampled", _("已抽样")
        FIELD = "field", _("调查中")
        CLOSED = "closed", _("已结束调查")
        ESTIMATED = "estimated", _("已估计")
        PUBLISHED = "published", _("已发布")

    district = models.ForeignKey("organizations.Area", models.PROTECT, related_name="+")
    title = models.CharField(_("名称"), max_length=100)
    year = models.PositiveSmallIntegerField(_("年度"))
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.DESIGN)
    previous = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="next_waves", verbose_name=_("上一期调查"))
    indicator = models.ForeignKey("plans.Indicator", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("对应指标"))
    starts_on = models.DateField(_("调查开始"))
    ends_on = models.DateField(_("调查结束"))
    # Design: what the sample size follows from.
    expected_share = models.FloatField(_("预计比例"), default=0.15)
    margin = models.FloatField(_("允许误差"), default=0.02)
    confidence = models.FloatField(_("置信水平"), default=0.95)
    design_effect = models.FloatField(_("设计效应"), default=1.5)
    response_rate = models.FloatField(_("预计应答率"), default=0.7)
    per_community = models.PositiveSmallIntegerField(_("每个社区样本数"), default=20)
    allocation = models.CharField(_("样本分配"), max_length=12, default="power", choices=[("proportional", _("按人口")), ("power", _("按人口的幂"))])
    items_per_booklet = models.PositiveSmallIntegerField(_("每份问卷题数"), default=30)
    booklet_count = models.PositiveSmallIntegerField(_("问卷套数"), default=4)
    replicate_count = models.PositiveSmallIntegerField(_("重复权数个数"), default=200)
    seed = models.PositiveIntegerField(_("随机种子"))
    rule = models.JSONField(_("判定规则"), default=default_rule)
    coordination = models.CharField(
        _("与上一期样本"), max_length=8, default="free", choices=[("free", _("独立抽取")), ("avoid", _("尽量不重复")), ("keep", _("尽量保留"))]
    )
    quality = models.JSONField(_("质量提示的界限"), default=default_quality)
    consent = models.TextField(_("知情同意书"), max_length=3000, blank=True)
    created_by = models.ForeignKey("organizations.User", models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(_("创建时间"), auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-year", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["district", "title"], name="survey_title_once"),
            models.CheckConstraint(name="survey_ends_after_it_begins", condition=Q(ends_on__gte=F("starts_on"))),
            models.CheckConstraint(
                name="survey_shares_are_shares", condition=Q(expected_share__gt=0, expected_share__lt=1, margin__gt=0, margin__lt=1)
            ),
            models.CheckConstraint(name="survey_response_is_a_share", condition=Q(response_rate__gt=0, response_rate__lte=1)),
            models.CheckConstraint(name="survey_confidence_is_a_share", condition=Q(confidence__gte=0.5, confidence__lt=1)),
            models.CheckConstraint(name="survey_design_effect_positive", condition=Q(design_effect__gt=0)),
            models.CheckConstraint(name="survey_does_not_follow_itself", condition=Q(previous__isnull=True) | ~Q(previous=F("id"))),
        ]

    def __str__(self) -> str:
        return self.title


class FrameCommunity(models.Model):
    """A community of the frame; its stratum is its street. `permanent_number` coordinates samples across years."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="frame")
    area = models.ForeignKey("organizations.Area", models.PROTECT, related_name="+", verbose_name=_("社区"))
    stratum = models.ForeignKey("organizations.Area", models.PROTECT, related_name="+", verbose_name=_("层（街道）"))
    households = models.PositiveIntegerField(_("户数"), default=0)
    permanent_number = models.FloatField(null=True, blank=True)

    class Meta:
        ordering = ["stratum__code", "area__code"]
        constraints = [models.UniqueConstraint(fields=["survey", "area"], name="frame_community_once")]

    def __str__(self) -> str:
        return str(self.area)


class PopulationCell(models.Model):
    """Residents of 18 to 69: of a community by sex and age group, and of the whole district by education (then `area` is the district)."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="population")
    area = models.ForeignKey("organizations.Area", models.PROTECT, related_name="+")
    sex = models.CharField(_("性别"), max_length=6, choices=Sex.choices, blank=True)
    age_group = models.CharField(_("年龄组"), max_length=6, choices=AgeGroup.choices, blank=True)
    education = models.CharField(_("文化程度"), max_length=10, choices=Education.choices, blank=True)
    persons = models.PositiveIntegerField(_("人数"))

    class Meta:
        ordering = ["area__code", "sex", "age_group", "education"]
        constraints = [models.UniqueConstraint(fields=["survey", "area", "sex", "age_group", "education"], name="population_cell_once")]

    def __str__(self) -> str:
        return f"{self.area} {self.sex} {self.age_group} {self.education}".strip()


class SampledCommunity(models.Model):
    """A community that was drawn, or stands ready as the nth replacement of its stratum."""

    class State(models.TextChoices):
        ACTIVE = "active", _("调查")
        RESERVE = "reserve", _("备用")
        REPLACED = "replaced", _("已替换")

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="sample")
    frame = models.OneToOneField(FrameCommunity, models.CASCADE, related_name="drawn")
    probability = models.FloatField(_("入样概率"))
    rank = models.PositiveSmallIntegerField(_("次序"), help_text=_("层内抽取次序；备用社区为替换次序"))
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.ACTIVE)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name=_("替换"))
    reason = models.CharField(_("替换原因"), max_length=300, blank=True)
    interviewers = models.ManyToManyField("organizations.Membership", related_name="+", blank=True, verbose_name=_("调查员"))

    class Meta:
        ordering = ["frame__stratum__code", "state", "rank"]
        constraints = [models.CheckConstraint(name="inclusion_probability_is_one", condition=Q(probability__gt=0, probability__lte=1))]

    def __str__(self) -> str:
        return str(self.frame)


class Booklet(models.Model):
    """A form of the questionnaire; items that stand in several booklets link them."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="booklets")
    label = models.CharField(_("卷别"), max_length=10)

    class Meta:
        ordering = ["label"]
        constraints = [models.UniqueConstraint(fields=["survey", "label"], name="booklet_once")]

    def __str__(self) -> str:
        return self.label


class BookletItem(models.Model):
    """A version of an item at its place in a booklet."""

    booklet = models.ForeignKey(Booklet, models.CASCADE, related_name="entries")
    version = models.ForeignKey(ItemVersion, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(_("题序"))
    is_anchor = models.BooleanField(_("锚题"), default=False)

    class Meta:
        ordering = ["booklet", "position"]
        constraints = [
            models.UniqueConstraint(fields=["booklet", "position"], name="booklet_place_once"),
            models.UniqueConstraint(fields=["booklet", "version"], name="booklet_item_once"),
        ]

    def __str__(self) -> str:
        return f"{self.booklet} {self.position}"
