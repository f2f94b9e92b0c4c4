"""Time passes: people are reminded, lateness is marked and climbs, each thing is told once."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.test import Client
from django_tasks_db.models import DBTaskResult
from typer.testing import CliRunner

from kepu.config.cli import app
from kepu.governance import queries, tasks
from kepu.governance.models import ProgressReport, ReportingPeriod
from kepu.governance.services import FollowUp, follow_up, return_report, set_follow_up, submit_report
from kepu.notifications import queries as notices
from kepu.notifications.models import Delivery, Notice
from kepu.notifications.services import add_robot
from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidInput
from kepu.plans.models import Plan, WorkItem
from kepu.plans.services import drop_work_item, issue_work_items

from .conftest import fill

ZONE = datetime.timezone(datetime.timedelta(hours=8))
DUE = datetime.date(2026, 11, 28)
Run = Callable[[int], FollowUp]


@pytest.fixture
def on_day(system: Actor, report: ProgressReport, reporter: Actor, head: Actor, lead_head: Actor, office: Actor) -> Run:
    """Follow up so many days after the due date."""

    def run(days: int) -> FollowUp:
        with time_machine.travel(datetime.datetime.combine(DUE, datetime.time(9), ZONE) + datetime.timedelta(days=days), tick=False):
            return follow_up(actor=system)

    return run


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(datetime.datetime(2026, 11, 1, 9, tzinfo=ZONE), tick=False):
        yield


def told(actor: Actor, kind: str) -> list[str]:
    return [notice.title for notice in notices.notices(actor).filter(kind=kind)]


def test_nobody_is_reminded_long_before(on_day: Run, reporter: Actor) -> None:
    assert on_day(-20) == FollowUp()
    assert told(reporter, "remind") == []


def test_the_reporter_is_reminded_before_the_due_date(on_day: Run, reporter: Actor, head: Actor) -> None:
    on_day(-7)
    assert told(reporter, "remind") == ["2026年11月进展填报还有 7 天截止"]
    on_day(-2)
    assert told(reporter, "remind")[0] == "2026年11月进展填报还有 2 天截止"
    assert told(head, "remind") == []


def test_each_reminder_is_sent_once_and_a_missed_day_is_made_up(on_day: Run, reporter: Actor) -> None:
    for days in (-6, -6, -5, -4):
        on_day(days)
    assert told(reporter, "remind") == ["2026年11月进展填报还有 6 天截止"]


def test_nobody_is_reminded_of_what_is_handed_in(on_day: Run, report: ProgressReport, reporter: Actor) -> None:
    written = fill(reporter, report)
    submit_report(actor=reporter, report=written, version=written.version)
    for done in (on_day(-2), on_day(10)):
        assert (done.reminded, done.overdue, done.lead, done.office) == (0, 0, 0, 0)
    assert told(reporter, "remind") == told(reporter, "late_overdue") == []


def test_overdue_report_is_escalated_to_the_lead_unit(on_day: Run, reporter: Actor, lead_head: Actor, office: Actor) -> None:
    assert on_day(1).overdue == 1
    assert told(reporter, "late_overdue") == ["2026年11月有 1 份进展报告已逾期"]
    assert told(lead_head, "late_lead") == []
    assert on_day(3).lead == 1
    assert told(lead_head, "late_lead") == ["请督促区卫生健康委：2026年11月有 1 份报告逾期"]
    assert told(office, "late_office") == []


def test_after_the_lead_the_office_is_asked_to_supervise(on_day: Run, office: Actor, report: ProgressReport) -> None:
    assert on_day(7) == FollowUp(overdue=1, lead=1, office=1)
    assert told(office, "late_office") == ["提请督办区卫生健康委：2026年11月有 1 份报告逾期"]
    assert [step.level for step in report.escalations.all()] == ["overdue", "lead", "office"]


def test_each_step_is_told_once_however_often_it_runs(on_day: Run) -> None:
    for days in (1, 1, 2, 3, 3, 7, 8, 30):
        on_day(days)
    assert Notice.objects.filter(kind__startswith="late_").count() == 3


def test_a_report_returned_after_the_due_date_is_late_at_once(on_day: Run, report: ProgressReport, reporter: Actor, head: Actor) -> None:
    written = fill(reporter, report)
    handed_in = submit_report(actor=reporter, report=written, version=written.version)
    assert on_day(2).overdue == 0
    return_report(actor=head, report=handed_in, version=handed_in.version, reason="缺数字")
    assert on_day(2).overdue == 1


def test_dropped_work_is_not_chased(on_day: Run, office: Actor, work: WorkItem) -> None:
    drop_work_item(actor=office, item=work, reason="并入其他任务")
    assert on_day(8) == FollowUp()


def test_a_head_is_reminded_where_nobody_else_reports(
    on_day: Run, office: Actor, plan: Plan, draft: Callable[..., WorkItem], person: Callable[..., Actor], units: dict[str, object]
) -> None:
    alone = person(units["区总工会"], "unit_head", "alone")
    draft(title="职工培训", unit=units["区总工会"])
    issue_work_items(actor=office, plan=plan, year=2026)
    on_day(-2)
    assert len(told(alone, "remind")) == 1


def test_the_group_hears_the_number_of_units_and_no_name_of_a_person(on_day: Run, office: Actor, reporter: Actor) -> None:
    add_robot(actor=office, kind="wecom", name="工作群", webhook="https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1")
    on_day(-2)
    message = Delivery.objects.get(channel="robot")
    assert "1 个单位" in message.body
    assert reporter.user is not None and reporter.user.username not in message.title + message.body


def test_a_district_sets_its_own_days(on_day: Run, office: Actor, reporter: Actor) -> None:
    set_follow_up(actor=office, remind_before=[10], lead_after=1, office_after=2, review_after=3, review_up_after=7)
    on_day(-7)
    assert len(told(reporter, "remind")) == 1
    assert on_day(1).lead == on_day(2).office == 1


@pytest.mark.parametrize(
    ("days", "lead", "office_days", "field"), [([99], 3, 7, "remind_before"), ([7], 0, 7, "lead_after"), ([7], 5, 4, "office_after")]
)
def test_days_that_make_no_sense_are_refused(office: Actor, days: list[int], lead: int, office_days: int, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        set_follow_up(actor=office, remind_before=days, lead_after=lead, office_after=office_days, review_after=3, review_up_after=7)
    assert field in refused.value.fields


def test_the_overdue_list_says_how_long_and_who_was_told(
    on_day: Run, office: Actor, leader: Actor, reporter: Actor, outsider: Actor, client_for: Callable[[Actor], Client]
) -> None:
    on_day(7)
    with time_machine.travel(datetime.datetime(2026, 12, 5, 9, tzinfo=ZONE), tick=False):
        assert [report.unit.name for report in queries.overdue(office.district)] == ["区卫生健康委"]
        for actor in (office, leader, reporter):
            page = client_for(actor).get("/governance/overdue/").content.decode()
            assert "提请纲要办督办" in page and '<td class="num" data-label="逾期天数">7</td>' in page
        assert not queries.overdue(outsider.district).exists()


def test_the_command_says_what_it_did(report: ProgressReport, reporter: Actor) -> None:
    with time_machine.travel(datetime.datetime(2026, 11, 26, 9, tzinfo=ZONE), tick=False):
        answer = CliRunner().invoke(app, ["governance", "remind"])
    assert answer.exit_code == 0
    assert "渝中区：提醒 1 份" in answer.stdout


def test_the_worker_follows_up_every_morning_without_piling_up(report: ProgressReport) -> None:
    for _start in range(3):
        tasks.schedule()
    waiting = DBTaskResult.objects.filter(task_path=tasks.daily.module_path)
    assert [task.run_after.astimezone(ZONE).hour for task in waiting] == [8]


def test_reminding_a_whole_district_costs_few_queries(
    system: Actor,
    plan: Plan,
    measure: object,
    units: dict[str, object],
    open_month: Callable[..., ReportingPeriod],
    django_assert_max_num_queries: Callable[..., object],
) -> None:
    WorkItem.objects.bulk_create(
        WorkItem(
            plan=plan,
            node=measure,
            year=2026,
            title=f"任务{n}",
            unit=list(units.values())[n % 7],
            due_on=datetime.date(2026, 12, 1),
            status="accepted",
        )
        for n in range(70)
    )
    open_month(11)
    with time_machine.travel(datetime.datetime(2026, 12, 10, 9, tzinfo=ZONE), tick=False), django_assert_max_num_queries(90):  # type: ignore[attr-defined]
        assert follow_up(actor=system).overdue == 70
