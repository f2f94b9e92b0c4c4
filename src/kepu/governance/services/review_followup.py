"""Reviewers who let a submitted report lie: they are reminded, then somebody above them is told, once for each time the report came to them."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.governance.models import FollowUpRules, ProgressReport, ReportEscalation
from kepu.governance.queries.progress import waiting_review
from kepu.governance.report_states import State, rows
from kepu.notifications.services import Audience, notify
from kepu.organizations.actors import Actor
from kepu.organizations.models import Role, User
from kepu.plans.models import Plan

from .progress_notices import audience

Level = ReportEscalation.Level
Key = tuple[str, int | None]  # the step at which reports lie, and the unit that is to review them


def chase_reviews(actor: Actor, rules: FollowUpRules, today: datetime.date) -> tuple[int, int]:
    """How many reports reviewers were newly reminded of, and how many were newly told one floor higher."""
    found = waiting_review(actor.district).filter(period__plan__status=Plan.Status.ISSUED)
    waiting = list(found.prefetch_related(Prefetch("escalations", to_attr="told")))
    reminded = [report for report in waiting if _days(report, today) >= rules.review_after]
    climbed = [report for report in reminded if _days(report, today) >= rules.review_up_after]
    return _tell(actor, Level.REVIEW, reminded, rules.review_after, today), _tell(actor, Level.REVIEW_UP, climbed, rules.review_up_after, today)


def _days(report: ProgressReport, today: datetime.date) -> int:
    return (today - timezone.localdate(report.since)).days  # type: ignore[attr-defined]


def _tell(actor: Actor, level: Level, late: Sequence[ProgressReport], days: int, today: datetime.date) -> int:
    new = [report for report in late if (level, report.version) not in {(past.level, past.version) for past in report.told}]  # type: ignore[attr-defined]
    ReportEscalation.objects.bulk_create([ReportEscalation(report=report, level=level, on=today, version=report.version) for report in new])
    groups: dict[Key, list[ProgressReport]] = defaultdict(list)
    for report in new:
        unit = {State.WITH_HEAD: report.unit_id, State.WITH_LEAD: report.lead_unit_id}.get(State(report.state))
        groups[report.state, unit].append(report)
    for (state, unit), reports in groups.items():
        to = _reviewer(reports[0]) if level == Level.REVIEW else _above(state)
        notify(
            actor=actor,
            recipients=[to] if to else [],
            kind=f"late_{level}",
            title=_title(level, reports, days),
            body="\n".join(f"{report.work_item.title}（{report.unit}，{report.period.label}）" for report in reports[:10]),
            url=reverse("governance:inbox") if level == Level.REVIEW else f"{reverse('governance:overdue')}?review=1",
            dedupe_key=f"late-{level}-{state}-{unit or 0}-{today.isoformat()}",
        )
    return len(new)


def _reviewer(report: ProgressReport) -> User | Audience | None:
    """Whose approval the report waits for, as the table says."""
    return audience(report, next(row.who for row in rows("approve") if row.applies(report)))


def _above(state: str) -> Audience:
    """The office over the units, the leaders over the office."""
    return Audience((Role.LEADER,)) if state == State.WITH_OFFICE else Audience.office()


def _title(level: Level, reports: list[ProgressReport], days: int) -> str:
    first, values = reports[0], {"number": len(reports), "days": days}
    if level == Level.REVIEW:
        return _("有 %(number)d 份进展报告等您审核，已满 %(days)d 天") % values
    if first.state == State.WITH_OFFICE:
        return _("纲要办有 %(number)d 份进展报告未验收，已满 %(days)d 天") % values
    unit = first.unit if first.state == State.WITH_HEAD else first.lead_unit
    return _("提请督办%(unit)s：有 %(number)d 份进展报告未审核，已满 %(days)d 天") % (values | {"unit": unit})
