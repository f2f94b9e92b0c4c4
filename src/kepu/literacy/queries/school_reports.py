"""Reports of an assessment: groups, never children; nothing here lists pupils by what they reached."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from kepu.literacy import scoring
from kepu.literacy.models import Assessment, ItemVersion, ParticipatingSchool, Pupil, SchoolClass
from kepu.literacy.models.schools import GRADES
from kepu.literacy.parts import NAMES, PART_OF
from kepu.literacy.questions import right_words
from kepu.literacy.school_figures import BANDS, LEAST, Mean, bands, hidden, mean_of, within_scale

from .selftest import ADVICE

HARD = 50.0


@dataclass(frozen=True)
class Row:
    """What of a pupil's sheet goes into figures."""

    school_class: int
    grade: int
    school: int
    points: float
    areas: dict[str, float]


@dataclass(frozen=True)
class AreaLine:
    """An area of a group: mean share of points in percent, and of the district."""

    area: str
    name: str
    mean: Mean
    district: float | None

    @property
    def words(self) -> str:
        """Whether the interval tells it from the district's mean."""
        if self.district is None or self.mean.low is None or self.mean.high is None:
            return ""
        if self.mean.low > self.district:
            return _("高于全区平均")
        return _("低于全区平均") if self.is_behind else _("与全区平均没有明显差别")

    @property
    def is_behind(self) -> bool:
        return self.district is not None and self.mean.high is not None and self.mean.high < self.district


@dataclass(frozen=True)
class Group:
    """A grade, a school or all: how many handed in, and their figures unless they are too few."""

    label: str
    persons: int
    is_hidden: bool
    mean: Mean | None = None
    bands: list[float] = field(default_factory=list)
    areas: list[AreaLine] = field(default_factory=list)
    asked: int = 0

    @property
    def named_bands(self) -> list[tuple[str, float]]:
        """Shares under the names of their bands."""
        return list(zip(band_names(), self.bands, strict=False))


@dataclass(frozen=True)
class Report:
    """All, and the groups in it; `band_names` head the columns of the bands."""

    total: Group
    groups: list[Group]
    band_names: list[str]
    scoring: Mapping[str, Any]


@dataclass(frozen=True)
class ItemLine:
    """An item in a class: share of right answers (percent), the wrong option most chosen; None where fewer than ten answered."""

    version: ItemVersion
    answered: int
    right: float | None
    wrong: str
    wrong_share: float | None
    key: str

    @property
    def is_hard(self) -> bool:
        return self.right is not None and self.right < HARD


@dataclass(frozen=True)
class ClassReport:
    """What a teacher gets of a class."""

    total: Group
    items: list[ItemLine]
    advice: list[str]


def band_names() -> list[str]:
    """Names of the bands of points."""
    names = [_("%(low)d—%(high)d分") % {"low": low, "high": high} for low, high in BANDS[1:-1]]
    return [_("%d分以下") % BANDS[0][1], *names, _("%d分以上") % BANDS[-1][0]]


def rows_of(assessment: Assessment, **lookup: Any) -> list[Row]:
    """Scored sheets of the assessment or a part of it. Two queries."""
    most: dict[str, tuple[str, int]] = {}
    for entry in assessment.entries.select_related("version"):
        area = PART_OF[entry.version.domain]
        most[str(entry.version_id)] = (area, scoring.max_score(entry.version))
    pupils = Pupil.objects.filter(school_class__school__assessment=assessment, state=Pupil.State.FINISHED, points__isnull=False, **lookup)
    columns = ("school_class_id", "school_class__grade", "school_class__school_id", "points", "scores")
    return [
        Row(class_id, grade, school, float(points or 0), _areas(scores, most))
        for class_id, grade, school, points, scores in pupils.order_by("pk").values_list(*columns)
    ]


def _areas(scores: Mapping[str, int], most: Mapping[str, tuple[str, int]]) -> dict[str, float]:
    got, could = Counter[str](), Counter[str]()
    for key, points in scores.items():
        if key in most:
            area, best = most[key]
            got[area] += points
            could[area] += best
    return {area: 100 * got[area] / could[area] for area in could}


def district_figures(rows: Sequence[Row]) -> dict[str, Any]:
    """Means of the district that reports compare with, kept with the scoring."""
    if len(rows) < LEAST:
        return {}
    areas = {area: [row.areas[area] for row in rows if area in row.areas] for area in NAMES}
    return {"mean": sum(row.points for row in rows) / len(rows), "areas": {area: sum(x) / len(x) for area, x in areas.items() if x}}


def group_of(label: str, rows: Sequence[Row], known: Mapping[str, Any], *, is_hidden: bool = False, asked: int = 0) -> Group:
    """The figures of some sheets; fewer than ten are never shown."""
    if is_hidden or len(rows) < LEAST:
        return Group(label, len(rows), bool(rows), asked=asked)
    areas = []
    for area, name in NAMES.items():
        values = [(row.areas[area], row.school_class) for row in rows if area in row.areas]
        mean = within_scale(mean_of([value for value, _class in values], [each for _value, each in values]))
        if mean is not None:
            areas.append(AreaLine(area, str(name), mean, known.get("areas", {}).get(area)))
    points = [row.points for row in rows]
    return Group(label, len(rows), False, within_scale(mean_of(points, [row.school_class for row in rows])), bands(points), areas, asked)


def school_report(school: ParticipatingSchool) -> Report:
    """The grades of a school beside the district."""
    rows = rows_of(school.assessment, school_class__school=school)
    asked = _asked(Pupil.objects.filter(school_class__school=school).values_list("school_class__grade", flat=True))
    by_grade = defaultdict[int, list[Row]](list)
    for row in rows:
        by_grade[row.grade].append(row)
    return _report(school.unit.name, rows, [(dict(GRADES)[grade], by_grade[grade], asked[grade]) for grade in sorted(asked)], school.assessment)


