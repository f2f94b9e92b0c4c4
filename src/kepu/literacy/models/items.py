"""The item bank: what is asked, in versions that never change once approved."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .framework import Audience, Domain, Field


class Item(models.Model):
    """A question with its history; what is asked is its `current` version."""

    class State(models.TextChoices):
        DRAFT = "draft", _("草稿")
        IN_REVIEW = "in_review", _("待审题")
        APPROVED = "approved", _("可用")
        RETIRED = "retired", _("停用")

    class Origin(models.TextChoices):
        STARTER = "starter", _("入门题库（非官方）")
        OWN = "own", _("自编")
        IMPORTED = "imported", _("导入")

    district = models.ForeignKey("organizations.Area", models.PROTECT, related_name="+")
    code = models.SlugField(_("题号"), max_length=40)
    origin = models.CharField(_("来源"), max_length=10, choices=Origin.choices, default=Origin.OWN)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.DRAFT)
    # A secure item is kept for surveys; the others may be seen by everybody in the self-test.
    is_secure = models.BooleanField(_("保密（仅用于抽样调查）"), default=True)
    current = models.ForeignKey("literacy.ItemVersion", models.PROTECT, null=True, blank=True, related_name="+")
    created_by = models.ForeignKey("organizations.User", models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(_("创建时间"), auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["code"]
        indexes = [models.Index(fields=["district", "state", "code"], name="item_by_state")]
        constraints = [
            models.UniqueConstraint(fields=["district", "code"], name="item_code_once_per_district"),
            models.CheckConstraint(name="usable_item_has_a_version", condition=~Q(state="approved") | Q(current__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.code


class ItemVersion(models.Model):
    """One wording of an item.

    `options` is a list of {"key", "text"}; `answer` is {"keys": [...]} (true_false, single, multiple: which are right; order: the right
    sequence) or {"value": number, "tolerance": number} (numeric). Answers are scored by `kepu.literacy.scoring` alone.
    """

    class Kind(models.TextChoices):
        TRUE_FALSE = "true_false", _("判断题")
        SINGLE = "single", _("单选题")
        MULTIPLE = "multiple", _("多选题")
        ORDER = "order", _("排序题")
        NUMERIC = "numeric", _("数值题")

    item = models.ForeignKey(Item, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(_("版本"))
    kind = models.CharField(_("题型"), max_length=10, choices=Kind.choices)
    stem = models.TextField(_("题干"), max_length=1000)
    options = models.JSONField(_("选项"), default=list)
    answer = models.JSONField(_("答案"), default=dict)
    explanation = models.TextField(_("解析"), max_length=1000, blank=True)
    source = models.CharField(_("事实依据"), max_length=300, blank=True)
    domain = models.CharField(_("内容维度"), max_length=10, choices=Domain.choices)
    field = models.CharField(_("知识领域"), max_length=12, choices=Field.choices)
    audiences = models.JSONField(_("适用人群"), default=list, help_text=_("人群代号的列表"))
    # What its author expects: the share of right answers, which calibration replaces.
    expected = models.FloatField(_("预计正确率"), null=True, blank=True)
    author = models.ForeignKey("organizations.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("命题人"))
    # Everybody who wrote at this text, so that none of them reviews it.
    editors = models.JSONField(default=list, help_text="ids of users")
    created_at = models.DateTimeField(_("创建时间"), auto_now_add=True)
    submitted_at = models.DateTimeField(_("提交审题时间"), null=True, blank=True)
    # A text is closed by its first verdict; what is changed after that is the next version.
    frozen_at = models.DateTimeField(_("定稿时间"), null=True, blank=True)

    class Meta:
        ordering = ["item", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="item_version_once"),
            models.UniqueConstraint(fields=["item"], condition=Q(frozen_at__isnull=True), name="one_open_version_per_item"),
            models.CheckConstraint(name="expected_share_is_a_share", condition=Q(expected__isnull=True) | Q(expected__gt=0, expected__lt=1)),
        ]

    def __str__(self) -> str:
        return f"{self.item} v{self.number}"

    @property
    def audience_names(self) -> list[str]:
        """Names of the groups for whom it is meant."""
        return [str(Audience(code).label) for code in self.audiences if code in Audience.values]

    @property
    def answer_in_words(self) -> str:
        """The right answer as people read it."""
        if self.kind == self.Kind.NUMERIC:
            tolerance = self.answer.get("tolerance", 0)
            return f"{self.answer.get('value'):.12g}" + (f" ± {tolerance:.12g}" if tolerance else "")
        lettered = self.kind in (self.Kind.SINGLE, self.Kind.MULTIPLE)
        texts = {option["key"]: f"{option['key']}. {option['text']}" if lettered else option["text"] for option in self.options}
        return (" → " if self.kind == self.Kind.ORDER else "；").join(texts.get(key, key) for key in self.answer.get("keys", []))


class ItemReview(models.Model):
    """What a peer said about a version; nobody reviews his own."""

    class Verdict(models.TextChoices):
        APPROVE = "approve", _("通过")
        RETURN = "return", _("退回修改")

    version = models.ForeignKey(ItemVersion, models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey("organizations.User", models.PROTECT, related_name="+", verbose_name=_("审题人"))
    verdict = models.CharField(_("意见"), max_length=10, choices=Verdict.choices)
    checks = models.JSONField(_("核对项"), default=dict, help_text="name of the check -> whether it holds")
    remarks = models.CharField(_("说明"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("时间"), auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["version", "reviewer"], name="one_review_per_reviewer")]

    def __str__(self) -> str:
        return f"{self.version} · {self.get_verdict_display()}"


class ItemEnemy(models.Model):
    """Two items that must not stand in one booklet, because one gives the other away or asks the same."""

    first = models.ForeignKey(Item, models.CASCADE, related_name="enemies_after")
    second = models.ForeignKey(Item, models.CASCADE, related_name="enemies_before")
    reason = models.CharField(_("原因"), max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="enemies_once"),
            models.CheckConstraint(name="enemies_in_order", condition=Q(first__lt=F("second"))),
        ]

    def __str__(self) -> str:
        return f"{self.first} × {self.second}"


class ItemUse(models.Model):
    """Statistics of a version from one use: a survey, the self-test of a year, an assessment of schools."""

    class Setting(models.TextChoices):
        SURVEY = "survey", _("抽样调查")
        SELF_TEST = "self_test", _("自测")
        SCHOOL = "school", _("学校测评")

    version = models.ForeignKey(ItemVersion, models.CASCADE, related_name="uses")
    setting = models.CharField(_("用途"), max_length=10, choices=Setting.choices)
    label = models.CharField(_("场合"), max_length=80, help_text=_("如调查名称或年度"))
    shown = models.PositiveIntegerField(_("作答人数"), default=0)
    right = models.FloatField(_("平均得分率"), null=True, blank=True)
    # Item-rest correlation, and the parameters of the calibrated model with their errors where there are some.
    item_rest = models.FloatField(_("题总相关"), null=True, blank=True)
    discrimination = models.FloatField(_("区分度"), null=True, blank=True)
    discrimination_se = models.FloatField(null=True, blank=True)
    difficulty = models.FloatField(_("难度"), null=True, blank=True)
    difficulty_se = models.FloatField(null=True, blank=True)
    options = models.JSONField(_("选项分布"), default=dict, help_text="key of an option -> share who chose it")
    updated_at = models.DateTimeField(_("更新时间"), auto_now=True)

    class Meta:
        ordering = ["-updated_at"]
        constraints = [models.UniqueConstraint(fields=["version", "setting", "label"], name="item_use_once")]

    def __str__(self) -> str:
        return f"{self.version} · {self.label}"

    @property
    def right_percent(self) -> float | None:
        """The mean share of points in per cent."""
        return None if self.right is None else round(self.right * 100, 1)

    @property
    def option_shares(self) -> list[tuple[str, float]]:
        """Options and the share who chose each, in per cent, in the order of the options."""
        return [(str(option["key"]), round(self.options.get(str(option["key"]), 0) * 100, 1)) for option in self.version.options]
