"""What is asked of the person before the items: read in one place for all ways in which answers come in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from kepu.literacy.models import AgeGroup, Audience, Education, Sex
from kepu.organizations.errors import InvalidInput, Text

OLDEST, MOST_ELIGIBLE = 120, 20
ELDERLY_FROM = 60
# Groups that a grown-up says of himself; the elderly follow from the age, and the young are not in the sample.
ASKED_GROUPS = (Audience.FARMERS, Audience.WORKERS, Audience.OFFICIALS)


@dataclass(frozen=True)
class Background:
    """A person of the sample; `age_group` is empty for whom the survey does not ask (below 18, above 69)."""

    sex: str
    age: int
    age_group: str
    education: str
    groups: tuple[str, ...]
    eligible_persons: int

    @property
    def is_eligible(self) -> bool:
        """Whether the person is of the population."""
        return bool(self.age_group)

    def as_json(self) -> dict[str, Any]:
        """As a sheet keeps it."""
        return {
            "sex": self.sex, "age": self.age, "education": self.education, "groups": list(self.groups),
            "eligible_persons": self.eligible_persons,
        }  # fmt: skip


def read_background(raw: Mapping[str, Any]) -> Background:
    """Read `sex`, `age`, `education`, `groups`, `eligible_persons`; raises InvalidInput by field."""
    errors: dict[str, Text] = {}
    sex, education = str(raw.get("sex", "")), str(raw.get("education", ""))
    age, eligible = _whole(raw.get("age")), _whole(raw.get("eligible_persons", 1))
    groups = raw.get("groups") or []
    if sex not in Sex.values:
        errors["sex"] = _("请选择性别")
    if age is None or not 0 < age <= OLDEST:
        errors["age"] = _("请填写周岁年龄")
    if education not in Education.values:
        errors["education"] = _("请选择文化程度")
    if eligible is None or not 1 <= eligible <= MOST_ELIGIBLE:
        errors["eligible_persons"] = _("请填写家中18至69岁的人数（含本人），1到%d") % MOST_ELIGIBLE
    if not isinstance(groups, list | tuple) or any(group not in Audience.values for group in groups):
        errors["groups"] = _("人群不在目录中")
    if errors or age is None or eligible is None:
        raise InvalidInput(fields=errors)
    said = {str(group) for group in groups if group in ASKED_GROUPS} | ({str(Audience.ELDERLY)} if age >= ELDERLY_FROM else set())
    group = AgeGroup.of(age)
    return Background(sex, age, str(group or ""), education, tuple(sorted(said)), eligible)


def _whole(value: Any) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    text = str(value).strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else None
