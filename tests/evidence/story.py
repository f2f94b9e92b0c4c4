"""What the stories of the ledger have in common."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from kepu.evidence.models import EvidenceRecord
from kepu.evidence.services import record_evidence
from kepu.organizations.actors import Actor
from kepu.plans.models import Indicator, Plan

DAY = date(2025, 5, 30)


def lecture(actor: Actor, **fields: Any) -> EvidenceRecord:
    """A lecture with 40 listeners."""
    return record_evidence(actor=actor, **{"kind": "activity_attendance", "happened_on": DAY, "quantity": 40, **fields})


def plan_of(actor: Actor) -> Plan:
    """The plan of the actor's district for 2021–2025."""
    return Plan.objects.get_or_create(district=actor.district, title="规划", defaults={"year_from": 2021, "year_to": 2025})[0]


def indicator(plan: Plan, code: str, kind: str, aggregation: str, target: int | str, **fields: Any) -> Indicator:
    """An indicator of one kind of evidence."""
    return Indicator.objects.create(
        plan=plan,
        code=code,
        name=code,
        aggregation=aggregation,
        kinds=[kind],
        target=Decimal(target),
        **{"unit_label": "人次", "deadline": 2025, **fields},
    )
