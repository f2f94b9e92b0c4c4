"""Complete interviews as the review of quality takes them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from kepu.literacy import quality, scoring
from kepu.literacy.models import AnswerSheet, Case, ItemVersion, Mode, QualityReview, Survey
from kepu.literacy.models.surveys import default_quality
from kepu.literacy.queries.field import versions_of

Reviewed = (Case.State.COMPLETE, Case.State.REJECTED)


def interviews_of(survey: Survey) -> Iterator[quality.Interview]:
    """Complete and rejected cases with what they said; two queries."""
    papers = AnswerSheet.objects.filter(case=OuterRef("pk"), mode=Mode.PAPER)
    found = survey.cases.filter(state__in=Reviewed, sheet__isnull=False).annotate(leaves_paper=~Q(mode=Mode.PAPER) & Exists(papers))
    cases = list(found.select_related("sheet"))
    versions = versions_of({case.booklet_id for case in cases})
    for case in cases:
        if case.sheet is not None:
            yield _interview(case, versions[case.booklet_id])


def _interview(case: Case, versions: Mapping[str, ItemVersion]) -> quality.Interview:
    assert case.sheet is not None
    answers = case.sheet.answers
    positions: list[int | None] = []
    points = most = 0
    for key, version in versions.items():
        answer = answers.get(key)
        points += scoring.score(version, answer)
        most += scoring.max_score(version)
        if version.kind == ItemVersion.Kind.SINGLE:
            keys = [str(option["key"]) for option in version.options]
            positions.append(keys.index(answer[0]) if isinstance(answer, list) and answer and answer[0] in keys else None)
    text = json.dumps(answers, sort_keys=True) if len(answers) >= len(versions) / 2 else ""
    return quality.Interview(
        case.pk, case.booklet_id, case.seconds, positions, text, points / most if most else 0.0, case.age or 0, case.education, case.groups,
        case.eligible_persons, case.interviewer_id, case.leaves_paper,  # type: ignore[attr-defined]
    )  # fmt: skip


class Limits(TypedDict):
    """What makes an interview doubtful."""

    speeding_share: float
    straight_run: int


def limits_of(survey: Survey) -> Limits:
    """The limits of the survey."""
    own = default_quality() | survey.quality
    return {"speeding_share": float(own["speeding_share"]), "straight_run": int(own["straight_run"])}


@dataclass(frozen=True)
class LastReview:
    """What was found when all interviews were last looked at, and how far that is behind."""

    at: datetime
    report: quality.Report
    new: int
    limits_changed: bool

    @property
    def is_current(self) -> bool:
        return not self.new and not self.limits_changed


def last_review(survey: Survey) -> LastReview | None:
    """The stored review; None before the first. Two queries, whatever the number of interviews."""
    kept = QualityReview.objects.filter(survey=survey).first()
    if kept is None:
        return None
    now = survey.cases.filter(state__in=Reviewed, sheet__isnull=False).count()
    return LastReview(kept.reviewed_at, quality.Report.of_summary(kept.report), max(0, now - kept.interviews), kept.limits != limits_of(survey))


def decision_counts(survey: Survey) -> dict[str, int]:
    """Flagged cases by decision; one query."""
    found = dict(survey.cases.filter(state__in=Reviewed).exclude(flags=[]).order_by().values_list("decision").annotate(n=Count("pk")))
    return {"open": found.get("", 0), "keep": found.get("keep", 0), "reject": found.get("reject", 0)}


def flagged(survey: Survey, show: str = "open") -> QuerySet[Case]:
    """Cases with flags: those not decided yet, those kept, those rejected."""
    found = survey.cases.filter(state__in=Reviewed).exclude(flags=[]).select_related(
        "community__frame__area", "booklet", "interviewer__user", "decided_by"
    )  # fmt: skip
    found = found.defer("community__frame__area__boundary").order_by("number")
    return found.filter(decision={"keep": "keep", "reject": "reject"}.get(show, ""))
