"""A period for which reports are asked, and the report of 区卫生健康委, whose work 区教委 leads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from kepu.governance.models import ProgressReport, ReportingPeriod
from kepu.governance.services import open_period, save_report, submit_report
from kepu.organizations.actors import Actor
from kepu.organizations.models import Unit
from kepu.plans.models import Plan, WorkItem
from kepu.plans.services import accept_work_item, issue_work_items

OpenMonth = Callable[..., ReportingPeriod]


@pytest.fixture
def work(office: Actor, plan: Plan, draft: Callable[..., WorkItem], units: dict[str, Unit]) -> WorkItem:
    """An accepted work item of 区卫生健康委 with a planned quantity, led by 区教委."""
    made = draft(lead_unit=units["区教委"], quantity=40)
    issue_work_items(actor=office, plan=plan, year=2026)
    return accept_work_item(actor=office, item=made)


@pytest.fixture
def open_month(office: Actor, plan: Plan) -> OpenMonth:
    def make(number: int = 11, **otherwise: Any) -> ReportingPeriod:
        values = {"year": 2026, "span": "month", "number": number, "due_on": date(2026, number, 28)} | otherwise
        return open_period(actor=office, plan=plan, **values)

    return make


@pytest.fixture
def period(work: WorkItem, open_month: OpenMonth) -> ReportingPeriod:
    return open_month()


@pytest.fixture
def report(period: ReportingPeriod) -> ProgressReport:
    return period.reports.get()


@pytest.fixture
def filled(report: ProgressReport, reporter: Actor) -> ProgressReport:
    return fill(reporter, report)


@pytest.fixture
def submitted(filled: ProgressReport, reporter: Actor, head: Actor, lead_head: Actor) -> ProgressReport:
    """Waits for the unit's head."""
    return submit_report(actor=reporter, report=filled, version=filled.version)


def fill(actor: Actor, report: ProgressReport, **otherwise: Any) -> ProgressReport:
    values = {"quantity": 8, "completion": 20, "done": "已在4个社区开课。", "problems": "教师不足。", "next_steps": "再开4个班。"} | otherwise
    return save_report(actor=actor, report=report, version=report.version, **values)
