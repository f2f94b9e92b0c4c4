"""The office has the annual report made and sends what it downloads."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import pytest
import time_machine
from django.test import Client
from openpyxl import load_workbook
from typer.testing import CliRunner

from kepu.evidence.queries import chain_head, indicator_statuses
from kepu.evidence.services import record_evidence
from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidInput, NotFound, PermissionDenied
from kepu.organizations.models import Job, Unit
from kepu.organizations.services.jobs import run_job
from kepu.plans.models import Plan
from kepu.reports.cli import app
from kepu.reports.models import Report
from kepu.reports.services import start_report
from kepu.reports.wording.numbers import number

from .conftest import TODAY

ClientFor = Callable[[Actor], Client]


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(datetime.datetime.combine(TODAY, datetime.time(10), datetime.UTC), tick=True):
        yield


def made(actor: Actor, plan: Plan, kind: str = "annual", year: int = 2026) -> Report:
    job = start_report(actor=actor, plan=plan, kind=kind, year=year)
    run_job(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.message
    return Report.objects.latest("pk")


def words(report: Report) -> str:
    """All text of the document, tables among it."""
    assert report.document is not None
    with report.document.file.open("rb") as file:
        document = docx.Document(io.BytesIO(file.read()))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


def test_the_annual_report_names_every_indicator_and_every_unit(office: Actor, year: Plan) -> None:
    text = words(made(office, year))
    for indicator in year.indicators.all():
        assert indicator.name in text
    for unit in Unit.objects.filter(work_items__plan=year):
        assert unit.name in text


def test_its_figures_are_those_of_the_ledger(office: Actor, year: Plan) -> None:
    text = words(made(office, year))
    for status in indicator_statuses(year):
        if status.value is not None:
            assert number(status.value) + status.indicator.unit_label in text


def test_the_first_year_of_a_plan_is_compared_with_the_year_before_if_the_ledger_goes_back_to_it(office: Actor, system: Actor, year: Plan) -> None:
    assert "上年的" not in words(made(office, year))
    for day in (datetime.date(2025, 5, 1), datetime.date(2025, 12, 20)):  # the second is later in the year than today
        record_evidence(actor=system, kind="training_attendance", happened_on=day, quantity=1000)
    assert "是上年的2倍" in words(made(office, year))


def test_it_tells_what_is_late_and_by_whom(office: Actor, year: Plan) -> None:
    assert "区卫生健康委“办健康大讲堂”应于2026年9月30日前完成，已逾期55天。责任单位尚未说明原因。" in words(made(office, year))


def test_it_states_from_which_link_of_the_chain_it_was_made(office: Actor, year: Plan) -> None:
    report = made(office, year)
    assert (report.ledger_sequence, report.ledger_hash) == chain_head(year.district)
    assert report.ledger_hash in words(report)


def test_made_twice_from_the_same_ledger_it_says_the_same(office: Actor, year: Plan) -> None:
    first, second = (words(made(office, year)).split("本报告由系统于")[0] for _ in range(2))
    assert first == second


def test_the_workbook_holds_the_figures_as_numbers(office: Actor, year: Plan) -> None:
    report = made(office, year)
    assert report.workbook is not None
    with report.workbook.file.open("rb") as file:
        book = load_workbook(io.BytesIO(file.read()))
    assert [row[1:] for row in book["佐证按街道"].iter_rows(values_only=True)][1:] == [(1,), (1,)]
    values = {row[0]: row[5] for row in book["指标"].iter_rows(values_only=True)}
    assert values["职业技能培训"] == 2000


def test_a_year_in_which_nothing_was_done_still_gives_a_report(office: Actor, plan: Plan) -> None:
    assert "全年没有下达工作任务。" in words(made(office, plan))


def test_the_evaluation_covers_the_whole_period(office: Actor, year: Plan) -> None:
    report = made(office, year, "evaluation")
    assert "（2026—2026年）实施情况评估报告" in report.title or "实施期为2026年至" in words(report)


@pytest.mark.parametrize(("kind", "year_of"), [("annual", 2025), ("annual", 2027), ("poem", 2026)])
def test_a_report_that_has_nothing_to_tell_is_refused(office: Actor, plan: Plan, kind: str, year_of: int) -> None:
    with pytest.raises(InvalidInput):
        start_report(actor=office, plan=plan, kind=kind, year=year_of)


def test_only_the_own_office_makes_reports(head: Actor, outsider: Actor, plan: Plan) -> None:
    with pytest.raises(PermissionDenied):
        start_report(actor=head, plan=plan, kind="annual", year=2026)
    with pytest.raises(NotFound):
        start_report(actor=outsider, plan=plan, kind="annual", year=2026)


def test_the_office_makes_a_report_and_a_leader_downloads_it(office: Actor, leader: Actor, year: Plan, client_for: ClientFor) -> None:
    answer = client_for(office).post("/reports/new/", {"kind": "annual", "plan": year.pk, "year": 2026})
    job = Job.objects.get(kind="report")
    assert answer.status_code == 302 and answer.headers["Location"] == f"/jobs/{job.pk}/"
    run_job(job.pk)
    report = Report.objects.get()
    client = client_for(leader)
    assert report.title in client.get("/reports/").content.decode()
    download = client.get(f"/attachments/{report.document_id}/")
    assert download.status_code == 200 and b"".join(download.streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]


def test_a_reporter_cannot_fetch_the_report_of_the_office(office: Actor, reporter: Actor, year: Plan, client_for: ClientFor) -> None:
    report = made(office, year)
    assert client_for(reporter).get(f"/attachments/{report.document_id}/").status_code == 403


def test_a_wrong_year_stays_in_the_form(office: Actor, plan: Plan, client_for: ClientFor) -> None:
    answer = client_for(office).post("/reports/new/", {"kind": "annual", "plan": plan.pk, "year": 2031})
    assert answer.status_code == 422 and not Job.objects.filter(kind="report").exists()


def test_the_command_line_writes_the_same_report(office: Actor, year: Plan, tmp_path: Path) -> None:
    target, annexes = tmp_path / "report.docx", tmp_path / "annexes.xlsx"
    arguments = ["annual", "--district", "500103", "--year", "2026", "-o", str(target), "--workbook", str(annexes)]
    answer = CliRunner().invoke(app, arguments)
    assert answer.exit_code == 0, answer.output
    assert "职业技能培训" in "\n".join(paragraph.text for paragraph in docx.Document(str(target)).paragraphs)
    assert "工作任务" in load_workbook(annexes).sheetnames


@pytest.mark.parametrize(
    ("code", "year_of", "said"), [("999999", "2026", "没有登记"), ("500103", "1999", "没有涵盖"), ("500103", "2028", "还没有开始")]
)
def test_the_command_line_says_what_is_wrong(code: str, year_of: str, said: str, plan: Plan, tmp_path: Path) -> None:
    answer = CliRunner().invoke(app, ["annual", "--district", code, "--year", year_of, "-o", str(tmp_path / "x.docx")])
    assert answer.exit_code == 2 and said in answer.output
    assert not (tmp_path / "x.docx").exists()


def test_what_a_unit_said_is_in_the_way_stands_in_the_report(office: Actor, year: Plan, system: Actor, tell: Callable[..., None]) -> None:
    tell("办健康大讲堂", problems="场地改造未完工，预计九月恢复")
    assert "已逾期55天。原因：场地改造未完工，预计九月恢复。" in words(made(office, year))
