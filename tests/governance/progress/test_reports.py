"""A report goes from the person who fills it to the office, step by step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from kepu.governance.models import ProgressReport, ReportingPeriod
from kepu.governance.services import (
    accept_reports,
    advance_report,
    approve_report,
    open_period,
    return_report,
    save_report,
    submit_report,
    sync_reports,
    withdraw_report,
)
from kepu.notifications import queries as notices
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput, NotFound, PermissionDenied
from kepu.organizations.models import AuditEntry, Role, Unit
from kepu.plans.models import Plan, WorkItem
from kepu.plans.services import issue_work_items, update_work_item

from .conftest import fill

State = ProgressReport.State


def now(report: ProgressReport) -> ProgressReport:
    return ProgressReport.objects.get(pk=report.pk)


def test_opening_a_period_asks_for_a_report_on_every_task_in_hand(period: ReportingPeriod, work: WorkItem) -> None:
    assert [(report.work_item, report.unit.name, report.state) for report in period.reports.all()] == [(work, "区卫生健康委", "draft")]


def test_a_period_is_opened_once(period: ReportingPeriod, office: Actor, plan: Plan) -> None:
    with pytest.raises(Conflict):
        open_period(actor=office, plan=plan, year=2026, span="month", number=11, due_on=date(2026, 11, 28))


@pytest.mark.parametrize(
    ("span", "number", "field"),
    [("week", 1, "span"), ("month", 13, "number"), ("quarter", 5, "number"), ("year", 2, "number"), ("month", 0, "number")],
)
def test_a_period_that_does_not_exist_is_refused(office: Actor, plan: Plan, span: str, number: int, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        open_period(actor=office, plan=plan, year=2026, span=span, number=number, due_on=date(2026, 12, 1))
    assert field in refused.value.fields


def test_only_the_office_opens_a_period(head: Actor, plan: Plan) -> None:
    with pytest.raises(PermissionDenied):
        open_period(actor=head, plan=plan, year=2026, span="month", number=11, due_on=date(2026, 11, 28))


def test_work_issued_later_joins_the_open_period_once(
    office: Actor, plan: Plan, period: ReportingPeriod, draft: Callable[..., WorkItem], units: dict[str, Unit]
) -> None:
    draft(title="新的任务", unit=units["区总工会"])
    issue_work_items(actor=office, plan=plan, year=2026)
    assert [sync_reports(actor=office, period=period) for _repeat in range(2)] == [1, 0]


def test_an_unwritten_report_follows_its_work_to_another_unit(office: Actor, period: ReportingPeriod, work: WorkItem, units: dict[str, Unit]) -> None:
    update_work_item(actor=office, item=work, version=work.version, unit=units["区总工会"])
    sync_reports(actor=office, period=period)
    assert period.reports.get().unit == units["区总工会"]


def test_a_report_passes_head_and_lead_and_is_accepted(submitted: ProgressReport, head: Actor, lead_head: Actor, office: Actor) -> None:
    states = [submitted.state]
    for actor in (head, lead_head, office):
        report = approve_report(actor=actor, report=submitted, version=now(submitted).version)
        states.append(report.state)
    assert states == [State.WITH_HEAD, State.WITH_LEAD, State.WITH_OFFICE, State.ACCEPTED]
    assert report.accepted_at is not None
    assert [event.verb for event in report.events.all()] == ["submit", "approve", "approve", "approve"]


def test_work_without_another_lead_goes_from_the_head_to_the_office(
    office: Actor, plan: Plan, draft: Callable[..., WorkItem], reporter: Actor, head: Actor, units: dict[str, Unit]
) -> None:
    draft(lead_unit=units["区卫生健康委"])
    issue_work_items(actor=office, plan=plan, year=2026)
    period = open_period(actor=office, plan=plan, year=2026, span="quarter", number=4, due_on=date(2026, 12, 31))
    report = fill(reporter, period.reports.get())
    report = submit_report(actor=reporter, report=report, version=report.version)
    assert approve_report(actor=head, report=report, version=report.version).state == State.WITH_OFFICE


def test_a_head_who_fills_the_report_himself_need_not_approve_it(report: ProgressReport, head: Actor) -> None:
    written = fill(head, report)
    assert submit_report(actor=head, report=written, version=written.version).state == State.WITH_LEAD


def test_an_incomplete_report_is_not_handed_in_and_every_gap_is_named(report: ProgressReport, reporter: Actor) -> None:
    with pytest.raises(InvalidInput) as refused:
        submit_report(actor=reporter, report=report, version=report.version)
    assert set(refused.value.fields) == {"done", "completion", "quantity"}
    assert now(report).state == State.DRAFT


@pytest.mark.parametrize(("field", "value"), [("completion", 101), ("completion", -1), ("quantity", -1), ("quantity", 10**12), ("done", "字" * 4001)])
def test_impossible_figures_are_not_stored(report: ProgressReport, reporter: Actor, field: str, value: object) -> None:
    with pytest.raises(InvalidInput) as refused:
        fill(reporter, report, **{field: value})
    assert set(refused.value.fields) == {field}
    assert now(report).version == report.version


def test_a_return_needs_a_reason_and_goes_to_the_person_who_filled_it(submitted: ProgressReport, head: Actor, reporter: Actor) -> None:
    with pytest.raises(InvalidInput):
        return_report(actor=head, report=submitted, version=submitted.version, reason=" ")
    returned = return_report(actor=head, report=submitted, version=submitted.version, reason="请补充参加人数。")
    assert returned.state == State.RETURNED
    assert "请补充参加人数。" in notices.notices(reporter).first().body  # type: ignore[union-attr]


def test_a_returned_report_is_mended_and_starts_again(submitted: ProgressReport, head: Actor, reporter: Actor) -> None:
    returned = return_report(actor=head, report=submitted, version=submitted.version, reason="请补充。")
    mended = fill(reporter, returned, done="已在4个社区开课，320人参加。")
    assert submit_report(actor=reporter, report=mended, version=mended.version).state == State.WITH_HEAD


def test_the_unit_withdraws_while_nobody_has_decided(submitted: ProgressReport, reporter: Actor) -> None:
    assert withdraw_report(actor=reporter, report=submitted, version=submitted.version).state == State.WITHDRAWN


def test_what_was_approved_cannot_be_withdrawn(submitted: ProgressReport, head: Actor) -> None:
    approved = approve_report(actor=head, report=submitted, version=submitted.version)
    with pytest.raises(Conflict):
        withdraw_report(actor=head, report=approved, version=approved.version)


def test_a_report_under_review_is_not_edited(submitted: ProgressReport, reporter: Actor) -> None:
    with pytest.raises(Conflict):
        fill(reporter, submitted, done="改写")


def test_another_unit_neither_fills_nor_approves(submitted: ProgressReport, report: ProgressReport, lead_head: Actor) -> None:
    with pytest.raises(PermissionDenied):
        fill(lead_head, report)
    with pytest.raises(PermissionDenied, match="单位负责人"):
        approve_report(actor=lead_head, report=submitted, version=submitted.version)


def test_the_reporter_cannot_approve_his_own_report(submitted: ProgressReport, reporter: Actor) -> None:
    with pytest.raises(PermissionDenied):
        approve_report(actor=reporter, report=submitted, version=submitted.version)


def test_leaders_and_auditors_only_read(submitted: ProgressReport, leader: Actor, auditor: Actor) -> None:
    for actor in (leader, auditor):
        with pytest.raises(PermissionDenied):
            approve_report(actor=actor, report=submitted, version=submitted.version)


def test_another_district_does_not_see_the_report(submitted: ProgressReport, outsider: Actor) -> None:
    with pytest.raises(NotFound):
        approve_report(actor=outsider, report=submitted, version=submitted.version)


def test_the_office_takes_a_report_that_nobody_reviews(submitted: ProgressReport, office: Actor, head: Actor) -> None:
    with pytest.raises(InvalidInput):
        advance_report(actor=office, report=submitted, version=submitted.version, reason="")
    advanced = advance_report(actor=office, report=submitted, version=submitted.version, reason="负责人出差")
    assert advanced.state == State.WITH_OFFICE
    assert notices.notices(head).filter(kind="report_advance").exists()


def test_who_comes_second_is_told_who_was_first(submitted: ProgressReport, head: Actor, person: Callable[..., Actor]) -> None:
    deputy = person(head.unit, Role.UNIT_HEAD, "副主任")
    approve_report(actor=deputy, report=submitted, version=submitted.version)
    with pytest.raises(Conflict, match=r"副主任.*审核通过"):
        return_report(actor=head, report=submitted, version=submitted.version, reason="不同意")
    assert now(submitted).state == State.WITH_LEAD


def test_two_who_write_the_same_report_do_not_overwrite_each_other(report: ProgressReport, reporter: Actor, head: Actor) -> None:
    fill(reporter, report, done="填报员写的")
    with pytest.raises(Conflict):
        fill(head, report, done="负责人写的")
    assert now(report).done == "填报员写的"


def test_a_phone_that_sends_twice_saves_and_submits_once(report: ProgressReport, reporter: Actor, head: Actor) -> None:
    for _repeat in range(2):
        fill(reporter, report)
    saved = now(report)
    for _repeat in range(2):
        submit_report(actor=reporter, report=saved, version=saved.version)
    assert (now(report).state, report.events.count(), notices.unread_count(head)) == (State.WITH_HEAD, 1, 1)


def test_each_step_tells_the_next_person(submitted: ProgressReport, head: Actor, lead_head: Actor, office: Actor) -> None:
    assert notices.unread_count(head) == 1
    report = approve_report(actor=head, report=submitted, version=submitted.version)
    assert notices.unread_count(lead_head) == 1
    approve_report(actor=lead_head, report=report, version=report.version)
    assert notices.unread_count(office) == 1


def test_each_step_stands_in_the_audit_log(submitted: ProgressReport, head: Actor) -> None:
    approve_report(actor=head, report=submitted, version=submitted.version)
    entry = AuditEntry.objects.filter(action="governance.approve_report").get()
    assert (entry.user, entry.changes["state"]) == (head.user, ["with_head", "with_lead"])


def test_many_are_accepted_at_once_and_what_moved_is_named(
    office: Actor, plan: Plan, draft: Callable[..., WorkItem], head: Actor, units: dict[str, Unit]
) -> None:
    for number in range(3):
        draft(title=f"任务{number}", lead_unit=units["区卫生健康委"])
    issue_work_items(actor=office, plan=plan, year=2026)
    period = open_period(actor=office, plan=plan, year=2026, span="year", number=1, due_on=date(2026, 12, 31))
    waiting = []
    for report in period.reports.order_by("pk"):
        written = fill(head, report)
        waiting.append(submit_report(actor=head, report=written, version=written.version))
    return_report(actor=office, report=waiting[0], version=waiting[0].version, reason="缺附件")
    accepted, refused = accept_reports(actor=office, chosen=[(report.pk, report.version) for report in waiting])
    assert accepted == 2
    assert len(refused) == 1 and refused[0].startswith("任务0：") and "退回" in refused[0]


def test_saving_needs_a_version_that_is_current(report: ProgressReport, reporter: Actor) -> None:
    with pytest.raises(Conflict):
        save_report(actor=reporter, report=report, version=report.version + 5, done="来自别处")
