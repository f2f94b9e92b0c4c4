"""Results as pages, reports and open data show them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from kepu.literacy.estimation.wording import changed, verdict
from kepu.literacy.models import AgeGroup, Audience, Calculation, Education, Estimate, Level, Sex, Survey
from kepu.organizations.models import Area

DIMENSIONS = ("street", "sex", "age_group", "education", "group")
#: Levels in the order in which they are told; the main one first.
TOLD = (Level.LITERATE, Level.ADVANCED, Level.BASIC, Level.LOW)


def dimension_names() -> dict[str, str]:
    return {
        "district": _("全区"), "street": _("街道"), "sex": _("性别"), "age_group": _("年龄"), "education": _("文化程度"),
        "group": _("重点人群"), "community": _("社区"),
    }  # fmt: skip


def label_of(survey: Survey) -> Callable[[str, str], str]:
    """Names of the groups of a survey, by dimension and key."""
    frame = list(survey.frame.select_related("area", "stratum"))
    areas = {one.area.code: one.area.name for one in frame} | {one.stratum.code: one.stratum.name for one in frame}
    choices = {"sex": Sex, "age_group": AgeGroup, "education": Education, "group": Audience}

    def name(dimension: str, key: str) -> str:
        if dimension in choices:
            return str(dict(choices[dimension].choices).get(key, key))
        return areas.get(key, key) if key else survey.district.name

    return name


@dataclass(frozen=True)
class Results:
    """A finished calculation, ready to be shown. Suppressed estimates are counted, not listed, unless they were asked for."""

    calculation: Calculation
    levels: list[Estimate]
    groups: dict[str, list[Estimate]]
    communities: list[Estimate]
    changes: list[Estimate]
    sentences: list[str]
    target: float | None
    suppressed: int
    trend: list[tuple[Survey, Estimate]] = field(default_factory=list)

    @property
    def headline(self) -> Estimate | None:
        return self.levels[0] if self.levels else None


def results_of(calculation: Calculation, *, with_suppressed: bool = False) -> Results:
    """Everything that one calculation says, in a fixed number of queries."""
    rows = list(calculation.estimates.all())
    suppressed = sum(row.is_suppressed for row in rows if row.level == Level.LITERATE)
    shown = [row for row in rows if with_suppressed or not row.is_suppressed]
    by = {(row.method, row.dimension, row.key, row.level): row for row in shown}
    levels = [row for level in TOLD if (row := by.get(("direct", "district", "", level)))]
    groups: dict[str, list[Estimate]] = {}
    for row in shown:
        if row.method == "direct" and row.level == Level.LITERATE and row.dimension in DIMENSIONS:
            groups.setdefault(row.dimension, []).append(row)
    changes = [row for row in shown if row.method == "change"]
    target = _target(calculation.survey)
    return Results(
        calculation,
        levels,
        {dimension: _ordered(dimension, groups[dimension]) for dimension in DIMENSIONS if dimension in groups},
        [row for row in shown if row.method == "small_area"],
        changes,
        _sentences(calculation, levels, changes, target),
        target,
        suppressed,
        trend_of(calculation),
    )


def _ordered(dimension: str, rows: list[Estimate]) -> list[Estimate]:
    """Streets by their share, the others in their own order."""
    if dimension == "street":
        return sorted(rows, key=lambda row: -row.share)
    order = {"sex": Sex.values, "age_group": AgeGroup.values, "education": Education.values, "group": Audience.values}[dimension]
    return sorted(rows, key=lambda row: order.index(row.key) if row.key in order else len(order))


def _target(survey: Survey) -> float | None:
    return float(survey.indicator.target) / 100 if survey.indicator is not None else None


def _sentences(calculation: Calculation, levels: list[Estimate], changes: list[Estimate], target: float | None) -> list[str]:
    found = []
    main = next((row for row in levels if row.level == Level.LITERATE), None)
    name = _("%(district)s公民具备科学素质的比例") % {"district": calculation.survey.district.name}
    if main is not None and target is not None:
        found.append(verdict(main.share, main.low, main.high, target, name))
    for row in changes:
        if row.dimension == "district" and row.level == Level.LITERATE:
            found.append(changed(row.share, row.low, row.high, name))
            if calculation.steps.get("change", {}).get("comparable") == "not-linked":
                found.append(_("两期题目没有足够的共同题，未做等值，比较时应谨慎。"))
    return found


def trend_of(calculation: Calculation) -> list[tuple[Survey, Estimate]]:
    """Earlier published waves of the district and this one, by year."""
    rows = (
        Estimate.objects.filter(
            calculation__survey__district=calculation.survey.district_id,
            method=Estimate.Method.DIRECT, dimension="district", level=Level.LITERATE, calculation__published_at__isnull=False,
        )
        .exclude(calculation__survey=calculation.survey)
        .select_related("calculation__survey")
    )  # fmt: skip
    found = [(row.calculation.survey, row) for row in rows if row.calculation.survey.year <= calculation.survey.year]
    own = calculation.estimates.filter(method=Estimate.Method.DIRECT, dimension="district", level=Level.LITERATE).first()
    if own is not None:
        found.append((calculation.survey, own))
    return sorted(found, key=lambda pair: (pair[0].year, pair[0].pk))


def published(district: Area) -> list[Calculation]:
    """Published calculations of a district, the newest wave first."""
    found = Calculation.objects.filter(survey__district=district, published_at__isnull=False)
    return list(found.select_related("survey__district", "survey__indicator").order_by("-survey__year", "-survey_id"))


def latest_of(survey_id: int) -> Calculation | None:
    """What a wave was last found to be: the published calculation, or else the newest."""
    done = Calculation.objects.filter(survey_id=survey_id, state=Calculation.State.DONE).select_related("survey")
    return done.filter(published_at__isnull=False).first() or done.order_by("-number").first()


def districts_with_results() -> list[Area]:
    """Districts that have published a wave."""
    ids = Calculation.objects.filter(published_at__isnull=False).values("survey__district")
    return list(Area.objects.filter(pk__in=ids).order_by("code"))


def calculations_of(survey: Survey) -> list[Calculation]:
    """All calculations of a survey, the newest first."""
    return list(survey.calculations.select_related("created_by", "published_by"))


FIGURES = ("share", "standard_error", "low", "high", "respondents")


def figures_told(row: Estimate) -> dict[str, Any]:
    """The figures of an estimate that leave the house: none of a cell that is too small."""
    told = {name: round(getattr(row, name), 6) for name in FIGURES}
    return dict.fromkeys(FIGURES) if row.is_suppressed else told


def told_estimates(calculation: Calculation) -> list[dict[str, Any]]:
    """Every estimate for programs, by codes."""
    names = ("method", "dimension", "key", "label", "level", "is_suppressed")
    return [{name: getattr(row, name) for name in names} | figures_told(row) for row in calculation.estimates.all()]


def open_data(calculation: Calculation) -> Iterable[dict[str, Any]]:
    """The table that everybody may have: small cells are named and left empty."""
    names, levels = dimension_names(), dict(Level.choices)
    for row in calculation.estimates.all():
        yield {
            "survey": calculation.survey.title,
            "year": calculation.survey.year,
            "method": row.get_method_display(),
            "dimension": names[row.dimension],
            "key": row.key,
            "label": row.label,
            "level": str(levels[row.level]),
            **figures_told(row),
            "note": _("样本太少，不公布") if row.is_suppressed else "",
        }
