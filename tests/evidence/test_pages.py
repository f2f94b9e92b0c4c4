"""The pages of the ledger: finding, recording, mending, following a figure to its sources."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from kepu.evidence.models import EvidenceRecord
from kepu.evidence.queries import browse
from kepu.evidence.queries.browse import Filter, stretch
from kepu.evidence.services import NewEvidence, correct_evidence, record_estimate, record_evidence_many, void_evidence
from kepu.organizations.actors import Actor
from kepu.organizations.models import Area, AuditEntry, Job, Unit
from kepu.organizations.services.jobs import run_job
from kepu.plans.models import PlanNode, WorkItem
from tests.organizations.test_imports import workbook

from .story import DAY, indicator, lecture, plan_of

ClientFor = Callable[[Actor], Client]


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def typed(client: Client, address: str, **more: Any) -> dict[str, Any]:
    """The form as a person finds it, filled."""
    page = text(client, address)
    key = re.search(r'name="key" value="([0-9a-f]+)"', page)
    return {"key": key[1] if key else "", "happened_on": "2026-05-30", "quantity": "40", "note": "讲座", **more}


def test_a_unit_records_with_a_file_and_finds_it_in_the_ledger(reporter: Actor, client_for: ClientFor) -> None:
    client = client_for(reporter)
    form = typed(client, "/evidence/new/activity_attendance/", proofs=SimpleUploadedFile("签到表.pdf", b"%PDF-1.7"))
    answer = client.post("/evidence/new/activity_attendance/", form, follow=True)
    page = answer.content.decode()
    assert "已登记为第 1 号记录" in page and "签到表.pdf" in page
    record = EvidenceRecord.objects.get()
    assert (record.unit, record.quantity, record.recorded_by) == (reporter.unit, 40, reporter.user)
    assert "讲座" in text(client, "/evidence/")


def test_a_form_that_is_sent_twice_counts_once(reporter: Actor, client_for: ClientFor) -> None:
    client = client_for(reporter)
    form = typed(client, "/evidence/new/activity/")
    places = {client.post("/evidence/new/activity/", form | {"proofs": SimpleUploadedFile("a.pdf", b"%PDF-1.7")})["Location"] for _ in range(2)}
    assert len(places) == 1 and EvidenceRecord.objects.count() == 1


def test_what_was_typed_stays_when_it_is_refused(reporter: Actor, client_for: ClientFor) -> None:
    client = client_for(reporter)
    tomorrow = (date.today() + timedelta(days=2)).isoformat()
    answer = client.post("/evidence/new/activity/", typed(client, "/evidence/new/activity/", happened_on=tomorrow, note="很长的说明"))
    assert answer.status_code == 422 and "不能晚于今天" in answer.content.decode() and "很长的说明" in answer.content.decode()


def test_a_refused_file_leaves_no_record(reporter: Actor, client_for: ClientFor) -> None:
    client = client_for(reporter)
    form = typed(client, "/evidence/new/activity/", proofs=SimpleUploadedFile("照片.jpg", b"MZ\x00program"))
    answer = client.post("/evidence/new/activity/", form)
    assert answer.status_code == 422 and "照片.jpg" in answer.content.decode() and not EvidenceRecord.objects.exists()


def test_the_kind_decides_the_fields(office: Actor, client_for: ClientFor) -> None:
    client = client_for(office)
    estimate, hearing = text(client, "/evidence/new/literacy_estimate/"), text(client, "/evidence/new/leader_hearing/")
    assert 'name="value"' in estimate and 'name="quantity"' not in estimate
    assert 'name="audience"' not in hearing and 'name="persons"' not in hearing
    assert client.get("/evidence/new/no_such_kind/").status_code == 404


def test_a_unit_sees_its_own_records_and_not_those_of_others(reporter: Actor, lead_head: Actor, leader: Actor, client_for: ClientFor) -> None:
    own, other = lecture(reporter, note="我们的讲座"), lecture(lead_head, note="他们的讲座")
    page = text(client_for(reporter), "/evidence/")
    assert "我们的讲座" in page and "他们的讲座" not in page
    assert client_for(reporter).get(f"/evidence/{other.pk}/").status_code == 403
    assert "我们的讲座" in text(client_for(leader), f"/evidence/{own.pk}/")
    assert client_for(reporter).get(f"/evidence/?unit={lead_head.unit.pk}").content.decode().count("他们的讲座") == 0  # type: ignore[union-attr]


def test_a_correction_takes_the_place_of_the_record_and_both_stay_in_its_history(reporter: Actor, client_for: ClientFor) -> None:
    record, client = lecture(reporter), client_for(reporter)
    form = {"key": "x", "happened_on": "2025-05-30", "quantity": "45", "audience": "", "note": "", "reason": "数错了"}
    page = client.post(f"/evidence/{record.pk}/correct/", form, follow=True).content.decode()
    assert "第 2 号记录取代了原记录" in page and "理由：数错了" in page
    newest = EvidenceRecord.objects.get(corrects=record)
    assert (newest.quantity, newest.unit) == (45, record.unit)
    assert "这条记录已被取代" in text(client, f"/evidence/{record.pk}/")
    assert client.post(f"/evidence/{record.pk}/correct/", form).status_code == 422


def test_a_correction_without_change_is_refused(reporter: Actor, client_for: ClientFor) -> None:
    record = lecture(reporter)
    form = {"key": "x", "happened_on": "2025-05-30", "quantity": "40", "audience": "", "note": "", "reason": "看看"}
    answer = client_for(reporter).post(f"/evidence/{record.pk}/correct/", form)
    assert answer.status_code == 422 and "没有改动" in answer.content.decode()


def test_a_voided_record_leaves_the_list_and_keeps_its_page(reporter: Actor, client_for: ClientFor) -> None:
    record, client = lecture(reporter, note="重复的讲座"), client_for(reporter)
    assert client.post(f"/evidence/{record.pk}/void/", {"reason": ""}).status_code == 422
    client.post(f"/evidence/{record.pk}/void/", {"reason": "重复"})
    assert "重复的讲座" not in text(client, "/evidence/")
    assert "重复的讲座" in text(client, "/evidence/?history=1")
    assert "不再计入任何数字" in text(client, f"/evidence/{record.pk}/")


def test_the_list_is_filtered_by_kind_period_area_audience_and_words(
    office: Actor, system: Actor, units: dict[str, Unit], client_for: ClientFor
) -> None:
    street = Area.objects.get(name="七星岗街道")
    lecture(system, unit=units["区教委"], note="甲", audience="youth", area=street)
    lecture(system, unit=units["区科协"], note="乙", happened_on=DAY + timedelta(days=400))
    lecture(system, unit=units["区科协"], kind="publication", note="丙")
    client = client_for(office)

    def shown(query: str) -> set[str]:
        page = text(client, f"/evidence/?{query}")
        return {name for name in "甲乙丙" if f">{name}</td>" in page}

    assert shown("") == set("甲乙丙")
    assert shown("kind=publication") == {"丙"}
    assert shown(f"unit={units['区教委'].pk}") == {"甲"}
    assert shown(f"area={street.pk}") == {"甲"}
    assert shown("audience=youth") == {"甲"}
    assert shown("since=2026-01-01") == {"乙"}
    assert shown("text=丙") == {"丙"} and shown("text=2") == {"乙"}
    assert shown("unit=x&since=yesterday&area=99999999999999999999&after=%00") == set("甲乙丙")


def test_a_search_for_words_that_did_not_reach_all_records_says_how_far_it_went(
    office: Actor, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        lecture(office, note=f"讲座{number}")
    client = client_for(office)
    assert "只查找了较新的记录" not in text(client, "/evidence/?text=讲座")
    monkeypatch.setattr(browse, "SEARCHED", 3)
    page = text(client, "/evidence/?text=讲座")
    assert "只查找了较新的记录" in page and "第 2 号" in page
    assert "讲座0" not in page and "讲座1" in page
    assert "只查找了较新的记录" not in text(client, "/evidence/?text=1")


@pytest.mark.parametrize("query", [{}, {"since": "2020-01-01"}, {"kind": "activity_attendance"}, {"history": "1", "kind": "activity_attendance"}])
def test_paging_shows_every_record_once_even_on_one_day(office: Actor, system: Actor, query: dict[str, str]) -> None:
    days = [DAY + timedelta(days=number // 7) for number in range(40)]
    record_evidence_many(actor=system, entries=[NewEvidence("activity_attendance", day) for day in days])
    correct_evidence(actor=system, record=EvidenceRecord.objects.get(sequence=5), reason="改", quantity=2)
    void_evidence(actor=system, record=EvidenceRecord.objects.get(sequence=9), reason="重复")
    seen: list[int] = []
    after = ""
    while True:
        part = stretch(office, Filter.of(query), after, size=6)
        seen += [record.sequence for record in part.records]
        after = part.after
        if not after:
            break
    expected = set(range(1, 43)) if query.get("history") else set(range(1, 42)) - {5, 9}
    assert len(seen) == len(set(seen)) and set(seen) == expected


def test_the_list_takes_a_bounded_number_of_queries(
    office: Actor, system: Actor, units: dict[str, Unit], client_for: ClientFor, django_assert_max_num_queries: Any
) -> None:
    record_evidence_many(actor=system, entries=[NewEvidence("activity", DAY, unit=units["区教委"]) for _ in range(80)])
    client = client_for(office)
    for query in ("kind=activity", "since=2025-01-01", "audience=youth", "text=座", ""):
        with django_assert_max_num_queries(14):
            text(client, f"/evidence/?{query}")


COLUMNS = ["发生日期", "数量", "单位", "地区", "人群", "参加人", "规划任务", "说明"]


def imported(client: Client, *rows: list[Any]) -> Job:
    answer = client.post("/evidence/import/activity_attendance/", {"file": workbook(COLUMNS, *rows)})
    return Job.objects.get(pk=int(answer["Location"].split("/")[-2]))


def test_a_workbook_of_records_is_taken_whole(office: Actor, client_for: ClientFor) -> None:
    rows = [["2026年3月5日", "４０", "区卫健委", "七星岗街道", "老年人"], ["2026.3.6", 30, "区教委", None, "青少年", "a1、b2", None, "讲座"]]
    job = imported(client_for(office), *rows)
    assert (job.state, job.message) == ("done", "已登记 2 条“科普活动参与”。")
    assert [(str(one.unit), one.quantity, one.person_count) for one in EvidenceRecord.objects.all()] == [("区卫生健康委", 40, 0), ("区教委", 30, 2)]


def test_the_same_workbook_again_adds_nothing_and_says_so(office: Actor, client_for: ClientFor) -> None:
    file = workbook(COLUMNS, ["2026-03-05", 40, "区教委"])
    content = file.read()
    for _again in range(2):
        client_for(office).post("/evidence/import/activity_attendance/", {"file": SimpleUploadedFile("同一个.xlsx", content)})
    job = Job.objects.first()
    assert job is not None and job.is_alarming and "已经导入过" in job.message and EvidenceRecord.objects.count() == 1


def test_one_wrong_row_keeps_the_whole_workbook_out(office: Actor, client_for: ClientFor) -> None:
    tomorrow = date.today() + timedelta(days=2)
    job = imported(client_for(office), ["2026-03-05", 40, "区教委"], [tomorrow, 40, "区教委"], ["2026-03-05", 0, "没有的单位"])
    assert job.state == "failed" and not EvidenceRecord.objects.exists()
    assert {(row, column) for _sheet, row, column, _text in job.errors} == {(3, "发生日期"), (4, "单位")}
    job = imported(client_for(office), [tomorrow, 40, "区教委"], ["2026-03-05", 0, "区教委"])
    assert {(row, column) for _sheet, row, column, _text in job.errors} == {(2, "发生日期"), (3, "数量")}


def test_a_unit_imports_for_itself_only(reporter: Actor, client_for: ClientFor) -> None:
    columns = load_workbook(io.BytesIO(client_for(reporter).get("/evidence/import/activity/?template=1").content)).worksheets[0][1]
    assert "单位" not in {str(cell.value).rstrip("*") for cell in columns}
    imported(client_for(reporter), ["2026-03-05", 40, "区教委"])
    assert EvidenceRecord.objects.get().unit == reporter.unit


def test_the_filtered_ledger_is_exported(office: Actor, system: Actor, client_for: ClientFor, units: dict[str, Unit]) -> None:
    lecture(system, unit=units["区教委"], note="=cmd|calc")
    lecture(system, unit=units["区科协"])
    client = client_for(office)
    answer = client.post(f"/evidence/export/?unit={units['区教委'].pk}")
    job = Job.objects.get()
    run_job(job.pk)
    job.refresh_from_db()
    assert answer.status_code == 302 and job.message == "共导出 1 条。" and job.result is not None
    content = b"".join(client.get(f"/attachments/{job.result.pk}/").streaming_content)  # type: ignore[attr-defined]
    row = [cell.value for cell in load_workbook(io.BytesIO(content)).worksheets[0][2]]
    assert "区教委" in row and "=cmd|calc" in row and EvidenceRecord.objects.get(sequence=1).chain_hash in row


def test_a_figure_is_clicked_down_to_its_records(office: Actor, system: Actor, units: dict[str, Unit], client_for: ClientFor) -> None:
    shown = indicator(plan_of(system), "attendance", "activity_attendance", "sum", 100)
    record = lecture(system, unit=units["区教委"])
    client, page = client_for(office), f"/evidence/indicators/{shown.pk}/"
    assert "?year=2025#drill" in text(client, page)
    assert "?year=2025&amp;month=5#drill" in text(client, f"{page}?year=2025")
    month = text(client, f"{page}?year=2025&month=5")
    assert f"unit={units['区教委'].pk}#drill" in month and f"/evidence/{record.pk}/" in month
    assert f"/evidence/{record.pk}/" in text(client, f"{page}?year=2025&month=5&unit={units['区教委'].pk}")
    assert text(client, f"{page}?year=9999&month=77&unit=x")


def test_a_unit_sees_the_districts_total_and_of_others_only_their_sum(
    reporter: Actor, system: Actor, units: dict[str, Unit], client_for: ClientFor
) -> None:
    shown = indicator(plan_of(system), "attendance", "activity_attendance", "sum", 100)
    other = lecture(system, unit=units["区教委"])
    lecture(system, unit=units["区卫生健康委"], quantity=2)
    page = text(client_for(reporter), f"/evidence/indicators/{shown.pk}/?year=2025&month=5")
    assert "其他单位合计" in page and "区教委" not in page and f"/evidence/{other.pk}/" not in page
    assert ">42<" in text(client_for(reporter), f"/evidence/indicators/{shown.pk}/")


def test_an_estimate_is_shown_with_its_interval(office: Actor, system: Actor, client_for: ClientFor) -> None:
    shown = indicator(plan_of(system), "literate_share", "literacy_estimate", "latest", 20, unit_label="%")
    record = record_estimate(actor=system, happened_on=DAY, value="17.3", low="16.1", high="18.5")
    page = text(client_for(office), f"/evidence/indicators/{shown.pk}/")
    assert "17.3" in page and "区间 16.1 – 18.5" in page and f"/evidence/{record.pk}/" in page


def test_a_unit_sees_the_published_estimate_without_a_link_to_the_record(reporter: Actor, system: Actor, client_for: ClientFor) -> None:
    shown = indicator(plan_of(system), "literate_share", "literacy_estimate", "latest", 20, unit_label="%")
    record = record_estimate(actor=system, happened_on=DAY, value="17.3", low="16.1", high="18.5")
    page = text(client_for(reporter), f"/evidence/indicators/{shown.pk}/")
    assert "16.1 – 18.5" in page and f"/evidence/{record.pk}/" not in page


def test_indicators_are_listed_with_a_bounded_number_of_queries(
    office: Actor, system: Actor, client_for: ClientFor, django_assert_max_num_queries: Any
) -> None:
    plan = plan_of(system)
    for number in range(30):
        indicator(plan, f"i{number}", "activity", "count", 10)
    lecture(system, kind="activity", quantity=1)
    client = client_for(office)
    text(client, "/evidence/indicators/")
    with django_assert_max_num_queries(16):
        text(client, "/evidence/indicators/")


def test_an_auditor_verifies_a_year_and_the_result_is_kept(auditor: Actor, system: Actor, office: Actor, client_for: ClientFor) -> None:
    newest = lecture(system)
    client = client_for(auditor)
    page = client.post("/evidence/verify/", {"year": ""}, follow=True).content.decode()
    assert "逐条核验无误" in page and newest.chain_hash in page
    assert AuditEntry.objects.get(action="evidence.verify").changes["ok"] is True
    assert "逐条核验无误" in text(client_for(office), "/evidence/verify/")
    assert "没有登记记录" in client.post("/evidence/verify/", {"year": "2001"}, follow=True).content.decode()


def test_the_record_leads_to_its_source(office: Actor, system: Actor, client_for: ClientFor) -> None:
    plan = plan_of(system)
    node = PlanNode.objects.create(plan=plan, key="n", position=1, depth=0, kind="measure", title="举措")
    item = WorkItem.objects.create(plan=plan, node=node, year=2025, title="办讲座", unit=office.unit, due_on=DAY)
    record = lecture(system, source=item, work_item=item)
    assert text(client_for(office), f"/evidence/{record.pk}/").count(f"/plans/work/{item.pk}/") == 2
