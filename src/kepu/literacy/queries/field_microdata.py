"""Kept interviews with the points of their items."""

from __future__ import annotations

from kepu.literacy import scoring
from kepu.literacy.microdata import Record
from kepu.literacy.models import Audience, BookletItem, Case, Survey


def records_of(survey: Survey) -> tuple[list[str], list[Record]]:
    """Codes of the items in order, and a record of every kept interview; two queries."""
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
                case.eligible_persons, case.get_mode_display(), points,
            )
        )  # fmt: skip
    return [version.item.code for version in versions.values()], records
