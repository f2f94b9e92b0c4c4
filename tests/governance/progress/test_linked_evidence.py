"""A unit puts records of the ledger beside its report by hand, and the reviewers see them."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from kepu.evidence.models import EvidenceRecord
from kepu.evidence.services import void_evidence
from kepu.governance.models import ProgressReport, ReportEvidence
from kepu.governance.services import approve_report, link_evidence, submit_report, unlink_evidence
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput, NotFound, PermissionDenied
from kepu.organizations.models import AuditEntry
from tests.evidence.story import lecture

from .conftest import fill

ClientFor = Callable[[Actor], Client]
IN_PERIOD = datetime.date(2026, 11, 12)


@pytest.fixture
def record(reporter: Actor) -> EvidenceRecord:
    """A lecture of the unit in the period that names no task."""
    return lecture(reporter, happened_on=IN_PERIOD, note="健康讲座进楼宇")


def test_a_unit_links_its_own_record_of_the_period_and_takes_it_off_again(
    report: ProgressReport, record: EvidenceRecord, reporter: Actor, head: Actor
) -> None:
    link = link_evidence(actor=reporter, report=report, record=record)
    assert [one.record for one in report.evidence_links.all()] == [record]
    unlink_evidence(actor=head, report=report, link=link)
    assert not report.evidence_links.exists()
    assert EvidenceRecord.objects.filter(pk=record.pk).exists()
    steps = AuditEntry.objects.filter(object_type="governance.progressreport").values_list("action", flat=True)
    assert {"governance.link_evidence", "governance.unlink_evidence"} <= set(steps)


@pytest.mark.parametrize("fields", [{"happened_on": datetime.date(2026, 10, 31)}, {"happened_on": datetime.date(2025, 11, 12)}])
def test_a_record_of_another_time_is_refused(report: ProgressReport, reporter: Actor, fields: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        link_evidence(actor=reporter, report=report, record=lecture(reporter, **fields))


def test_a_record_of_another_unit_is_refused(report: ProgressReport, reporter: Actor, lead_head: Actor) -> None:
    with pytest.raises(InvalidInput):
        link_evidence(actor=reporter, report=report, record=lecture(lead_head, happened_on=IN_PERIOD))


def test_a_void_record_is_refused(report: ProgressReport, record: EvidenceRecord, reporter: Actor) -> None:
    void_evidence(actor=reporter, record=record, reason="重复登记")
    with pytest.raises(InvalidInput):
        link_evidence(actor=reporter, report=report, record=record)


def test_what_the_report_shows_already_cannot_be_linked_once_more(report: ProgressReport, record: EvidenceRecord, reporter: Actor) -> None:
    of_the_task = lecture(reporter, happened_on=IN_PERIOD, work_item=report.work_item)
    link_evidence(actor=reporter, report=report, record=record)
    for shown in (of_the_task, record):
        with pytest.raises(InvalidInput):
            link_evidence(actor=reporter, report=report, record=shown)


def test_another_unit_links_nothing(report: ProgressReport, record: EvidenceRecord, lead_head: Actor, office: Actor) -> None:
    for actor in (lead_head, office):
        with pytest.raises(PermissionDenied):
            link_evidence(actor=actor, report=report, record=record)


def test_a_link_of_another_report_is_not_taken_off(
    report: ProgressReport, record: EvidenceRecord, reporter: Actor, open_month: Callable[..., Any]
) -> None:
    other = open_month(12).reports.get()
    link = ReportEvidence.objects.create(report=other, record=record)
    with pytest.raises(NotFound):
        unlink_evidence(actor=reporter, report=report, link=link)


def test_what_was_handed_in_keeps_its_links(report: ProgressReport, record: EvidenceRecord, reporter: Actor, head: Actor) -> None:
    link = link_evidence(actor=reporter, report=report, record=record)
    written = fill(reporter, report)
    submit_report(actor=reporter, report=written, version=written.version)
    with pytest.raises(Conflict):
        unlink_evidence(actor=reporter, report=report, link=link)
    with pytest.raises(Conflict):
        link_evidence(actor=reporter, report=report, record=lecture(reporter, happened_on=IN_PERIOD))


def test_the_page_offers_the_records_and_links_the_chosen_one(
    report: ProgressReport, record: EvidenceRecord, reporter: Actor, client_for: ClientFor
) -> None:
    client, path = client_for(reporter), f"/governance/reports/{report.pk}/evidence/"
    page = client.get(f"/governance/reports/{report.pk}/edit/").content.decode()
    assert "健康讲座进楼宇" in page and f'<option value="{record.pk}">' in page
    assert client.post(path, {"record": record.pk}).status_code == 302
    part = client.post(path, {"record": record.pk}, headers={"HX-Request": "true"})
    assert part.status_code == 422 and "不能关联" in part.content.decode()
    link = report.evidence_links.get()
    assert "另外关联的佐证" not in client.post(path, {"remove": link.pk}, headers={"HX-Request": "true"}).content.decode()


def test_a_record_that_the_list_no_longer_holds_is_named_by_its_number(
    report: ProgressReport, record: EvidenceRecord, reporter: Actor, client_for: ClientFor
) -> None:
    client, path = client_for(reporter), f"/governance/reports/{report.pk}/evidence/"
    assert "没有第 999 号记录" in client.post(path, {"sequence": "999"}).content.decode()
    assert "请选择一条记录" in client.post(path, {"sequence": "x"}).content.decode()
    client.post(path, {"sequence": str(record.sequence), "record": ""})
    assert report.evidence_links.get().record == record


def test_reviewers_see_what_was_linked_and_whether_it_was_voided_since(
    submitted: ProgressReport, record: EvidenceRecord, reporter: Actor, head: Actor, lead_head: Actor, office: Actor, client_for: ClientFor
) -> None:
    ReportEvidence.objects.create(report=submitted, record=record)
    approve_report(actor=head, report=submitted, version=submitted.version)
    pages = {actor.role: client_for(actor).get(f"/governance/reports/{submitted.pk}/").content.decode() for actor in (lead_head, office)}
    assert all("健康讲座进楼宇" in page for page in pages.values())
    opens = f'href="/evidence/{record.pk}/"'
    assert opens in pages[office.role] and opens not in pages[lead_head.role]
    void_evidence(actor=office, record=record, reason="重复登记")
    assert "已更正或作废" in client_for(lead_head).get(f"/governance/reports/{submitted.pk}/").content.decode()


def test_the_lead_unit_sees_the_evidence_of_the_task_that_it_reviews(
    submitted: ProgressReport, reporter: Actor, head: Actor, lead_head: Actor, client_for: ClientFor
) -> None:
    record = lecture(reporter, happened_on=IN_PERIOD, work_item=submitted.work_item, note="课堂签到")
    approve_report(actor=head, report=submitted, version=submitted.version)
    page = client_for(lead_head).get(f"/governance/reports/{submitted.pk}/").content.decode()
    assert "课堂签到" in page and f'href="/evidence/{record.pk}/"' not in page
    assert f'href="/evidence/{record.pk}/"' in client_for(head).get(f"/governance/reports/{submitted.pk}/").content.decode()
