"""People fill, review and accept on their pages, and nothing that they typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from kepu.governance.models import ProgressReport, ReportingPeriod
from kepu.governance.services import approve_report, open_period, submit_report
from kepu.organizations.actors import Actor
from kepu.organizations.models import Unit
from kepu.plans.models import Plan, PlanNode, WorkItem
from kepu.plans.services import decline_work_item, finish_work_item, issue_work_items

from .conftest import fill

ClientFor = Callable[[Actor], Client]
TEXT = {"done": "开课12场。", "quantity": "8", "completion": "20", "problems": "", "next_steps": ""}


def stored(report: ProgressReport) -> ProgressReport:
    return ProgressReport.objects.get(pk=report.pk)


def test_the_inbox_of_a_reporter_holds_what_he_must_fill(report: ProgressReport, reporter: Actor, client_for: ClientFor) -> None:
    page = client_for(reporter).get("/governance/inbox/").content.decode()
    assert f"/governance/reports/{report.pk}/edit/" in page


def test_each_inbox_holds_exactly_what_its_person_must_do(
    submitted: ProgressReport, reporter: Actor, head: Actor, lead_head: Actor, office: Actor, leader: Actor, client_for: ClientFor
) -> None:
    def seen() -> dict[str, bool]:
        people = {"reporter": reporter, "head": head, "lead": lead_head, "office": office, "leader": leader}
        return {name: submitted.work_item.title in client_for(actor).get("/governance/inbox/").content.decode() for name, actor in people.items()}

    nobody = dict.fromkeys(("reporter", "head", "lead", "office", "leader"), False)
    assert seen() == nobody | {"head": True}
    report = approve_report(actor=head, report=submitted, version=submitted.version)
    assert seen() == nobody | {"lead": True}
    approve_report(actor=lead_head, report=report, version=report.version)
    assert seen() == nobody | {"office": True}


def test_the_inbox_also_names_what_is_no_report(item: WorkItem, plan: Plan, office: Actor, reporter: Actor, client_for: ClientFor) -> None:
    issue_work_items(actor=office, plan=plan, year=item.year)
    assert "1 项工作任务等您答复是否接受" in client_for(reporter).get("/governance/inbox/").content.decode()
    decline_work_item(actor=reporter, item=WorkItem.objects.get(pk=item.pk), reason="人手不足")
    assert "等您答复" not in client_for(reporter).get("/governance/inbox/").content.decode()
    page = client_for(office).get("/governance/inbox/").content.decode()
    assert "1 项工作任务被退回商议" in page and f"/plans/{plan.pk}/work/?year={item.year}&amp;status=declined" in page


def test_the_menu_counts_all_that_the_inbox_shows(
    report: ProgressReport, draft: Callable[..., WorkItem], office: Actor, reporter: Actor, client_for: ClientFor
) -> None:
    def counted(actor: Actor) -> str:
        menu = client_for(actor).get("/governance/periods/" if actor is office else "/").content.decode()
        return menu.partition('href="/governance/inbox/"')[2].partition("</a>")[0]

    assert ">1</span>" in counted(reporter) and "count" not in counted(office)
    more = draft(title="另一项工作")
    issue_work_items(actor=office, plan=more.plan, year=more.year)
    assert ">2</span>" in counted(reporter)
    decline_work_item(actor=reporter, item=WorkItem.objects.get(pk=more.pk), reason="人手不足")
    assert ">1</span>" in counted(reporter) and ">1</span>" in counted(office)


def test_what_is_overdue_stands_first_in_the_inbox(
    office: Actor, plan: Plan, work: WorkItem, reporter: Actor, open_month: Callable[..., ReportingPeriod], client_for: ClientFor
) -> None:
    open_month(12, due_on=date(2099, 12, 28))
    open_month(1, due_on=date(2026, 1, 28))
    page = client_for(reporter).get("/governance/inbox/").content.decode()
    assert page.index("2026年1月") < page.index("2026年12月")
    assert "已逾期" in page


def test_a_reporter_saves_and_submits_on_one_page(report: ProgressReport, reporter: Actor, client_for: ClientFor) -> None:
    answer = client_for(reporter).post(f"/governance/reports/{report.pk}/edit/", {**TEXT, "version": report.version, "action": "submit"})
    assert answer.status_code == 302
    assert (stored(report).state, stored(report).done) == ("with_head", "开课12场。")


def test_an_incomplete_report_keeps_what_was_typed_and_names_the_gap(report: ProgressReport, reporter: Actor, client_for: ClientFor) -> None:
    sent = {**TEXT, "completion": "", "version": report.version, "action": "submit"}
    answer = client_for(reporter).post(f"/governance/reports/{report.pk}/edit/", sent)
    assert answer.status_code == 422
    assert "请填写累计完成进度" in answer.content.decode() and "开课12场。" in answer.content.decode()
    again = client_for(reporter).post(
        f"/governance/reports/{report.pk}/edit/", {**sent, "completion": "30", "version": answer.context["form"]["version"].value()}
    )
    assert again.status_code == 302


def test_who_saves_second_keeps_his_text_beside_the_other(report: ProgressReport, reporter: Actor, head: Actor, client_for: ClientFor) -> None:
    fill(head, report, done="负责人的文字")
    answer = client_for(reporter).post(f"/governance/reports/{report.pk}/edit/", {**TEXT, "version": report.version})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "开课12场。" in page and "负责人的文字" in page
    assert f"已由{head.user.get_full_name()}在别处更新" in page and "您填写的内容还在下面" in page and "刷新" not in page
    assert stored(report).done == "负责人的文字"


def test_a_lost_page_comes_back_with_its_text(report: ProgressReport, reporter: Actor, client_for: ClientFor) -> None:
    client = client_for(reporter)
    kept = client.post(f"/governance/reports/{report.pk}/keep/", {**TEXT, "done": "还没写完", "version": report.version})
    assert "自动暂存" in kept.content.decode()
    page = client.get(f"/governance/reports/{report.pk}/edit/").content.decode()
    assert "还没写完" in page and "已恢复" in page
    assert stored(report).done == ""


def test_a_saved_report_forgets_the_lost_page(report: ProgressReport, reporter: Actor, client_for: ClientFor) -> None:
    client = client_for(reporter)
    client.post(f"/governance/reports/{report.pk}/keep/", {**TEXT, "done": "旧稿", "version": report.version})
    client.post(f"/governance/reports/{report.pk}/edit/", {**TEXT, "version": report.version})
    assert "旧稿" not in client.get(f"/governance/reports/{report.pk}/edit/").content.decode()


def test_after_a_decision_the_next_report_in_the_queue_is_shown(
    office: Actor, plan: Plan, measure: PlanNode, head: Actor, units: dict[str, Unit], client_for: ClientFor
) -> None:
    for number in range(2):
        WorkItem.objects.create(
            plan=plan, node=measure, year=2026, title=f"任务{number}", unit=units["区卫生健康委"], due_on=date(2026, 12, 1), status="accepted"
        )
    period = open_period(actor=office, plan=plan, year=2026, span="month", number=11, due_on=date(2026, 11, 28))
    first, second = (submit_report(actor=head, report=(r := fill(head, report)), version=r.version) for report in period.reports.order_by("pk"))
    client = client_for(office)
    answer = client.post(f"/governance/reports/{first.pk}/decide/", {"verb": "approve", "version": first.version})
    assert answer.headers["Location"] == f"/governance/reports/{second.pk}/"
    answer = client.post(f"/governance/reports/{second.pk}/decide/", {"verb": "approve", "version": second.version})
    assert answer.headers["Location"] == "/governance/inbox/"


def test_a_return_without_reason_is_asked_for_it(submitted: ProgressReport, head: Actor, client_for: ClientFor) -> None:
    answer = client_for(head).post(f"/governance/reports/{submitted.pk}/decide/", {"verb": "return", "version": submitted.version})
    assert answer.status_code == 422
    assert "请写明退回的理由" in answer.content.decode()


def test_a_reviewer_who_is_late_keeps_his_reason_and_sees_who_decided(
    submitted: ProgressReport, head: Actor, person: Callable[..., Actor], client_for: ClientFor
) -> None:
    deputy = person(head.unit, "unit_head", "副主任")
    approve_report(actor=deputy, report=submitted, version=submitted.version)
    answer = client_for(head).post(
        f"/governance/reports/{submitted.pk}/decide/", {"verb": "return", "version": submitted.version, "reason": "数字不对"}
    )
    assert answer.status_code == 409
    assert "副主任" in answer.content.decode()


def test_a_broken_request_to_decide_changes_nothing(submitted: ProgressReport, head: Actor, client_for: ClientFor) -> None:
    client = client_for(head)
    for data in ({"verb": "explode", "version": submitted.version}, {"verb": "approve", "version": "x"}, {}):
        assert client.post(f"/governance/reports/{submitted.pk}/decide/", data).status_code == 409
    assert stored(submitted).state == "with_head"


def test_a_unit_sees_its_own_reports_and_those_that_it_leads_only(
    report: ProgressReport, head: Actor, lead_head: Actor, person: Callable[..., Actor], units: dict[str, Unit], client_for: ClientFor
) -> None:
    other = person(units["区总工会"], "unit_head", "other")
    seen = [report.work_item.title in client_for(actor).get("/governance/reports/").content.decode() for actor in (head, lead_head, other)]
    assert seen == [True, True, False]
    assert client_for(other).get(f"/governance/reports/{report.pk}/").status_code == 403


def test_the_office_opens_a_period_on_its_page(office: Actor, plan: Plan, work: WorkItem, client_for: ClientFor) -> None:
    client = client_for(office)
    sent = {"plan": plan.pk, "year": 2026, "span": "quarter", "number": 4, "due_on": "2026-12-31"}
    assert client.post("/governance/periods/", sent).status_code == 302
    assert client.post("/governance/periods/", sent).status_code == 422
    assert ReportingPeriod.objects.count() == 1


def test_the_overview_shows_a_light_for_each_unit_and_period(
    work: WorkItem, open_month: Callable[..., ReportingPeriod], office: Actor, client_for: ClientFor
) -> None:
    open_month(1, due_on=date(2026, 1, 28))
    page = client_for(office).get("/governance/overview/").content.decode()
    assert "区卫生健康委" in page and "light-red" in page


def test_the_office_accepts_what_it_ticked(submitted: ProgressReport, head: Actor, lead_head: Actor, office: Actor, client_for: ClientFor) -> None:
    report = approve_report(actor=head, report=submitted, version=submitted.version)
    report = approve_report(actor=lead_head, report=report, version=report.version)
    answer = client_for(office).post("/governance/accept/", {"report": [f"{report.pk}-{report.version}", "x", "7-"]})
    assert answer.status_code == 302
    assert stored(report).state == "accepted"


@pytest.mark.parametrize("path", ["inbox/", "reports/", "overview/", "overdue/", "periods/", "accept/"])
def test_a_page_at_full_size_costs_few_queries(
    office: Actor,
    plan: Plan,
    measure: PlanNode,
    units: dict[str, Unit],
    client_for: ClientFor,
    django_assert_max_num_queries: Callable[..., object],
    path: str,
) -> None:
    WorkItem.objects.bulk_create(
        WorkItem(plan=plan, node=measure, year=2026, title=f"任务{n}", unit=list(units.values())[n % 7], due_on=date(2026, 12, 1), status="accepted")
        for n in range(60)
    )
    for month in range(1, 13):
        open_period(actor=office, plan=plan, year=2026, span="month", number=month, due_on=date(2026, month, 28))
    ProgressReport.objects.filter(period__number=3).update(state="with_office")
    client = client_for(office)
    client.get("/")
    with django_assert_max_num_queries(20):  # type: ignore[attr-defined]
        assert client.get(f"/governance/{path}").status_code == 200


def test_an_accepted_report_that_says_all_is_done_leads_to_closing_the_task(
    submitted: ProgressReport, head: Actor, lead_head: Actor, office: Actor, leader: Actor, client_for: ClientFor
) -> None:
    ProgressReport.objects.filter(pk=submitted.pk).update(completion=100)
    address, hint = f"/governance/reports/{submitted.pk}/", "任务还没有办结"
    assert hint not in client_for(head).get(address).content.decode()
    for actor in (head, lead_head, office):
        approve_report(actor=actor, report=submitted, version=stored(submitted).version)
    assert hint in client_for(head).get(address).content.decode()
    assert hint not in client_for(leader).get(address).content.decode()
    finish_work_item(actor=head, item=submitted.work_item)
    assert hint not in client_for(head).get(address).content.decode()
