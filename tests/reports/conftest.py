"""A district with a plan in force, its yearly work, and what was recorded for it."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from django.core.cache import cache

from kepu.evidence.services import record_estimate, record_evidence
from kepu.governance.services import advance_report, approve_report, open_period, save_report, submit_report
from kepu.organizations.actors import Actor
from kepu.organizations.models import Area, Unit
from kepu.plans.models import Plan, PlanNode, WorkItem
from kepu.plans.services import (
    accept_work_item,
    create_work_item,
    finish_work_item,
    import_plan,
    issue_plan,
    issue_work_items,
    settle_doubt,
)
from tests.plans.texts import PLAN

TODAY = datetime.date(2026, 11, 24)


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    cache.clear()


@pytest.fixture
def plan(office: Actor) -> Plan:
    """A plan of 2026–2030 in force."""
    made = import_plan(actor=office, source=PLAN)
    for doubt in made.doubts.all():
        settle_doubt(actor=office, doubt=doubt, status="settled", resolution="已核对")
    return issue_plan(actor=office, plan=made)


@pytest.fixture
def measures(plan: Plan) -> dict[str, PlanNode]:
    return {node.title: node for node in plan.nodes.filter(kind="measure")}


@pytest.fixture
def add_work(plan: Plan, measures: dict[str, PlanNode], office: Actor, system: Actor) -> Callable[..., WorkItem]:
    """Draft, issue and accept a piece of work; `done=True` finishes it."""

    def add(title: str, unit: Unit, due_on: datetime.date, *, measure: str = "开展技能培训", done: bool = False, accepted: bool = True) -> WorkItem:
        item = create_work_item(
            actor=office, plan=plan, node=measures[measure], year=due_on.year, title=title, unit=unit, due_on=due_on, deliverable="总结"
        )
        issue_work_items(actor=office, plan=plan, year=due_on.year)
        if accepted or done:
            item = accept_work_item(actor=system, item=item)
        return finish_work_item(actor=system, item=item) if done else item

    return add


@pytest.fixture
def year(plan: Plan, add_work: Callable[..., WorkItem], units: dict[str, Unit], system: Actor) -> Plan:
    """Work done, late and under way; trainings in two streets and two estimates."""
    done = add_work("办职工培训班", units["区总工会"], datetime.date(2026, 6, 30), done=True)
    add_work("办健康大讲堂", units["区卫生健康委"], datetime.date(2026, 9, 30))
    add_work("开设智慧助老课", units["七星岗街道"], datetime.date(2026, 12, 20), measure="开设智慧助老课程")
    for month, (street, people) in enumerate((("七星岗街道", 1200), ("解放碑街道", 800)), start=3):
        area = Area.objects.get(name=street)
        record_evidence(
            actor=system,
            kind="training_attendance",
            happened_on=datetime.date(2026, month, 10),
            quantity=people,
            unit=units["区总工会"],
            area=area,
            work_item=done,
        )
    record_estimate(actor=system, happened_on=datetime.date(2026, 9, 1), value=21, low=19.5, high=22.5)
    return plan


@pytest.fixture
def tell(year: Plan, office: Actor, reporter: Actor) -> Callable[..., None]:
    """区卫生健康委 reports on a piece of its work, and the office accepts it."""

    def say(title: str, **texts: str) -> None:
        period = open_period(actor=office, plan=year, year=2026, span="month", number=10, due_on=datetime.date(2026, 11, 30))
        report = period.reports.get(work_item__title=title)
        report = save_report(actor=reporter, report=report, version=report.version, completion=40, done="已开展筹备。", **texts)
        report = submit_report(actor=reporter, report=report, version=report.version)
        report = advance_report(actor=office, report=report, version=report.version, reason="单位负责人出差")
        approve_report(actor=office, report=report, version=report.version)

    return say
