"""Hearings, decisions and phases."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from kepu.governance.services import add_decision, add_phase_check, hold_briefing, plan_briefing
from kepu.organizations.actors import Actor
from kepu.organizations.models import Unit
from kepu.plans.models import Plan

from . import ALL, FIELD, OFFICE

READERS = ALL - FIELD
SEES = frozenset({"office", "leader", "auditor"})

GET: dict[str, frozenset[str]] = {
    "/governance/briefings/": READERS,
    "/governance/briefings/new/": OFFICE,
    "/governance/briefings/<int:pk>/": READERS,
    "/governance/briefings/<int:pk>/edit/": OFFICE,
    "/governance/briefings/<int:pk>/pack/": SEES,
    "/governance/briefings/<int:pk>/pack.docx": SEES,
    "/governance/briefings/<int:pk>/calendar.ics": READERS,
    "/governance/decisions/": READERS,
    "/governance/decisions/<int:pk>/work/": OFFICE,
    "/governance/phases/": ALL,
    "/governance/phases/<int:pk>/": ALL,
}
POST: dict[str, frozenset[str]] = {
    "/governance/briefings/<int:pk>/hold/": OFFICE,
    "/governance/briefings/<int:pk>/minutes/": OFFICE,
    "/governance/briefings/<int:pk>/decide/": OFFICE,
    "/governance/briefings/<int:pk>/move/": OFFICE,
    "/governance/decisions/<int:pk>/": frozenset({"office", "reporter", "head"}),
    "/governance/phases/<int:pk>/add/": OFFICE,
    "/governance/phases/checks/<int:pk>/": OFFICE,
}


def concrete(system: Actor) -> dict[str, str]:
    unit = Unit.objects.get(district=system.district, name="区卫生健康委")
    plan = Plan.objects.create(district=system.district, title="有汇报的规划", year_from=2026, year_to=2030, status="issued")
    start = timezone.now() - timedelta(days=1)
    briefing = plan_briefing(actor=system, plan=plan, title="汇报会", starts_at=start, chair="分管副区长", attendees=[unit])
    held = hold_briefing(actor=system, briefing=briefing, version=1, held_on=timezone.localdate())
    decision = add_decision(actor=system, briefing=held, text="加快进度", unit=unit, due_on=timezone.localdate())
    check = add_phase_check(actor=system, plan=plan, phase="启动实施", title="召开动员会")
    made = {"briefings": briefing.pk, "decisions": decision.pk, "phases": plan.pk, "phases/checks": check.pk}
    subjects = {route: route.removeprefix("/governance/").split("/<int:pk>")[0] for route in (*GET, *POST) if "<int:pk>" in route}
    return {route: route.replace("<int:pk>", str(made[subject])) for route, subject in subjects.items()}
