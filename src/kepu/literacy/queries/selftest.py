"""The result of a self-test in words, and the overview for those who run it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kepu.literacy.models import Field, ItemUse, ItemVersion, Level, SelfTest, SelfTestAnswer
from kepu.literacy.parts import NAMES, PART_OF
from kepu.literacy.questions import answer_words, right_words
from kepu.organizations.models import Area
from kepu.organizations.suggestions import Suggestion, suggestions

from .open_bank import open_bank

ADVICE = {
    "knowledge": _("可以从身边的健康、环境和技术常识读起，遇到说法先看出处。"),
    "methods": _("可以多想一步：怎么比较、样本够不够、是不是只有一种解释。"),
    "spirit_thought": _("可以多问一句“依据是什么”，愿意随证据改变看法。"),
    "ability": _("可以在看说明、辨信息、算风险时，试着用学到的知识。"),
}
# Words by which other rooms find what speaks of a field.
FIELD_WORDS: dict[str, tuple[str, ...]] = {
    Field.LIFE: ("健康", "疾病", "营养", "用药", "急救", "生命"),
    Field.EARTH: ("环境", "生态", "气象", "地震", "垃圾分类", "低碳"),
    Field.MATTER: ("物理", "化学", "能源", "材料", "用电"),
    Field.MATHEMATICS: ("数学", "数据", "统计", "人工智能", "信息"),
    Field.ENGINEERING: ("技术", "工程", "航天", "机器人", "智能手机"),
    Field.SOCIETY: ("谣言", "辟谣", "科学家精神", "防诈骗", "科技"),
}
WEAK = 0.6


@dataclass(frozen=True)
class AreaFeedback:
    """How a person did in an area of literacy."""

    name: str
    right: int
    count: int
    advice: str

    @property
    def is_weak(self) -> bool:
        return self.right < WEAK * self.count


@dataclass(frozen=True)
class ItemFeedback:
    """An item with what was answered, what is right, and why."""

    position: int
    version: ItemVersion
    given: str
    right: str
    is_right: bool
    is_partly_right: bool


@dataclass(frozen=True)
class Result:
    """What the page of the result shows; shares are in percent."""

    level: str
    chance: int
    other_levels: list[tuple[str, int]]
    areas: list[AreaFeedback]
    items: list[ItemFeedback]
    fields: list[str]
    suggestions: list[Suggestion]


def result_of(test: SelfTest) -> Result:
    """The result of a finished course."""
    answers = list(test.answers.select_related("version__item").order_by("position"))
    weak = weak_fields(answers)
    words = [word for field in weak for word in FIELD_WORDS[field]]
    chances = {name: round(100 * share) for name, share in test.chances.items()}
    others = [(str(Level(name).label), share) for name, share in chances.items() if name != test.level and share >= 5]
    return Result(
        str(Level(test.level).label),
        chances.get(test.level, 0),
        others,
        area_feedback(answers),
        [_item(each) for each in answers],
        [str(Field(field).label) for field in weak],
        suggestions(test.district, words),
    )


def area_feedback(answers: Sequence[SelfTestAnswer]) -> list[AreaFeedback]:
    """Right answers by area, in the order of the framework; areas that were not asked are left out."""
    right, count = Counter[str](), Counter[str]()
    for each in answers:
        area = PART_OF[each.version.domain]
        count[area] += 1
        right[area] += bool(each.is_right)
    return [AreaFeedback(str(name), right[area], count[area], str(ADVICE[area])) for area, name in NAMES.items() if count[area]]


def weak_fields(answers: Sequence[SelfTestAnswer]) -> list[str]:
    """At most two fields with most wrong answers; where none was wrong, those of the last items, which were the hardest."""
    wrong = Counter(each.version.field for each in answers if not each.is_right)
    return [field for field, _count in wrong.most_common(2)] or list(dict.fromkeys(each.version.field for each in reversed(answers)))[:2]


def _item(each: SelfTestAnswer) -> ItemFeedback:
    given: Any = each.answer
    return ItemFeedback(
        each.position,
        each.version,
        answer_words(each.version, given),
        right_words(each.version),
        bool(each.is_right),
        bool(each.score) and not each.is_right,
    )


@dataclass(frozen=True)
class Month:
    """The courses of a month; `median` in minutes, None where none ended."""

    label: str
    started: int
    finished: int
    median: float | None

    @property
    def completion(self) -> float:
        """Share of courses that ended, in percent."""
        return 100 * self.finished / self.started if self.started else 0.0


def months(district: Area, today: date) -> list[Month]:
    """The last twelve months, oldest first; those before the first course are left out. One query."""
    first = date(today.year - 1, today.month, 1) + timedelta(days=32)
    since = timezone.make_aware(datetime.combine(first.replace(day=1), time()))
    rows = SelfTest.objects.filter(district=district, started_at__gte=since).annotate(month=TruncMonth("started_at")).order_by("month")
    found: dict[Any, list[tuple[str, int | None]]] = {}
    for month, state, seconds in rows.values_list("month", "state", "seconds"):
        found.setdefault(month, []).append((state, seconds))
    return [_month(month, courses) for month, courses in found.items()]


def _month(month: Any, courses: list[tuple[str, int | None]]) -> Month:
    seconds = [each for state, each in courses if state == SelfTest.State.FINISHED and each is not None]
    return Month(f"{timezone.localtime(month):%Y-%m}", len(courses), len(seconds), round(median(seconds) / 60, 1) if seconds else None)


def level_counts(district: Area, year: int) -> list[tuple[str, int]]:
    """How many finished courses of a year stand at each level."""
    counted = dict(
        SelfTest.objects.filter(district=district, state=SelfTest.State.FINISHED, finished_at__year=year)
        .order_by()
        .values_list("level")
        .annotate(n=Count("pk"))
    )
    return [(str(level.label), counted.get(level.value, 0)) for level in Level]


@dataclass(frozen=True)
class Exposure:
    """How often an open item was shown: in percent of courses, and of the answers how many were right."""

    version: ItemVersion
    shown: int
    share: float
    right: float | None
    expected: float | None
    basis: str


def exposures(district: Area) -> list[Exposure]:
    """Open items, those shown most first. Five queries."""
    bank = open_bank(district)
    courses = SelfTest.objects.filter(district=district).count()
    counted = {
        row["version_id"]: row
        for row in SelfTestAnswer.objects.filter(test__district=district, version__in=bank.versions)
        .order_by()
        .values("version_id")
        .annotate(shown=Count("pk"), answered=Count("answered_at"), right=Count("pk", filter=Q(is_right=True)))
    }
    found = []
    for pk, version in bank.versions.items():
        row = counted.get(pk, {"shown": 0, "answered": 0, "right": 0})
        basis = str(ItemUse.Setting(bank.parameters[pk].setting).label) if bank.parameters[pk].setting else str(_("暂定（命题人预计）"))
        found.append(
            Exposure(
                version,
                row["shown"],
                100 * row["shown"] / courses if courses else 0.0,
                100 * row["right"] / row["answered"] if row["answered"] else None,
                100 * version.expected if version.expected is not None else None,
                basis,
            )
        )
    return sorted(found, key=lambda each: (-each.shown, each.version.item.code))
