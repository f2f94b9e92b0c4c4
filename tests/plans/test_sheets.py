"""The work plan and the responsibility matrix in Excel."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidWorkbook
from kepu.organizations.models import Job, Unit
from kepu.organizations.services.workbook import read_rows, write_workbook
from kepu.plans.models import Plan, WorkItem
from kepu.plans.services import import_work_items, update_work_item
from kepu.plans.services.work_sheets import work_columns, work_rows

ClientFor = Callable[[Actor], Client]
ROW: dict[str, Any] = {
    "node": "开设智慧助老课程",
    "year": 2026,
    "title": "开办智慧助老课程",
    "deliverable": "课程40期",
    "unit": "区卫健委",
    "partners": "区教委、区总工会",
    "due_on": "2026-10-31",
    "quantity": 40,
}


def sheet(plan: Plan, *rows: dict[str, Any]) -> bytes:
    return write_workbook(work_columns(plan), [{column.key: row.get(column.key) for column in work_columns(plan)} for row in rows])


def take(actor: Actor, plan: Plan, data: bytes) -> tuple[int, int]:
    return import_work_items(actor=actor, plan=plan, rows=read_rows(data, work_columns(plan)))


def test_work_is_drafted_from_a_workbook(office: Actor, plan: Plan) -> None:
    assert take(office, plan, sheet(plan, ROW)) == (1, 0)
    item = plan.work_items.get()
    assert (item.unit.name, item.lead_unit and item.lead_unit.name, item.quantity) == ("区卫生健康委", "区科协", 40)
    assert {unit.name for unit in item.partners.all()} == {"区教委", "区总工会"}


def test_the_same_workbook_twice_makes_nothing_twice(office: Actor, plan: Plan) -> None:
    take(office, plan, sheet(plan, ROW))
    assert take(office, plan, sheet(plan, ROW)) == (0, 0)
    assert plan.work_items.count() == 1


def test_what_was_exported_comes_back_unchanged(office: Actor, plan: Plan, draft: Callable[..., WorkItem], units: dict[str, Unit]) -> None:
    draft(partners=[units["区教委"]], quantity="12.5", indicator=plan.indicators.get(code="training_attendance"))
    data = write_workbook(work_columns(plan), work_rows(plan.work_items.all()), template=True)
    assert take(office, plan, data) == (0, 0)


def test_a_row_with_a_number_changes_that_item(office: Actor, plan: Plan, item: WorkItem) -> None:
    (row,) = work_rows([item])
    assert take(office, plan, sheet(plan, row | {"title": "换个说法"})) == (0, 1)
    item.refresh_from_db()
    assert item.title == "换个说法"


def test_a_row_that_somebody_changed_meanwhile_is_refused(office: Actor, plan: Plan, item: WorkItem) -> None:
    (row,) = work_rows([item])
    update_work_item(actor=office, item=item, version=item.version, deliverable="总结")
    with pytest.raises(InvalidWorkbook) as error:
        take(office, plan, sheet(plan, row | {"title": "换个说法"}))
    assert "已被他人修改" in error.value.rows[0].message


def test_one_faulty_row_keeps_all_others_out(office: Actor, plan: Plan) -> None:
    with pytest.raises(InvalidWorkbook) as error:
        take(office, plan, sheet(plan, ROW, ROW | {"title": "晚了一年", "due_on": "2027-01-31"}))
    assert [(fault.row, fault.column) for fault in error.value.rows] == [(3, "完成时限")]
    assert not plan.work_items.exists()


def test_the_workbook_is_uploaded_and_exported_in_the_browser(office: Actor, plan: Plan, client_for: ClientFor) -> None:
    client = client_for(office)
    assert client.get(f"/plans/{plan.pk}/work/import/?template=1").status_code == 200
    client.post(f"/plans/{plan.pk}/work/import/", {"file": SimpleUploadedFile("work.xlsx", sheet(plan, ROW))})
    assert Job.objects.get().state == Job.State.DONE
    answer = client.get(f"/plans/{plan.pk}/work/?year=2026&format=xlsx")
    page = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    assert "开办智慧助老课程" in [cell.value for row in page.iter_rows() for cell in row]


def test_a_faulty_workbook_is_answered_with_its_errors_by_row(office: Actor, plan: Plan, client_for: ClientFor) -> None:
    file = SimpleUploadedFile("work.xlsx", sheet(plan, ROW | {"unit": "区林业局"}))
    answer = client_for(office).post(f"/plans/{plan.pk}/work/import/", {"file": file}, follow=True)
    assert "没有“区林业局”" in answer.content.decode() and not plan.work_items.exists()


def test_the_matrix_is_laid_out_as_the_annex(office: Actor, plan: Plan, client_for: ClientFor) -> None:
    answer = client_for(office).get(f"/plans/{plan.pk}/matrix/?format=xlsx")
    page = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=2)]
    assert rows[0] == ["类别", "任务内容", "牵头部门", "责任单位"]
    assert rows[1] == ["提升行动", "1．实施青少年科学素质提升行动", "区教委", "区科协、各街道"]
    assert {str(merged) for merged in page.merged_cells.ranges} == {"A1:D1", "A3:A5"}
    assert page.page_setup.orientation == "landscape"


def test_the_matrix_shows_only_my_tasks_if_wanted(reporter: Actor, plan: Plan, client_for: ClientFor) -> None:
    rows = client_for(reporter).get(f"/plans/{plan.pk}/matrix/?mine=1").context["rows"]
    assert [row.node.title for row in rows] == ["实施老年人科学素质提升行动"]
