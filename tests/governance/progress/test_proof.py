"""A report carries its proof: files, and records of the ledger."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kepu.evidence.models import EvidenceRecord
from kepu.evidence.services import record_evidence
from kepu.governance.models import ProgressReport
from kepu.governance.services import approve_report, attach_to_report, remove_from_report, submit_report
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput, NotFound, PermissionDenied
from kepu.organizations.models import Attachment
from kepu.organizations.services.attachments import attachments_of
from kepu.plans.models import Plan, WorkItem

from .conftest import fill

ClientFor = Callable[[Actor], Client]
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
Accept = Callable[..., ProgressReport]


@pytest.fixture(autouse=True)
def files_apart(settings: object, tmp_path: object) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]


@pytest.fixture
def trained(plan: Plan, work: WorkItem) -> WorkItem:
    """The work counts towards the indicator of training attendances."""
    work.indicator = plan.indicators.get(code="training_attendance")
    work.save()
    return work


@pytest.fixture
def accept(report: ProgressReport, reporter: Actor, head: Actor, lead_head: Actor, office: Actor) -> Accept:
    def run(**content: object) -> ProgressReport:
        written = fill(reporter, ProgressReport.objects.get(pk=report.pk), **content)
        moved = submit_report(actor=reporter, report=written, version=written.version)
        for actor in (head, lead_head, office):
            moved = approve_report(actor=actor, report=moved, version=moved.version)
        return moved

    return run


def test_an_accepted_figure_enters_the_ledger_once_where_the_unit_asked(trained: WorkItem, accept: Accept, office: Actor) -> None:
    with time_machine.travel(datetime.datetime(2026, 12, 1, 9, tzinfo=datetime.UTC), tick=False):
        report = accept(quantity=120, counts_as_evidence=True)
        approve_report(actor=office, report=report, version=report.version - 1)
    record = EvidenceRecord.objects.get()
    assert (record.kind, record.quantity, record.work_item, record.unit) == ("training_attendance", 120, trained, report.unit)
    assert (record.happened_on, record.source_id) == (datetime.date(2026, 11, 30), str(report.pk))


def test_a_figure_stays_out_of_the_ledger_unless_asked(trained: WorkItem, accept: Accept) -> None:
    accept(quantity=120)
    assert not EvidenceRecord.objects.exists()


def test_nothing_done_leaves_no_record(trained: WorkItem, accept: Accept) -> None:
    accept(quantity=0, counts_as_evidence=True)
    assert not EvidenceRecord.objects.exists()


def test_people_are_counted_in_whole_numbers(trained: WorkItem, report: ProgressReport, reporter: Actor) -> None:
    written = fill(reporter, report, quantity="1.5", counts_as_evidence=True)
    with pytest.raises(InvalidInput) as refused:
        submit_report(actor=reporter, report=written, version=written.version)
    assert set(refused.value.fields) == {"quantity"}


def test_the_form_offers_the_ledger_only_to_work_with_an_indicator(
    report: ProgressReport, plan: Plan, reporter: Actor, client_for: ClientFor
) -> None:
    path = f"/governance/reports/{report.pk}/edit/"
    assert "记入台账" not in client_for(reporter).get(path).content.decode()
    WorkItem.objects.filter(pk=report.work_item_id).update(indicator=plan.indicators.get(code="training_attendance"))
    assert "记入台账" in client_for(reporter).get(path).content.decode()


def test_the_reviewer_sees_what_the_ledger_holds_for_the_period(submitted: ProgressReport, head: Actor, client_for: ClientFor) -> None:
    for day, note in ((datetime.date(2026, 11, 1), "社区课堂"), (datetime.date(2026, 10, 30), "上月课堂")):
        record_evidence(actor=head, kind="activity_attendance", happened_on=day, quantity=35, work_item=submitted.work_item, note=note)
    page = client_for(head).get(f"/governance/reports/{submitted.pk}/").content.decode()
    assert "社区课堂" in page and "上月课堂" not in page


def test_a_file_is_added_seen_by_the_reviewer_and_by_nobody_else(
    report: ProgressReport, reporter: Actor, lead_head: Actor, person: Callable[..., Actor], units: dict[str, object], client_for: ClientFor
) -> None:
    client_for(reporter).post(f"/governance/reports/{report.pk}/files/", {"file": SimpleUploadedFile("签到表.pdf", PDF)})
    attachment = Attachment.objects.get()
    assert "签到表.pdf" in client_for(lead_head).get(f"/governance/reports/{report.pk}/").content.decode()
    assert client_for(lead_head).get(f"/attachments/{attachment.pk}/").status_code == 200
    stranger = person(units["区总工会"], "unit_head", "stranger")
    assert client_for(stranger).get(f"/attachments/{attachment.pk}/").status_code == 403


def test_a_file_is_taken_off_while_the_unit_writes(report: ProgressReport, reporter: Actor) -> None:
    attachment = attach_to_report(actor=reporter, report=report, file=ContentFile(PDF, name="a.pdf"))
    remove_from_report(actor=reporter, report=report, attachment=attachment)
    assert not attachments_of(report).exists()
    with pytest.raises(NotFound):
        remove_from_report(actor=reporter, report=report, attachment=attachment)


def test_the_files_of_a_report_under_review_are_not_changed(submitted: ProgressReport, reporter: Actor) -> None:
    with pytest.raises(Conflict):
        attach_to_report(actor=reporter, report=submitted, file=ContentFile(PDF, name="a.pdf"))


def test_another_unit_adds_no_file(report: ProgressReport, lead_head: Actor) -> None:
    with pytest.raises(PermissionDenied):
        attach_to_report(actor=lead_head, report=report, file=ContentFile(PDF, name="a.pdf"))


@pytest.mark.parametrize("sent", [{}, {"file": SimpleUploadedFile("x.exe", b"MZ\x90\x00")}, {"remove": "0"}])
def test_what_is_no_fitting_file_is_refused_with_a_word(
    report: ProgressReport, reporter: Actor, client_for: ClientFor, sent: dict[str, object]
) -> None:
    answer = client_for(reporter).post(f"/governance/reports/{report.pk}/files/", sent)
    assert answer.status_code in {404, 422}
    assert not attachments_of(report).exists()
