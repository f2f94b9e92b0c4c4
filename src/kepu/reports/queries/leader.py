"""What a leader sees on one page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from kepu.evidence.queries import IndicatorStatus, indicator_statuses
from kepu.governance import queries as governance
from kepu.governance.models import Briefing, BriefingDecision
from kepu.governance.queries.briefings import briefings, decisions
from kepu.organizations.actors import Actor
from kepu.organizations.models import Unit
from kepu.plans import summaries
from kepu.plans.models import WorkItem
from kepu.reports.wording.tasks import shortened

from .scope import Scope
from .work import Work, work_of

SHOWN = 5


@dataclass(frozen=True)
class Behind:
    """Work that is overdue or was left undone, by how many days, and why in the unit's words ("" where it said nothing)."""

    item: WorkItem
    days: int
    reason: str


@dataclass(frozen=True)
class LeaderView:
    """All of the page."""

    indicators: list[IndicatorStatus]
    work: Work
    behind: list[Behind]
    slowest: list[tuple[Unit, summaries.WorkCount]]
    briefing: Briefing | None
    has_pack: bool
    last: Briefing | None
    decisions: list[BriefingDecision]


def leader_view(actor: Actor, scope: Scope) -> LeaderView:
    """Bounded queries."""
    work = work_of(scope.plan, scope.year, scope.on, limit=1)
    late = list(summaries.work(scope.plan, scope.year, scope.on).filter(state__in=summaries.BEHIND).order_by("due_on", "pk")[:SHOWN])
    heard = briefings(actor).filter(plan=scope.plan)
    following = _next(heard)
    return LeaderView(
        indicators=indicator_statuses(scope.plan, scope.until),
        work=work,
        behind=_behind(late),
        slowest=[(unit, count) for unit, count in work.by_unit if count.behind][:SHOWN],
        briefing=following,
        has_pack=following is not None and following.packs.exists(),
        last=heard.filter(status=Briefing.Status.HELD).first(),
        decisions=list(decisions(actor)[:SHOWN]),
    )


def _behind(late: Sequence[WorkItem]) -> list[Behind]:
    """Days up to today, also in a year that is over: the work is still not done."""
    told, today = governance.latest_accepted([item.pk for item in late]), timezone.localdate()
    return [Behind(item, (today - item.due_on).days, shortened(told[item.pk].problems) if item.pk in told else "") for item in late]


def _next(heard: QuerySet[Briefing]) -> Briefing | None:
    return heard.filter(status=Briefing.Status.PLANNED, starts_at__gte=timezone.now()).order_by("starts_at").first()
