"""Governance."""

from __future__ import annotations

from datetime import date

from django.core.files.base import ContentFile

from kepu.governance.models import ReportingPeriod
from kepu.governance.services import open_period
from kepu.organizations.actors import Actor
from kepu.organizations.models import Unit
from kepu.organizations.services import attach
from kepu.plans.models import Plan, WorkItem

from . import ALL, OFFICE

READERS = frozenset({"office", "reporter", "head", "leader", "auditor"})
UNIT = frozenset({"reporter", "head"})

GET: dict[str, frozenset[str]] = {
    "/governance/inbox/": ALL,
    "/governance/accept/": OFFICE,
    "/governance/reports/": READERS,
    "/governance/reports/<int:pk>/": READERS,
    "/governance/reports/<int:pk>/edit/": UNIT,
    "/governance/overview/": frozenset({"office", "leader", "auditor"}),
    "/governance/overdue/": READERS,
    "/governance/periods/": OFFICE,
    "/governance/periods/<int:pk>/": OFFICE,
    "/governance/periods/<int:pk>/workbook/": UNIT,
    "/governance/follow-up/": OFFICE,
}
POST: dict[str, frozenset[str]] = {
    "/governance/accept/": OFFICE,
    "/governance/reports/<int:pk>/keep/": UNIT,
    "/governance/reports/<int:pk>/files/": UNIT,
    "/governance/reports/<int:pk>/evidence/": UNIT,
    "/governance/reports/<int:pk>/decide/": UNIT | OFFICE,
    "/governance/periods/<int:pk>/sync/": OFFICE,
}

API = {
    "GET /reporting-periods": READERS,
    "GET /reporting-periods/{int:pk}": READERS,
    "GET /progress-reports": READERS,
    "GET /progress-reports/{int:pk}": READERS,
    "GET /progress-reports/{int:pk}/attachments": READERS,
    "GET /progress-reports/{int:pk}/evidence": READERS,
    "PATCH /progress-reports/{int:pk}": UNIT,
    "POST /progress-reports/{int:pk}/submit": UNIT,
    "POST /progress-reports/{int:pk}/approve": frozenset({"head", "office"}),
    "POST /progress-reports/{int:pk}/return": frozenset({"head", "office"}),
    "POST /progress-reports/{int:pk}/withdraw": UNIT,
}


def _period(system: Actor) -> ReportingPeriod:
    unit = Unit.objects.get(district=system.district, name="区卫生健康委")
    plan = Plan.objects.create(district=system.district, title="另一规划", year_from=2026, year_to=2030, status="issued")
    node = plan.nodes.create(key="1", position=0, depth=0, kind="measure", title="举措")
    WorkItem.objects.create(plan=plan, node=node, year=2026, title="任务", unit=unit, due_on=date(2026, 12, 1), status="accepted")
    return open_period(actor=system, plan=plan, year=2026, span="month", number=11, due_on=date(2026, 11, 28))


def concrete(system: Actor) -> dict[str, str]:
    period = _period(system)
    report = period.reports.get()
    reports = {route: route.replace("<int:pk>", str(report.pk)) for route in (*GET, *POST) if route.startswith("/governance/reports/<")}
    periods = {route: route.replace("<int:pk>", str(period.pk)) for route in (*GET, *POST) if route.startswith("/governance/periods/<")}
    return reports | periods


def identifiers(system: Actor) -> dict[str, int]:
    """Collection of the API -> the number of one of its objects."""
    period = _period(system)
    report = period.reports.get()
    file = attach(actor=system, file=ContentFile(b"text", name="a.txt"), owner=report)
    return {"progress-reports": report.pk, "reporting-periods": period.pk, "attachments": file.pk}
