"""Terms that items, surveys and results share."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Domain(models.TextChoices):
    """Parts of scientific literacy, after the outline of action 2021–2035 (国务院《全民科学素质行动规划纲要（2021—2035年）》)."""

    KNOWLEDGE = "knowledge", _("科学知识")
    METHODS = "methods", _("科学方法")
    SPIRIT = "spirit", _("科学精神")
    THOUGHT = "thought", _("科学思想")
    ABILITY = "ability", _("应用能力")


class Field(models.TextChoices):
    """Fields of knowledge that an item speaks of."""

    LIFE = "life", _("生命与健康")
    EARTH = "earth", _("地球与环境")
    MATTER = "matter", _("物质与能量")
    MATHEMATICS = "mathematics", _("数学与信息")
    ENGINEERING = "engineering", _("工程与技术")
    SOCIETY = "society", _("科学、技术与社会")


class Audience(models.TextChoices):
    """The five groups of the outline, and everybody."""

    ALL = "all", _("全体公民")
    YOUTH = "youth", _("青少年")
    FARMERS = "farmers", _("农民")
    WORKERS = "workers", _("产业工人")
    ELDERLY = "elderly", _("老年人")
    OFFICIALS = "officials", _("领导干部和公务员")


class Level(models.TextChoices):
    """The four levels of the national survey."""

    LOW = "low", _("较低")
    BASIC = "basic", _("基本具备")
    LITERATE = "literate", _("具备科学素质")
    ADVANCED = "advanced", _("高阶科学素质")


class Sex(models.TextChoices):
    MALE = "male", _("男")
    FEMALE = "female", _("女")


class AgeGroup(models.TextChoices):
    """Age groups in which the national survey reports."""

    A18 = "18-29", _("18–29岁")
    A30 = "30-39", _("30–39岁")
    A40 = "40-49", _("40–49岁")
    A50 = "50-59", _("50–59岁")
    A60 = "60-69", _("60–69岁")

    @classmethod
    def of(cls, age: int) -> AgeGroup | None:
        """The group of an age in whole years; nothing outside 18 to 69."""
        for group in cls:
            low, high = map(int, group.value.split("-"))
            if low <= age <= high:
                return group
        return None


class Education(models.TextChoices):
    PRIMARY = "primary", _("小学及以下")
    JUNIOR = "junior", _("初中")
    SENIOR = "senior", _("高中（中专、技校）")
    COLLEGE = "college", _("大学专科")
    BACHELOR = "bachelor", _("大学本科及以上")
