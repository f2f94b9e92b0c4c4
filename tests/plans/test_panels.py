"""What other rooms show on the pages of the plan."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.test import Client

from kepu.evidence.services import record_evidence
from kepu.governance.services import open_period
from kepu.organizations.actors import Actor
from kepu.plans.models import Plan, WorkItem
from kepu.plans.services import accept_work_item, issue_work_items

ClientFor = Callable[[Actor], Client]


def test_a_task_shows_its_evidence_and_its_reports(office: Actor, head: Actor, plan: Plan, item: WorkItem, client_for: ClientFor) -> None:
    issue_work_items(actor=office, plan=plan, year=2026)
    accept_work_item(actor=head, item=item)
    open_period(actor=office, plan=plan, year=2026, span="quarter", number=1, due_on=date(2026, 4, 10))
    record_evidence(actor=head, kind="activity_attendance", happened_on=date(2026, 3, 5), quantity=37, work_item=item, note="手机课")
    page = client_for(head).get(f"/plans/work/{item.pk}/").content.decode()
    assert "37人次 · 1 条记录" in page and "手机课" in page
    assert "2026年第1季度" in page


def test_a_task_without_evidence_says_where_to_record_it(head: Actor, item: WorkItem, client_for: ClientFor) -> None:
    assert "台账里还没有这项任务的佐证" in client_for(head).get(f"/plans/work/{item.pk}/").content.decode()


def test_the_plan_shows_how_its_indicators_stand(office: Actor, head: Actor, plan: Plan, client_for: ClientFor) -> None:
    record_evidence(actor=office, kind="training_attendance", happened_on=date(2026, 3, 5), quantity=1234)
    page = client_for(head).get(f"/plans/{plan.pk}/").content.decode()
    assert "指标进展" in page and "1,234人次" in page
