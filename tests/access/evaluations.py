"""The final evaluation."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from kepu.governance.services import open_evaluation
from kepu.organizations.actors import Actor
from kepu.organizations.models import Unit
from kepu.plans.models import Plan, Responsibility

from . import ALL, FIELD, OFFICE

READERS = ALL - FIELD
WRITERS = frozenset({"office", "reporter", "head"})
PLAN = "/governance/evaluations/plans/<int:pk>/"

GET: dict[str, frozenset[str]] = {
    "/governance/evaluations/": READERS,
    PLAN: READERS,
    f"{PLAN}carry/": OFFICE,
    "/governance/evaluations/<int:pk>/": READERS,
    "/governance/evaluations/<int:pk>/table.xlsx": READERS,
    "/governance/evaluations/measures/<int:pk>/": READERS,
}
POST: dict[str, frozenset[str]] = {
    f"{PLAN}open/": OFFICE,
    f"{PLAN}close/": OFFICE,
    "/governance/evaluations/<int:pk>/refresh/": OFFICE,
    "/governance/evaluations/<int:pk>/finish/": OFFICE,
    "/governance/evaluations/<int:pk>/upload/": WRITERS,
    "/governance/evaluations/measures/<int:pk>/move/": WRITERS,
}


def concrete(system: Actor) -> dict[str, str]:
    today = timezone.localdate()
    plan = Plan.objects.create(district=system.district, title="期满的规划", year_from=today.year - 4, year_to=today.year, status="issued")
    node = plan.nodes.create(key="1", position=0, depth=0, kind="measure", title="举措")
    Plan.objects.create(district=system.district, title="接续的规划", year_from=today.year + 1, year_to=today.year + 5, status="issued")
    unit = Unit.objects.get(district=system.district, name="区卫生健康委")
    Responsibility.objects.create(node=node, unit=unit, part=Responsibility.Part.LEAD)
    evaluation = open_evaluation(actor=system, plan=plan, due_on=date(today.year + 1, 1, 31))
    made = {"plans": plan.pk, "measures": evaluation.measures.get().pk, "": evaluation.pk}
    subjects = {route: route.removeprefix("/governance/evaluations/").split("<int:pk>")[0].strip("/") for route in (*GET, *POST) if "<" in route}
    return {route: route.replace("<int:pk>", str(made[subject])) for route, subject in subjects.items()}
