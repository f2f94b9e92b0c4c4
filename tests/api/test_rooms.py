"""The work of a year through the API."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from kepu.evidence.models import EvidenceRecord
from kepu.governance.models import ProgressReport
from kepu.governance.services import attach_to_report, link_evidence, open_period
from kepu.notifications.services import notify
from kepu.organizations.actors import Actor
from kepu.organizations.models import Unit
from kepu.plans.models import Plan, WorkItem
from kepu.plans.services import import_plan, issue_plan
from tests.evidence.story import lecture
from tests.plans.texts import PLAN

Caller = Callable[..., Client]
Post = Callable[..., Any]


@pytest.fixture
def plan(system: Actor, units: dict[str, Unit]) -> Plan:
    plan = import_plan(actor=system, source=PLAN)
    plan.doubts.update(status="settled")
    return issue_plan(actor=system, plan=plan)


@pytest.fixture
def item(plan: Plan, office: Actor, units: dict[str, Unit], caller: Caller, post: Post) -> dict[str, Any]:
    data = {
        "node_id": plan.nodes.filter(kind="measure")[0].pk,
        "year": plan.year_from,
        "title": "举办健康讲座 12 场",
        "unit_id": units["区卫生健康委"].pk,
        "due_on": f"{plan.year_from}-10-31",
        "quantity": "12",
    }
    answer = post(caller(office), f"/plans/{plan.pk}/work-items", data)
    assert answer.status_code == 201, answer.content.decode()
    return answer.json()


def test_a_task_is_drafted_issued_and_accepted(plan: Plan, item: dict[str, Any], office: Actor, reporter: Actor, caller: Caller, post: Post) -> None:
    assert post(caller(office), f"/plans/{plan.pk}/work-items/issue", {"year": plan.year_from}).json() == {"issued": 1}
    accepted = post(caller(reporter), f"/work-items/{item['id']}/accept", {})
    assert accepted.json()["status"] == "accepted"
    assert post(caller(reporter), f"/work-items/{item['id']}/accept", {}).status_code == 409


def test_two_programs_that_change_a_task_do_not_overwrite_each_other(item: dict[str, Any], office: Actor, caller: Caller, post: Post) -> None:
    client, path, tag = caller(office), f"/work-items/{item['id']}", f'"{item["version"]}"'
    assert post(client, path, {"title": "举办健康讲座 15 场"}, method="patch", If_Match=tag).status_code == 200
    assert post(client, path, {"title": "举办健康讲座 9 场"}, method="patch", If_Match=tag).status_code == 412
    assert WorkItem.objects.get(pk=item["id"]).title == "举办健康讲座 15 场"


def test_a_unit_of_another_district_cannot_be_named(plan: Plan, office: Actor, outsider: Actor, caller: Caller, post: Post) -> None:
    assert outsider.unit is not None
    node = plan.nodes.filter(kind="measure")[0]
    data = {"node_id": node.pk, "year": plan.year_from, "title": "讲座", "unit_id": outsider.unit.pk, "due_on": f"{plan.year_from}-10-31"}
    answer = post(caller(office), f"/plans/{plan.pk}/work-items", data)
    assert answer.status_code == 422 and answer.json()["errors"][0]["pointer"] == "#/unit_id"


ATTENDANCE = {"kind": "activity_attendance", "happened_on": "2026-05-30", "quantity": "40"}


def test_a_phone_that_sends_a_record_again_records_it_once(reporter: Actor, caller: Caller, post: Post) -> None:
    client = caller(reporter)
    for _ in range(3):
        assert post(client, "/evidence", ATTENDANCE, Idempotency_Key="phone-7").status_code == 201
    assert EvidenceRecord.objects.count() == 1


def test_a_wrong_record_is_corrected_and_both_stay(reporter: Actor, caller: Caller, post: Post) -> None:
    client = caller(reporter)
    record = post(client, "/evidence", ATTENDANCE).json()
    corrected = post(client, f"/evidence/{record['id']}/correction", {"reason": "漏记两人", "quantity": "42"})
    assert corrected.status_code == 201 and corrected.json()["corrects_id"] == record["id"]
    assert [row["quantity"] for row in client.get("/api/v1/evidence").json()["items"]] == ["42.0000", "40.0000"]
    again = post(client, f"/evidence/{record['id']}/void", {"reason": "重复"})
    assert again.status_code == 409


def test_a_unit_does_not_correct_what_another_unit_recorded(reporter: Actor, lead_head: Actor, caller: Caller, post: Post) -> None:
    record = post(caller(reporter), "/evidence", ATTENDANCE).json()
    assert post(caller(lead_head), f"/evidence/{record['id']}/void", {"reason": "不是我们的"}).status_code == 403


def test_a_unit_reads_its_own_records_only(reporter: Actor, lead_head: Actor, office: Actor, caller: Caller, post: Post) -> None:
    record = post(caller(reporter), "/evidence", ATTENDANCE).json()
    other = caller(lead_head)
    assert other.get("/api/v1/evidence").json()["items"] == []
    assert other.get(f"/api/v1/evidence/{record['id']}").status_code == 403
    assert len(caller(office).get("/api/v1/evidence").json()["items"]) == 1


def test_an_indicator_moves_with_the_evidence(plan: Plan, office: Actor, caller: Caller, post: Post) -> None:
    client = caller(office)
    assert post(client, "/evidence", {**ATTENDANCE, "kind": "brand_activity", "quantity": "1"}).status_code == 201
    statuses = client.get(f"/api/v1/plans/{plan.pk}/indicator-statuses").json()
    assert {status["code"] for status in statuses} == set(plan.indicators.values_list("code", flat=True))
    assert all(status["light"] in {"green", "amber", "red", "grey"} for status in statuses)


@pytest.fixture
def report(plan: Plan, item: dict[str, Any], office: Actor, reporter: Actor, system: Actor, caller: Caller, post: Post) -> ProgressReport:
    post(caller(office), f"/plans/{plan.pk}/work-items/issue", {"year": plan.year_from})
    post(caller(reporter), f"/work-items/{item['id']}/accept", {})
    due = date(plan.year_from, 11, 28)
    return open_period(actor=system, plan=plan, year=plan.year_from, span="month", number=11, due_on=due).reports.get()


def test_a_report_is_filled_handed_in_and_approved(report: ProgressReport, reporter: Actor, head: Actor, caller: Caller, post: Post) -> None:
    client, path = caller(reporter), f"/progress-reports/{report.pk}"
    tag = client.get(f"/api/v1{path}").headers["ETag"]
    filled = {"done": "举办讲座两场", "quantity": "2", "completion": 60}
    saved = post(client, path, filled, method="patch", If_Match=tag)
    assert saved.status_code == 200, saved.content.decode()
    handed_in = post(client, f"{path}/submit", {}, If_Match=saved.headers["ETag"])
    assert handed_in.json()["state"] == "with_head"
    assert post(caller(head), f"{path}/approve", {}, If_Match=tag).status_code == 412
    approved = post(caller(head), f"{path}/approve", {}, If_Match=handed_in.headers["ETag"])
    assert approved.status_code == 200 and approved.json()["state"] != "with_head"


def test_a_program_finds_the_reports_of_a_period_and_their_files(report: ProgressReport, reporter: Actor, outsider: Actor, caller: Caller) -> None:
    attach_to_report(actor=reporter, report=report, file=ContentFile("签到表".encode(), name="签到表.txt"))
    client = caller(reporter)
    (period,) = client.get(f"/api/v1/reporting-periods?year={report.period.year}&span=month").json()["items"]
    assert client.get(f"/api/v1/reporting-periods/{period['id']}").json()["label"] == report.period.label
    (found,) = client.get(f"/api/v1/progress-reports?period={period['id']}").json()["items"]
    (file,) = client.get(f"/api/v1/progress-reports/{found['id']}/attachments").json()
    answer = client.get(f"/api/v1/attachments/{file['id']}")
    assert (file["name"], b"".join(answer.streaming_content).decode()) == ("签到表.txt", "签到表")
    assert caller(outsider).get(f"/api/v1/reporting-periods/{period['id']}").status_code == 404
    assert caller(outsider).get(f"/api/v1/attachments/{file['id']}").status_code == 404


def test_a_program_reads_what_was_linked_to_a_report(report: ProgressReport, reporter: Actor, caller: Caller) -> None:
    record = lecture(reporter, happened_on=report.period.starts_on, note="健康讲座")
    link_evidence(actor=reporter, report=report, record=record)
    (linked,) = caller(reporter).get(f"/api/v1/progress-reports/{report.pk}/evidence").json()
    assert (linked["sequence"], linked["note"], linked["is_superseded"]) == (record.sequence, "健康讲座", False)


def test_a_file_of_another_units_report_is_not_given_out(
    report: ProgressReport, reporter: Actor, leader: Actor, person: Callable[..., Actor], units: dict[str, Unit], caller: Caller
) -> None:
    stranger = person(units["区总工会"], "unit_head", "stranger")
    file = attach_to_report(actor=reporter, report=report, file=ContentFile(b"text", name="a.txt"))
    assert caller(stranger).get(f"/api/v1/attachments/{file.pk}").status_code == 403
    assert caller(leader).get(f"/api/v1/attachments/{file.pk}").status_code == 200


def test_a_program_reads_the_notices_of_its_person_and_marks_them_read(
    system: Actor, reporter: Actor, head: Actor, caller: Caller, post: Post
) -> None:
    assert reporter.user is not None
    for number in range(3):
        notify(actor=system, recipients=[reporter.user], kind="test", title=f"通知{number}")
    client = caller(reporter)
    newest = client.get("/api/v1/notices?limit=1").json()["items"][0]
    assert newest["title"] == "通知2" and newest["read_at"] is None
    assert post(client, f"/notices/{newest['id']}/read", {}).json()["read_at"] is not None
    assert [notice["title"] for notice in client.get("/api/v1/notices?unread=true").json()["items"]] == ["通知1", "通知0"]
    assert post(caller(head), f"/notices/{newest['id']}/read", {}).status_code == 403
    assert post(client, "/notices/read", {}).json() == {"read": 2}
    assert client.get("/api/v1/notices?unread=true").json()["items"] == []
