"""The register from workbooks: all or nothing, told by row, again without harm."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook

from kepu.organizations.actors import Actor
from kepu.organizations.models import Area, Job, Membership, Unit, UnitGroup, User
from kepu.organizations.services.imports import area_columns, import_people, import_units, people_columns, unit_columns
from kepu.organizations.services.jobs import run_job
from kepu.organizations.services.workbook import read_rows

ClientFor = Callable[[Actor], Client]
UNITS = ["名称", "类型", "别名", "单位组", "所在地", "启用"]
PEOPLE = ["姓名", "账号", "单位", "角色", "手机号", "邮箱", "启用"]
AREAS = ["代码", "名称", "常住人口", "纬度", "经度"]


def workbook(headings: list[str], *rows: list[Any]) -> SimpleUploadedFile:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (headings, *rows):
        sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return SimpleUploadedFile("表格.xlsx", buffer.getvalue())


@pytest.fixture
def upload(office: Actor, client_for: ClientFor) -> Callable[..., Job]:
    """Upload a workbook to a page and give back the job that came of it."""

    def send(address: str, headings: list[str], *rows: list[Any]) -> Job:
        answer = client_for(office).post(address, {"file": workbook(headings, *rows)})
        assert answer.status_code == 302, answer.content.decode()
        return Job.objects.get(pk=int(answer["Location"].split("/")[-2]))

    return send


Upload = Callable[..., Job]


def test_units_are_added_and_known_ones_updated_by_name(upload: Upload, units: dict[str, Unit]) -> None:
    job = upload(
        "/units/import/",
        UNITS,
        ["区教委", None, "区教育局、区教育委员会", "区级有关部门"],
        ["区科技局", "政府部门", None, "区级有关部门", "七星岗街道", "是"],
    )
    assert (job.state, job.message) == ("done", "新增 1 个单位，更新 1 个。")
    assert set(units["区教委"].aliases.values_list("name", flat=True)) == {"区教育局", "区教育委员会"}
    assert {unit.name for unit in UnitGroup.objects.get(name="区级有关部门").members.all()} == {"区教委", "区科技局"}
    assert str(Unit.objects.get(name="区科技局").area) == "七星岗街道"


def test_one_wrong_row_keeps_all_rows_out_and_is_marked_in_the_sheet(upload: Upload, office: Actor, client_for: ClientFor) -> None:
    before = Unit.objects.count()
    job = upload("/units/import/", UNITS, ["区科技局", "政府部门"], ["区卫健委", "政府部门"], ["区文旅委", None], ["区科技局", "政府部门"])
    assert job.state == "failed" and Unit.objects.count() == before
    told = {(row, column) for _sheet, row, column, _text in job.errors}
    assert told == {(3, "名称"), (4, "类型"), (5, "名称")}
    client = client_for(office)
    assert "是“区卫生健康委”的别名" in client.get(f"/jobs/{job.pk}/").content.decode()
    marked = load_workbook(io.BytesIO(client.get(f"/jobs/{job.pk}/errors/").content)).worksheets[0]
    assert "别名" in str(marked.cell(3, 7).value) and marked.cell(2, 7).value is None


def test_what_cannot_be_read_and_what_is_refused_are_told_together(upload: Upload, units: dict[str, Unit]) -> None:
    before = Unit.objects.count()
    job = upload("/units/import/", UNITS, ["区科技局", "没有的类型"], ["区卫健委", "政府部门"], ["区文旅委", "政府部门", None, None, "天上"])
    assert job.state == "failed" and Unit.objects.count() == before
    assert [(row, column) for _sheet, row, column, _text in job.errors] == [(2, "类型"), (3, "名称"), (4, "所在地")]
    people = upload("/people/import/", PEOPLE, ["张三", "z", "区教委", "填报员"], ["李四", "lisi", "没有的单位", "填报员"])
    assert [(row, column) for _sheet, row, column, _text in people.errors] == [(2, "账号"), (3, "单位")]


def test_what_was_exported_can_be_imported_again_without_change(upload: Upload, office: Actor, client_for: ClientFor, units: dict[str, Unit]) -> None:
    def state() -> list[tuple[Any, ...]]:
        return sorted(Unit.objects.values_list("name", "type", "area", "is_active", "aliases__name", "groups__name"))

    before = state()
    exported = client_for(office).get("/units/export/").content
    import_units(actor=office, rows=read_rows(exported, unit_columns(office)))
    assert state() == before


def test_the_template_is_a_workbook_with_the_columns_of_the_import(office: Actor, client_for: ClientFor) -> None:
    answer = client_for(office).get("/people/import/?template=1")
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    assert [str(cell.value).rstrip("*") for cell in sheet[1]] == PEOPLE
    assert len(people_columns(office)) == len(PEOPLE) and len(area_columns(office)) == len(AREAS)


def test_a_file_that_is_no_workbook_is_told_beside_the_field(office: Actor, client_for: ClientFor) -> None:
    answer = client_for(office).post("/units/import/", {"file": SimpleUploadedFile("x.xlsx", b"no workbook")})
    assert answer.status_code == 422 and "不是 Excel 工作簿" in answer.content.decode()
    assert not Job.objects.exists()


def test_people_get_their_roles_and_no_password(upload: Upload, units: dict[str, Unit]) -> None:
    job = upload(
        "/people/import/",
        PEOPLE,
        ["张三", "zhangsan", "区卫健委", "填报员", 13812348000, "z@example.cn"],
        ["张三", "zhangsan", "区教委", "单位负责人"],
    )
    assert job.state == "done" and job.result_url == "/people/invitations/"
    user = User.objects.get(username="zhangsan")
    assert not user.has_usable_password() and user.phone == "13812348000"
    assert set(user.memberships.values_list("unit__name", "role")) == {("区卫生健康委", "unit_reporter"), ("区教委", "unit_head")}


def test_a_masked_phone_in_the_sheet_leaves_the_known_one(office: Actor, client_for: ClientFor, upload: Upload) -> None:
    upload("/people/import/", PEOPLE, ["张三", "zhangsan", "区教委", "填报员", "13812348000"])
    exported = client_for(office).get("/people/export/").content
    assert b"13812348000" not in exported
    rows = [row for row in read_rows(exported, people_columns(office)) if row["username"] == "zhangsan"]
    assert rows[0]["phone"] == "138****8000"
    import_people(actor=office, rows=rows)
    assert User.objects.get(username="zhangsan").phone == "13812348000"


def test_an_account_of_another_district_is_not_taken_over(upload: Upload, outsider: Actor) -> None:
    job = upload("/people/import/", PEOPLE, ["冒名", "outsider", "区教委", "填报员"])
    assert job.state == "failed" and "已被他人使用" in job.errors[0][3]
    assert not Membership.objects.filter(user=outsider.user, unit__name="区教委").exists()


def test_a_role_is_taken_away_by_the_sheet_but_never_ones_own(upload: Upload, reporter: Actor, office: Actor) -> None:
    assert reporter.membership is not None
    upload("/people/import/", PEOPLE, ["reporter", "reporter", "区卫生健康委", "填报员", None, None, "否"])
    reporter.membership.refresh_from_db()
    assert not reporter.membership.is_active
    job = upload("/people/import/", PEOPLE, ["office", "office", "区科协", "纲要办", None, None, "否"])
    assert job.state == "failed" and "自己" in job.errors[0][3]


def test_streets_and_communities_come_in_any_order(upload: Upload) -> None:
    job = upload("/areas/import/", AREAS, ["500103009001", "张家花园社区", 5200], ["500103009000", "上清寺街道", 61000], [500103001, "七星岗街道", 8])
    assert (job.state, job.message) == ("done", "新增 2 个区划，更新 1 个。")
    community = Area.objects.get(code="500103009001")
    assert (community.level, str(community.parent)) == ("community", "上清寺街道")
    assert Area.objects.get(code="500103001").population == 8


def test_a_community_needs_its_street_and_a_code_its_district(upload: Upload) -> None:
    job = upload("/areas/import/", AREAS, ["500103777001", "某社区"], ["500105001", "某街道"], ["50010", "某地"])
    assert [row for _sheet, row, _column, _text in job.errors] == [2, 3, 4]


def test_five_thousand_people_are_taken_in_the_background(
    office: Actor, client_for: ClientFor, units: dict[str, Unit], django_capture_on_commit_callbacks: Any
) -> None:
    file = workbook(PEOPLE, *[[f"人员{n}", f"user{n:05}", "区教委", "填报员", f"138{n:08}", f"u{n}@example.cn"] for n in range(5000)])
    with django_capture_on_commit_callbacks() as queued:
        client_for(office).post("/people/import/", {"file": file})
    job = Job.objects.get()
    assert job.state == "waiting" and len(queued) >= 1
    run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done, User.objects.filter(username__startswith="user").count()) == ("done", job.total, 5000)


def test_importing_a_thousand_people_takes_a_bounded_number_of_queries(
    office: Actor, units: dict[str, Unit], django_assert_max_num_queries: Any
) -> None:
    file = workbook(PEOPLE, *[[f"人员{n}", f"user{n:05}", "区教委", "填报员"] for n in range(1000)])
    rows = read_rows(file, people_columns(office))
    with django_assert_max_num_queries(40):
        import_people(actor=office, rows=rows)
