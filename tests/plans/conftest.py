"""A reviewed and issued plan, and its yearly work."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from kepu.organizations.actors import Actor
from kepu.organizations.models import Unit
from kepu.plans.models import Plan, PlanNode, WorkItem
from kepu.plans.services import create_work_item, import_plan, issue_plan, settle_doubt

from .texts import PLAN


@pytest.fixture
def reviewed(office: Actor) -> Plan:
    """A plan that waits for review, with its doubts."""
    return import_plan(actor=office, source=PLAN)


@pytest.fixture
def plan(office: Actor, reviewed: Plan) -> Plan:
    """A plan in force."""
    for doubt in reviewed.doubts.all():
        settle_doubt(actor=office, doubt=doubt, status="ignored", resolution="已核对")
    return issue_plan(actor=office, plan=reviewed)


@pytest.fixture
def measure(plan: Plan) -> PlanNode:
    return plan.nodes.get(title="开设智慧助老课程")


@pytest.fixture
def draft(office: Actor, plan: Plan, measure: PlanNode, units: dict[str, Unit]) -> Callable[..., WorkItem]:
    """Draft a work item of 区卫生健康委; anything may be said otherwise."""

    def make(**otherwise: Any) -> WorkItem:
        values = {
            "plan": plan,
            "node": measure,
            "year": 2026,
            "title": "每个社区开办智慧助老课程",
            "unit": units["区卫生健康委"],
            "due_on": date(2026, 10, 31),
        } | otherwise
        return create_work_item(actor=office, **values)

    return make


@pytest.fixture
def item(draft: Callable[..., WorkItem]) -> WorkItem:
    return draft()


@pytest.fixture
def measure_of() -> Callable[[Plan], PlanNode]:
    return lambda plan: plan.nodes.get(title="开设智慧助老课程")
