"""Kept interviews with the points of their items."""

from __future__ import annotations

from collections.abc import Sequence

from kepu.literacy import scoring
from kepu.literacy.estimation.data import EstimationError
from kepu.literacy.microdata import Record
from kepu.literacy.models import Audience, BookletItem, Case, Survey

from .results import latest_of

DIGITS = 4


def weights_of(survey: Survey) -> dict[int, tuple[float, Sequence[float]]]:
    """Weight and replicates by case number, as the published calculation has them, or else the newest; nothing where there is none."""
    from kepu.literacy.estimation.chain import as_settings
    from kepu.literacy.estimation.weighting import weigh

    from .estimation import survey_data

    calculation = latest_of(survey.pk)
    if calculation is None:
        return {}
    try:
        data = survey_data(survey)
        weighted = weigh(data, as_settings(calculation.settings), calculation.seed)
    except EstimationError:
        return {}
    replicates = weighted.replicates.columns().round(DIGITS).tolist()
    numbers, weights = data.number[data.responded].tolist(), weighted.weights.round(DIGITS).tolist()
    return dict(zip(numbers, zip(weights, replicates, strict=True), strict=True))


def records_of(survey: Survey) -> tuple[list[str], list[Record]]:
    """Codes of the items in order, and a record of every kept interview, weighted once there is a calculation; a fixed number of queries."""
    weights = weights_of(survey)
    entries = BookletItem.objects.filter(booklet__survey=survey).select_related("version__item").order_by("version__item__code")
    versions = {}
    asked: dict[int, set[str]] = {}
    for entry in entries:
        versions[str(entry.version_id)] = entry.version
        asked.setdefault(entry.booklet_id, set()).add(str(entry.version_id))
    cases = survey.cases.filter(state=Case.State.COMPLETE).select_related("sheet", "community__frame__stratum")
    records = []
    for case in cases.defer("community__frame__stratum__boundary").order_by("number"):
        answers = case.sheet.answers if case.sheet is not None else {}
        points = {
            version.item.code: scoring.score(version, answers.get(key)) if key in asked[case.booklet_id] else None
            for key, version in versions.items()
        }
        groups = "、".join(str(Audience(group).label) for group in case.groups if group in Audience.values)
        records.append(
            Record(
                case.number, case.community.frame.stratum.name, case.get_sex_display(), case.age_group, case.get_education_display(), groups,
                case.eligible_persons, case.get_mode_display(), points, *weights.get(case.number, (None, ())),
            )
        )  # fmt: skip
    return [version.item.code for version in versions.values()], records
