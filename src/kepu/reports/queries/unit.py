"""What a unit sees first."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kepu.evidence.models import EvidenceRecord
from kepu.evidence.queries import records_of, totals
from kepu.governance import queries as governance
from kepu.governance.models import BriefingDecision, ProgressReport
from kepu.governance.queries.briefings import open_decisions
from kepu.organizations.actors import Actor
from kepu.organizations.models import Unit
from kepu.plans import summaries
from kepu.plans.models import WorkItem
from kepu.ui import charts

from .evidence_facts import kind_name
from .reporting import Reporting, reporting_by_unit
from .scope import Scope

SHOWN = 6


@dataclass(frozen=True)
class UnitView:
    """All of the page; `led` and `helped` are others' work that the unit leads or supports; `todo` waits for the person who looks."""

    own: list[WorkItem]
    led: list[WorkItem]
    helped: list[WorkItem]
    count: summaries.WorkCount
    reporting: Reporting
    todo: list[ProgressReport]
    todo_count: int
    decisions: list[BriefingDecision]
    records: int
    months: charts.Chart
    latest: list[tuple[EvidenceRecord, str]]


def unit_view(actor: Actor, scope: Scope, unit: Unit) -> UnitView:
    """Bounded queries; work in order of urgency."""
    items = list(summaries.work_of_unit(scope.plan, scope.year, unit, scope.on))
    own = [item for item in items if item.unit_id == unit.pk]
    numbers = {state: len([item for item in own if item.state == state]) for state in summaries.STATES}
    todo = _todo(actor, unit)
    records, months = _months(scope, unit)
    return UnitView(
        own=own,
        led=[item for item in items if item.lead_unit_id == unit.pk and item.unit_id != unit.pk],
        helped=[item for item in items if unit.pk not in (item.unit_id, item.lead_unit_id)],
        count=summaries.WorkCount(**numbers),
        reporting=reporting_by_unit(actor.district, scope.plan, scope.year).get(unit.pk, Reporting()),
        todo=todo[:SHOWN],
        todo_count=len(todo),
        decisions=list(open_decisions(actor.district).filter(unit=unit).order_by("due_on", "pk")[:SHOWN]),
        records=records,
        months=months,
        latest=[(record, kind_name(record.kind)) for record in records_of(actor, units=[unit])[:SHOWN]],
    )


def _todo(actor: Actor, unit: Unit) -> list[ProgressReport]:
    """Reports that wait for the person, on the page of his own unit only."""
    return list(governance.waiting(actor)) if actor.unit is not None and actor.unit.pk == unit.pk else []


def _months(scope: Scope, unit: Unit) -> tuple[int, charts.Chart]:
    since = datetime.date(scope.year, 1, 1)
    cells = {cell.month: cell.records for cell in totals(scope.plan.district, units=[unit], since=since, until=scope.until, by=("month",))}
    months = [datetime.date(scope.year, month, 1) for month in range(1, scope.until.month + 1)]
    points = [charts.Point(_("%d月") % month.month, cells.get(month, 0)) for month in months] if cells else []
    return sum(cells.values()), charts.line(_("%d年各月佐证记录") % scope.year, points, unit=_("条"), height=200)
