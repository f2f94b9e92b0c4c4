"""The ledger."""

from __future__ import annotations

from datetime import date

from kepu.evidence.services import record_evidence
from kepu.organizations.actors import Actor
from kepu.organizations.models import Unit
from kepu.plans.models import Indicator, Plan

from . import ALL

OFFICE_AND_UNITS = frozenset({"office", "reporter", "head"})
# A record of 区卫生健康委: its own people, and those who see the whole district. The operator is of another unit.
SEES_RECORD = frozenset({"office", "reporter", "head", "leader", "auditor", "team_leader"})
GET: dict[str, frozenset[str]] = {
    "/evidence/": ALL,
    "/evidence/indicators/": ALL,
    "/evidence/indicators/<int:pk>/": ALL,
    "/evidence/verify/": frozenset({"office", "auditor", "operator"}),
    "/evidence/new/": OFFICE_AND_UNITS,
    "/evidence/new/<slug:code>/": OFFICE_AND_UNITS,
    "/evidence/import/<slug:code>/": OFFICE_AND_UNITS,
    "/evidence/<int:pk>/": SEES_RECORD,
    "/evidence/<int:pk>/correct/": OFFICE_AND_UNITS,
    "/evidence/<int:pk>/void/": OFFICE_AND_UNITS,
}
POST: dict[str, frozenset[str]] = {"/evidence/export/": ALL}

API = {
    "GET /plans/{int:pk}/indicator-statuses": ALL,
    "GET /evidence-kinds": ALL,
    "GET /evidence": ALL,
    "GET /evidence/{int:pk}": ALL,
    "POST /evidence": OFFICE_AND_UNITS,
    "POST /evidence/{int:pk}/correction": OFFICE_AND_UNITS,
    "POST /evidence/{int:pk}/void": OFFICE_AND_UNITS,
}


def concrete(system: Actor) -> dict[str, str]:
    plan = Plan.objects.create(district=system.district, title="佐证的规划", year_from=2021, year_to=2030)
    indicator = Indicator.objects.create(
        plan=plan, code="attendance", name="参与人次", unit_label="人次", aggregation="sum", kinds=["activity_attendance"], target=100, deadline=2030
    )
    record = identifiers(system)["evidence"]
    made = {"/evidence/indicators/<int:pk>/": f"/evidence/indicators/{indicator.pk}/"}
    made |= {route: route.replace("<slug:code>", "activity") for route in GET if "<slug:code>" in route}
    return {**{route: route.replace("<int:pk>", str(record)) for route in GET if route.startswith("/evidence/<int:pk>/")}, **made}


def identifiers(system: Actor) -> dict[str, int]:
    """Collection of the API -> the number of one of its objects."""
    unit = Unit.objects.get(district=system.district, name="区卫生健康委")
    return {"evidence": record_evidence(actor=system, kind="activity_attendance", happened_on=date(2026, 5, 30), quantity=40, unit=unit).pk}
