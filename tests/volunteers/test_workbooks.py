"""Volunteers and staff from and to workbooks."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.base import ContentFile
from openpyxl import load_workbook

from kepu.organizations.actors import Actor
from kepu.organizations.models import AuditEntry, Job, Unit
from kepu.organizations.services import attach, start_job
from kepu.organizations.services.jobs import run_job
from kepu.organizations.services.workbook import write_workbook
from kepu.volunteers.identity import check_digit
from kepu.volunteers.models import Staff, Team, Volunteer
from kepu.volunteers.queries import staff_figures
from kepu.volunteers.workbooks.columns import volunteer_columns
from kepu.volunteers.workbooks.exporting import run_export
from kepu.volunteers.workbooks.importing import run_volunteers
from kepu.volunteers.workbooks.staff import run_staff, staff_columns, write_figures


def number(serial: int, birthday: str = "19800101") -> str:
    first = f"500103{birthday}{serial:03d}"
    return first + check_digit(first)


def person(serial: int, **values: Any) -> dict[str, Any]:
    return {"name": f"志愿者{serial}", "document_number": number(serial), "phone": f"138{serial:08d}", **values}


def run(actor: Actor, function: Any, rows: list[dict[str, Any]] | None = None, columns: Any = None, **arguments: Any) -> Job:
    source = attach(actor=actor, file=ContentFile(write_workbook(columns, rows), name="a.xlsx")) if rows is not None else None
    job = start_job(actor=actor, kind="test", run=function, source=source, background=False, **arguments)
    run_job(job.pk)
    job.refresh_from_db()
    return job


@pytest.fixture
def columns(office: Actor, team: Team) -> Any:
    return volunteer_columns(office)


def test_people_come_in_with_their_skills_and_join_their_team(office: Actor, team: Team, columns: Any) -> None:
    row = person(1, skills=["慢性病预防", "合理用药"], languages=["普通话", "手语"], team=team.name, politics="中共党员", silver="是")
    job = run(office, run_volunteers, [row], columns)
    assert (job.state, job.message) == ("done", "新增 1 人，更新 0 人。")
    volunteer = Volunteer.objects.get()
    assert (volunteer.state, volunteer.sex, volunteer.is_expert, volunteer.languages) == ("active", "male", True, ["cmn", "csl"])
    assert volunteer.skills.count() == 2 and volunteer.team_memberships.get().team == team


def test_the_same_file_again_changes_nobody_twice(office: Actor, team: Team, columns: Any) -> None:
    rows = [person(1, team=team.name), person(2, document_number="")]
    for message in ("新增 2 人，更新 0 人。", "新增 0 人，更新 2 人。"):
        assert run(office, run_volunteers, rows, columns).message == message
    assert Volunteer.objects.count() == 2 and team.memberships.count() == 1


def test_one_wrong_row_stores_nothing_and_every_fault_is_named(office: Actor, team: Team, columns: Any) -> None:
    rows = [
        person(1),
        person(2, document_number="500103198001010000"),
        person(3, phone="12"),
        {**person(1), "name": "别名"},
        person(4, document_number=number(4, "20150101")),
        person(5, team="没有的队", phone="123"),
    ]
    job = run(office, run_volunteers, rows, columns)
    assert job.state == "failed" and not Volunteer.objects.exists()
    found = [(row, column) for _sheet, row, column, _text in job.errors]
    assert found == [(3, "证件号码"), (4, "手机号"), (5, "姓名"), (6, "监护人姓名"), (7, "所属服务队"), (7, "手机号")]


def test_an_exported_list_comes_back_without_harm(office: Actor, team: Team, columns: Any) -> None:
    run(office, run_volunteers, [person(1, team=team.name), person(2)], columns)
    before = list(Volunteer.objects.order_by("pk").values("name", "document_key", "phone_key", "sex"))
    job = run(office, run_export)
    assert job.result is not None
    with job.result.file.open("rb") as file:
        content = file.read()
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    cells = {str(cell.value) for row in sheet.iter_rows() for cell in row}
    assert "138****0001" in cells and number(1) not in cells
    source = attach(actor=office, file=ContentFile(content, name="b.xlsx"))
    again = start_job(actor=office, kind="test", run=run_volunteers, source=source, background=False)
    run_job(again.pk)
    again.refresh_from_db()
    assert again.message == "新增 0 人，更新 2 人。"
    assert list(Volunteer.objects.order_by("pk").values("name", "document_key", "phone_key", "sex")) == before


def test_numbers_in_full_are_for_the_office_and_written_down(office: Actor, team: Team, team_leader: Actor, columns: Any) -> None:
    run(office, run_volunteers, [person(1, team=team.name)], columns)
    assert run(team_leader, run_export, in_full=True).state == "failed"
    assert run(office, run_export, in_full=True).state == "done"
    assert AuditEntry.objects.filter(action="volunteers.export").get().changes == {"people": 1, "in_full": True}


def test_a_leader_exports_his_own_people_only(office: Actor, team: Team, team_leader: Actor, columns: Any) -> None:
    run(office, run_volunteers, [person(1, team=team.name), person(2)], columns)
    assert run(team_leader, run_export).message == "共导出 1 人。"


def staff_row(unit: Unit, name: str, **values: Any) -> dict[str, Any]:
    return {"unit": unit.name, "name": name, "sex": "女", "employment": "专职", "started_on": "2024-01-01", **values}


def test_staff_of_a_year_are_counted_as_the_national_form_asks(office: Actor, units: dict[str, Unit]) -> None:
    school = units["区教委"]
    rows = [
        staff_row(school, "甲", rank="高级职称", task="科普管理"),
        staff_row(school, "乙", sex="男", employment="兼职", education="大学本科", days=44, task="科普讲解与辅导"),
        staff_row(school, "丙", employment="兼职", days=22, head="学校校长", post="街道科协副主席（兼职）"),
        staff_row(school, "丁", ended_on="2024-06-30"),
    ]
    assert run(office, run_staff, rows, staff_columns(office)).message == "新增 4 人，更新 0 人。"
    figures = staff_figures(office.district, 2025)
    assert {row.code: (row.full_time, row.part_time) for row in figures.rows} == {
        "total": (1, 2), "qualified": (1, 1), "women": (1, 1), "rural": (0, 0), "managing": (1, 0), "creating": (0, 0), "lecturing": (0, 1),
    }  # fmt: skip
    assert (figures.part_time_months, dict(figures.heads)["学校校长"]) == (3.0, 1)
    book = load_workbook(io.BytesIO(write_figures(figures)))
    assert [cell.value for cell in book.worksheets[0][2]] == ["合计", 1, 2]


def test_a_unit_enters_its_own_staff_only(head: Actor, units: dict[str, Unit]) -> None:
    job = run(head, run_staff, [staff_row(units["区卫生健康委"], "甲"), staff_row(units["区教委"], "乙")], staff_columns(head))
    assert job.errors[0][1:3] == [3, "单位"] and not Staff.objects.exists()
