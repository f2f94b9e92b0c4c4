"""The ledger."""

from __future__ import annotations

from datetime import date

from kepu.evidence.services import record_evidence
from kepu.organizations.actors import Actor
from kepu.organizations.models import Unit

from . import ALL

GET: dict[str, frozenset[str]] = {}
POST: dict[str, frozenset[str]] = {}

OFFICE_AND_UNITS = frozenset({"office", "reporter", "head"})
API = {
    "GET /evidence-kinds": ALL,
    "GET /evidence": ALL,
    "GET /evidence/{int:pk}": ALL,
    "POST /evidence": OFFICE_AND_UNITS,
    "POST /evidence/{int:pk}/correction": OFFICE_AND_UNITS,
    "POST /evidence/{int:pk}/void": OFFICE_AND_UNITS,
}


def concrete(system: Actor) -> dict[str, str]:
    return {}


def identifiers(system: Actor) -> dict[str, int]:
    """Collection of the API -> the number of one of its objects."""
    unit = Unit.objects.get(district=system.district, name="区卫生健康委")
    return {"evidence": record_evidence(actor=system, kind="activity_attendance", happened_on=date(2026, 5, 30), quantity=40, unit=unit).pk}
