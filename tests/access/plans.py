"""Plans."""

from __future__ import annotations

from datetime import date

from kepu.organizations.actors import Actor
from kepu.organizations.models import Unit
from kepu.plans.services import create_work_item, import_plan, propose_revision
from tests.plans.texts import PLAN

from . import ALL, OFFICE

UNIT = frozenset({"office", "reporter", "head"})
GET = {
    "/plans/": ALL,
    "/plans/import/": OFFICE,
    "/plans/<int:pk>/": ALL,
    "/plans/<int:pk>/review/": OFFICE,
    "/plans/<int:pk>/matrix/": ALL,
    "/plans/new/": OFFICE,
    "/plans/<int:pk>/edit/": OFFICE,
    "/plans/<int:pk>/next/": OFFICE,
    "/plans/<int:pk>/indicators/new/": OFFICE,
    "/plans/indicators/<int:pk>/edit/": OFFICE,
    "/plans/<int:pk>/nodes/new/": OFFICE,
    "/plans/nodes/<int:pk>/": OFFICE,
    "/plans/revisions/<int:pk>/": OFFICE,
    "/plans/tasks/": UNIT,
    "/plans/work/": ALL,
    "/plans/<int:pk>/work/": ALL,
    "/plans/<int:pk>/work/new/": OFFICE,
    "/plans/<int:pk>/work/import/": OFFICE,
    "/plans/work/<int:pk>/": ALL,
    "/plans/work/<int:pk>/edit/": OFFICE,
}
POST = {
    "/plans/<int:pk>/names/": OFFICE,
    "/plans/<int:pk>/issue/": OFFICE,
    "/plans/<int:pk>/public/": OFFICE,
    "/plans/doubts/<int:pk>/": OFFICE,
    "/plans/doubts/<int:pk>/reopen/": OFFICE,
    "/plans/<int:pk>/nodes/new/": OFFICE,
    "/plans/nodes/<int:pk>/": OFFICE,
    "/plans/nodes/<int:pk>/remove/": OFFICE,
    "/plans/new/": OFFICE,
    "/plans/<int:pk>/edit/": OFFICE,
    "/plans/<int:pk>/next/": OFFICE,
    "/plans/<int:pk>/indicators/new/": OFFICE,
    "/plans/indicators/<int:pk>/edit/": OFFICE,
    "/plans/indicators/<int:pk>/remove/": OFFICE,
    "/plans/revisions/<int:pk>/": OFFICE,
    "/plans/<int:pk>/work/draft/": OFFICE,
    "/plans/<int:pk>/work/issue/": OFFICE,
    "/plans/<int:pk>/work/new/": OFFICE,
    "/plans/<int:pk>/work/import/": OFFICE,
    "/plans/work/<int:pk>/edit/": OFFICE,
    "/plans/work/<int:pk>/answer/": UNIT,
    "/plans/work/<int:pk>/decide/": OFFICE,
}

API = {
    "GET /plans": ALL,
    "POST /plans": OFFICE,
    "POST /plans/file": OFFICE,
    "GET /plans/{int:pk}": ALL,
    "POST /plans/{int:pk}/issue": OFFICE,
    "GET /plans/{int:pk}/nodes": ALL,
    "GET /plans/{int:pk}/responsibilities": ALL,
    "GET /plans/{int:pk}/indicators": ALL,
    "GET /plans/{int:pk}/doubts": OFFICE,
    "POST /doubts/{int:pk}/settlement": OFFICE,
    "GET /work-items": ALL,
    "GET /work-items/{int:pk}": ALL,
    "POST /plans/{int:pk}/work-items": OFFICE,
    "POST /plans/{int:pk}/work-items/issue": OFFICE,
    "PATCH /work-items/{int:pk}": OFFICE,
    "POST /work-items/{int:pk}/accept": UNIT,
    "POST /work-items/{int:pk}/decline": UNIT,
    "POST /work-items/{int:pk}/finish": UNIT,
    "POST /work-items/{int:pk}/drop": OFFICE,
}


def concrete(system: Actor) -> dict[str, str]:
    plan = import_plan(actor=system, source=PLAN)
    doubt = plan.doubts.first()
    assert doubt is not None
    unit = Unit.objects.get(district=system.district, name="区卫生健康委")
    node = plan.nodes.get(title="开设智慧助老课程")
    item = create_work_item(actor=system, plan=plan, node=node, year=2026, title="开课", unit=unit, due_on=date(2026, 12, 31))
    revision = propose_revision(actor=system, plan=plan, source=PLAN.replace("12万人次", "15万人次"))
    assert revision is not None
    objects = {
        "/plans/revisions/<int:pk>/": revision,
        "/plans/<int:pk>/": plan,
        "/plans/doubts/<int:pk>/": doubt,
        "/plans/work/<int:pk>/": item,
        "/plans/nodes/<int:pk>/": node,
        "/plans/indicators/<int:pk>/": plan.indicators.get(code="training_attendance"),
    }
    return {route: route.replace("<int:pk>", str(owner.pk)) for route in (*GET, *POST) for start, owner in objects.items() if route.startswith(start)}


def identifiers(system: Actor) -> dict[str, int]:
    """Collection of the API -> the number of one of its objects."""
    plan = import_plan(actor=system, source=PLAN)
    doubt = plan.doubts.first()
    assert doubt is not None
    item = create_work_item(
        actor=system,
        plan=plan,
        node=plan.nodes.filter(kind="measure")[0],
        year=plan.year_from,
        title="办班",
        unit=Unit.objects.get(district=system.district, name="区卫生健康委"),
        due_on=date(plan.year_from, 10, 31),
    )
    return {"plans": plan.pk, "doubts": doubt.pk, "work-items": item.pk}