def district_report(assessment: Assessment) -> Report:
    """The grades of all schools together."""
    rows = rows_of(assessment)
    by_grade = defaultdict[int, list[Row]](list)
    for row in rows:
        by_grade[row.grade].append(row)
    pupils = Pupil.objects.filter(school_class__school__assessment=assessment)
    asked = _asked(pupils.values_list("school_class__grade", flat=True))
    return _report(assessment.district.name, rows, [(dict(GRADES)[grade], by_grade[grade], asked[grade]) for grade in sorted(asked)], assessment)


def schools_of_report(assessment: Assessment) -> list[Group]:
    """Schools by name with their figures."""
    rows, by_school = rows_of(assessment), defaultdict[int, list[Row]](list)
    for row in rows:
        by_school[row.school].append(row)
    schools = list(assessment.schools.select_related("unit").order_by("unit__name"))
    asked = _asked(Pupil.objects.filter(school_class__school__assessment=assessment).values_list("school_class__school_id", flat=True))
    away = hidden({school.pk: len(by_school[school.pk]) for school in schools})
    known = assessment.scoring.get("district", {})
    return [group_of(school.unit.name, by_school[school.pk], known, is_hidden=school.pk in away, asked=asked[school.pk]) for school in schools]


def _asked(values: Iterable[Any]) -> Counter[Any]:
    return Counter(values)


def _report(label: str, rows: Sequence[Row], groups: Sequence[tuple[Any, list[Row], int]], assessment: Assessment) -> Report:
    known = assessment.scoring.get("district", {})
    away = hidden({str(name): len(own) for name, own, _asked_there in groups})
    total = group_of(label, rows, known, asked=sum(count for _name, _own, count in groups))
    return Report(
        total, [group_of(str(name), own, known, is_hidden=str(name) in away, asked=count) for name, own, count in groups], band_names(),
        assessment.scoring,
    )  # fmt: skip


def class_report(school_class: SchoolClass) -> ClassReport:
    """A class by area and by item: which were hard, which wrong option was chosen, what to do about it."""
    assessment = school_class.school.assessment
    rows = rows_of(assessment, school_class=school_class)
    known = assessment.scoring.get("district", {})
    total = group_of(str(school_class), rows, known, asked=school_class.pupils.count())
    if total.is_hidden or not total.persons:
        return ClassReport(total, [], [])
    versions = list({entry.version_id: entry.version for entry in assessment.entries.select_related("version__item")}.values())
    sheets = list(school_class.pupils.filter(state=Pupil.State.FINISHED).values_list("answers", "scores"))
    items = [_item(version, sheets) for version in versions]
    items.sort(key=lambda line: (line.right is None, line.right or 0.0, line.version.item.code))
    return ClassReport(total, items, _advice(total, items))


def _item(version: ItemVersion, sheets: Sequence[tuple[Any, Any]]) -> ItemLine:
    key, most = str(version.pk), scoring.max_score(version)
    own = [(answers.get(key), scores[key]) for answers, scores in sheets if key in scores]
    if len(own) < LEAST:
        return ItemLine(version, len(own), None, "", None, right_words(version))
    right = 100 * sum(points == most for _answer, points in own) / len(own)
    wrong = Counter[str]()
    if version.kind in (ItemVersion.Kind.SINGLE, ItemVersion.Kind.TRUE_FALSE, ItemVersion.Kind.MULTIPLE):
        for answer, _points in own:
            wrong.update(str(each) for each in answer or [] if each not in version.answer["keys"])
    if not wrong:
        return ItemLine(version, len(own), right, "", None, right_words(version))
    chosen, count = wrong.most_common(1)[0]
    texts = {str(option["key"]): str(option["text"]) for option in version.options}
    return ItemLine(version, len(own), right, texts.get(chosen, chosen), 100 * count / len(own), right_words(version))


def _advice(total: Group, items: Sequence[ItemLine]) -> list[str]:
    found = [_("%(area)s低于全区平均：%(advice)s") % {"area": line.name, "advice": ADVICE[line.area]} for line in total.areas if line.is_behind]
    hard = [line for line in items if line.is_hard]
    if hard:
        fields = Counter(str(line.version.get_field_display()) for line in hard)
        found.append(
            _("不到一半的学生答对的题有%(n)d道，多在%(fields)s；可以从最多人选的错误选项入手，讨论为什么会这样想。")
            % {"n": len(hard), "fields": "、".join(name for name, _count in fields.most_common(2))}
        )
    return found or [_("没有明显低于全区平均的方面。")]


@dataclass(frozen=True)
class OwnFeedback:
    """What a pupil and his guardian see: areas in words, no points, no comparison with others; `items` only after the end."""

    areas: list[tuple[str, int, int, str]]
    items: list[tuple[ItemVersion, bool, str]]


def own_feedback(pupil: Pupil) -> OwnFeedback:
    """Feedback on a sheet that was handed in."""
    assessment = pupil.school_class.school.assessment
    entries = list(assessment.entries.filter(booklet=pupil.booklet).select_related("version__item").order_by("position"))
    right, count = Counter[str](), Counter[str]()
    items = []
    for entry in entries:
        area, best = PART_OF[entry.version.domain], pupil.scores.get(str(entry.version_id)) == scoring.max_score(entry.version)
        right[area] += best
        count[area] += 1
        items.append((entry.version, best, right_words(entry.version)))
    areas = [
        (str(name), right[area], count[area], str(ADVICE[area]) if right[area] < 0.6 * count[area] else "")
        for area, name in NAMES.items()
        if count[area]
    ]
    return OwnFeedback(areas, items if assessment.state == Assessment.State.CLOSED else [])
