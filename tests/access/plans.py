"""Plans."""

from __future__ import annotations

from kepu.organizations.actors import Actor
from kepu.plans.services import import_plan
from tests.plans.texts import PLAN

from . import ALL, OFFICE

GET = {
    "/plans/": ALL,
    "/plans/import/": OFFICE,
    "/plans/<int:pk>/": ALL,
    "/plans/<int:pk>/review/": OFFICE,
    "/plans/<int:pk>/matrix/": ALL,
}
POST = {
    "/plans/<int:pk>/issue/": OFFICE,
    "/plans/<int:pk>/public/": OFFICE,
    "/plans/doubts/<int:pk>/": OFFICE,
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
}


def concrete(system: Actor) -> dict[str, str]:
    plan = import_plan(actor=system, source=PLAN)
    doubt = plan.doubts.first()
    assert doubt is not None
    addresses = {route: route.replace("<int:pk>", str(plan.pk)) for route in (*GET, *POST) if route.startswith("/plans/<int:pk>/")}
    return {**addresses, "/plans/doubts/<int:pk>/": f"/plans/doubts/{doubt.pk}/"}
