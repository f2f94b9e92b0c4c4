"""What a unit sees first."""

from __future__ import annotations

from dataclasses import dataclass

from kepu.organizations.actors import Actor
from kepu.organizations.models import Unit
from kepu.plans import summaries
from kepu.plans.models import WorkItem

from .scope import Scope


@dataclass(frozen=True)
class UnitView:
    """All of the page; `led` and `helped` are others' work that the unit leads or supports."""

    own: list[WorkItem]
    led: list[WorkItem]
    helped: list[WorkItem]
    count: summaries.WorkCount


def unit_view(actor: Actor, scope: Scope, unit: Unit) -> UnitView:
    """Bounded queries; work in order of urgency."""
    items = list(summaries.work_of_unit(scope.plan, scope.year, unit, scope.on))
    own = [item for item in items if item.unit_id == unit.pk]
    led = [item for item in items if item.lead_unit_id == unit.pk and item.unit_id != unit.pk]
    helped = [item for item in items if unit.pk not in (item.unit_id, item.lead_unit_id)]
    numbers = {state: len([item for item in own if item.state == state]) for state in summaries.STATES}
    return UnitView(own, led, helped, summaries.WorkCount(**numbers))
