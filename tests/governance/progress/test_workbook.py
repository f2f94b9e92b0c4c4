"""A unit fills its reports without a network, and nothing is half written."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from kepu.governance.models import ProgressReport, ReportingPeriod
from kepu.governance.services import import_reports, open_period, write_reports
from kepu.governance.services.progress_workbook import report_columns
from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidWorkbook
from kepu.organizations.models import Job, Unit
from kepu.organizations.services.workbook import read_rows
from kepu.plans.models import Plan, PlanNode, WorkItem

from .conftest import fill

Sheet = Callable[[], Any]


@pytest.fixture
def period(office: Actor, plan: Plan, measure: PlanNode, units: dict[str, Unit]) -> ReportingPeriod:
    """Three reports of 区卫生健康委 and one of 区总工会."""
    for number, name in enumerate(("区卫生健康委", "区卫生健康委", "区卫生健康委", "区总工会")):
        WorkItem.objects.create(
            plan=plan, node=measure, year=2026, title=f"任务{number}", unit=units[name], due_on=date(2026, 12, 1), status="accepted", quantity=10
        )
    return open_period(actor=office, plan=plan, year=2026, span="month", number=11, due_on=date(2026, 11, 28))


def filled(actor: Actor, period: ReportingPeriod, **cells: Any) -> bytes:
    """The unit's workbook with every row filled; `cells` are (row, value) by key of the column."""
    book = load_workbook(io.BytesIO(write_reports(actor, period)))
    page = book.worksheets[0]
    places = {column.key: index for index, column in enumerate(report_columns(), start=1)}
    for row in range(2, page.max_row + 1):
        for key, value in {"quantity": 3, "completion": 30, "done": f"第{row}行", "counts": "否"}.items():
            page.cell(row, places[key]).value = value
    for key, (row, value) in cells.items():
        page.cell(row, places[key]).value = value
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def take(actor: Actor, period: ReportingPeriod, book: bytes, submit: bool = False) -> tuple[int, int]:
    return import_reports(actor=actor, period=period, rows=read_rows(book, report_columns()), submit=submit)


def texts(period: ReportingPeriod) -> list[str]:
    return list(period.reports.order_by("pk").values_list("done", flat=True))


def test_the_workbook_holds_the_units_own_items(reporter: Actor, period: ReportingPeriod) -> None:
    rows = read_rows(write_reports(reporter, period), report_columns())
    assert [row["title"] for row in rows] == ["任务0", "任务1", "任务2"]


def test_a_filled_workbook_is_saved(reporter: Actor, period: ReportingPeriod) -> None:
    assert take(reporter, period, filled(reporter, period)) == (3, 0)
    assert texts(period) == ["第2行", "第3行", "第4行", ""]


def test_a_filled_workbook_can_be_handed_in_at_once(reporter: Actor, period: ReportingPeriod) -> None:
    assert take(reporter, period, filled(reporter, period), submit=True) == (3, 3)
    assert period.reports.filter(state="with_head").count() == 3


def test_uploading_the_same_file_again_changes_nothing(reporter: Actor, period: ReportingPeriod) -> None:
    book = filled(reporter, period)
    take(reporter, period, book)
    assert take(reporter, period, book) == (0, 0)


def test_a_row_that_was_changed_online_meanwhile_is_refused_and_nothing_is_stored(reporter: Actor, head: Actor, period: ReportingPeriod) -> None:
    book = filled(reporter, period)
    online = period.reports.order_by("pk")[1]
    fill(head, online, done="在网上改的")
    with pytest.raises(InvalidWorkbook) as refused:
        take(reporter, period, book)
    assert [(error.row, error.column) for error in refused.value.rows] == [(3, "版本")]
    assert "重新下载" in refused.value.rows[0].message
    assert texts(period) == ["", "在网上改的", "", ""]


def test_the_report_of_another_unit_cannot_be_written(reporter: Actor, period: ReportingPeriod) -> None:
    foreign = ProgressReport.objects.get(unit__name="区总工会")
    with pytest.raises(InvalidWorkbook) as refused:
        take(reporter, period, filled(reporter, period, pk=(2, foreign.pk)))
    assert "本单位" in refused.value.rows[0].message
    assert texts(period) == ["", "", "", ""]


def test_a_report_that_stands_twice_is_named(reporter: Actor, period: ReportingPeriod) -> None:
    first = period.reports.order_by("pk")[0]
    with pytest.raises(InvalidWorkbook) as refused:
        take(reporter, period, filled(reporter, period, pk=(3, first.pk)))
    assert "与第 2 行重复" in refused.value.rows[0].message


def test_every_mistake_is_told_by_row_and_column(reporter: Actor, period: ReportingPeriod) -> None:
    with pytest.raises(InvalidWorkbook) as refused:
        take(reporter, period, filled(reporter, period, completion=(2, 120), quantity=(3, "很多"), counts=(4, "也许")))
    assert [(error.row, error.column) for error in refused.value.rows] == [(2, "累计完成进度"), (3, "本期完成数量"), (4, "记入台账")]


def test_what_is_missing_is_told_when_it_is_handed_in(reporter: Actor, period: ReportingPeriod) -> None:
    with pytest.raises(InvalidWorkbook) as refused:
        take(reporter, period, filled(reporter, period, done=(3, None)), submit=True)
    assert [(error.row, error.column) for error in refused.value.rows] == [(3, "工作进展")]
    assert not period.reports.exclude(state="draft").exists()


def test_unreadable_cells_and_missing_content_are_told_in_one_round(
    reporter: Actor, period: ReportingPeriod, client_for: Callable[[Actor], Client]
) -> None:
    file = SimpleUploadedFile("填报.xlsx", filled(reporter, period, quantity=(2, "很多"), done=(3, None)))
    client_for(reporter).post(f"/governance/periods/{period.pk}/workbook/", {"file": file, "submit": "on"})
    assert [(row, column) for _sheet, row, column, _text in Job.objects.get().errors] == [(2, "本期完成数量"), (3, "工作进展")]
    assert not period.reports.exclude(state="draft").exists()


def test_the_page_answers_the_workbook_and_takes_it_back(reporter: Actor, period: ReportingPeriod, client_for: Callable[[Actor], Client]) -> None:
    client = client_for(reporter)
    path = f"/governance/periods/{period.pk}/workbook/"
    assert client.get(path + "?template=1").headers["Content-Type"].endswith("spreadsheetml.sheet")
    file = SimpleUploadedFile("填报.xlsx", filled(reporter, period))
    answer = client.post(path, {"file": file, "submit": "on"}, follow=True)
    assert "更新 3 份报告" in answer.content.decode()
    assert period.reports.filter(state="with_head").count() == 3


def test_a_faulty_workbook_comes_back_marked(reporter: Actor, period: ReportingPeriod, client_for: Callable[[Actor], Client]) -> None:
    client = client_for(reporter)
    file = SimpleUploadedFile("填报.xlsx", filled(reporter, period, completion=(2, 120)))
    answer = client.post(f"/governance/periods/{period.pk}/workbook/", {"file": file}, follow=True)
    assert "不能大于 100" in answer.content.decode()
    assert texts(period) == ["", "", "", ""]


def test_what_is_no_workbook_is_refused(reporter: Actor, period: ReportingPeriod, client_for: Callable[[Actor], Client]) -> None:
    answer = client_for(reporter).post(f"/governance/periods/{period.pk}/workbook/", {"file": SimpleUploadedFile("x.xlsx", b"PK\x03\x04")})
    assert answer.status_code == 422
