"""Dashboards, public pages, wall screen, reports."""

from __future__ import annotations

from django.utils import timezone

from kepu.organizations.actors import Actor
from kepu.organizations.models import Unit
from kepu.plans.models import PlanDoubt
from kepu.plans.services import import_plan, issue_plan, set_plan_public, settle_doubt
from kepu.reports.documents.workbook import annex_workbook
from kepu.reports.queries.facts import annual_facts
from kepu.reports.services import document_of, store_report
from tests.plans.texts import PLAN

from . import OFFICE, PUBLIC

DISTRICT = frozenset({"office", "leader", "auditor"})
UNIT = DISTRICT | {"reporter", "head"}
GET = {
    "/overview/": DISTRICT,
    "/overview/unit/": UNIT,
    "/overview/units/<int:pk>/": UNIT,
    "/leader/": DISTRICT,
    "/wall/": DISTRICT,
    "/reports/": DISTRICT,
    "/reports/new/": OFFICE,
    "/reports/<int:pk>/": DISTRICT,
    "/public/": PUBLIC,
    "/public/<str:code>/": PUBLIC,
    "/public/<str:code>/indicators.json": PUBLIC,
    "/public/<str:code>/indicators.csv": PUBLIC,
    "/public/<str:code>/indicators.xlsx": PUBLIC,
}
POST = {"/reports/new/": OFFICE}


def concrete(system: Actor) -> dict[str, str]:
    plan = import_plan(actor=system, source=PLAN.replace("实施方案（2026", "工作方案（2026"))
    for doubt in PlanDoubt.objects.filter(plan=plan):
        settle_doubt(actor=system, doubt=doubt, status="settled", resolution="已核对")
    plan = set_plan_public(actor=system, plan=issue_plan(actor=system, plan=plan), public=True)
    unit = Unit.objects.get(district=system.district, name="区卫生健康委")
    facts = annual_facts(system, plan, 2026, timezone.localtime())
    files = {"document": document_of(facts, "annual"), "workbook": annex_workbook(facts)}
    report = store_report(actor=system, plan=plan, kind="annual", year=2026, facts=facts, **files)
    public = {route: route.replace("<str:code>", system.district.code) for route in GET if "<str:code>" in route}
    return {
        **public,
        "/overview/units/<int:pk>/": f"/overview/units/{unit.pk}/",
        "/reports/<int:pk>/": f"/reports/{report.pk}/",
    }
