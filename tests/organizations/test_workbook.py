"""Workbooks in and out: what people type is understood, what is wrong is told by row, nothing harmful gets in or out."""

from __future__ import annotations

import contextlib
import datetime
import io
import zipfile
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidInput, InvalidWorkbook, RowError, TooLarge
from kepu.organizations.models import Unit
from kepu.organizations.services.workbook import (
    Column,
    choice_column,
    error_sheet,
    read_rows,
    read_workbook,
    unit_column,
    write_template,
    write_workbook,
)

COLUMNS = [
    Column("name", "名称", required=True),
    Column("code", "代码", "code"),
    Column("people", "人次", "integer", minimum=0),
    Column("hours", "学时", "decimal"),
    Column("share", "比例", "percent"),
    Column("on", "日期", "date"),
    choice_column("type", "类型", [("party", "党委部门"), ("mass", "群团组织")]),
    Column("aliases", "别名", many=True),
]
HEADINGS = [str(column.heading) for column in COLUMNS]


def book(*rows: list[Any], headings: list[Any] | None = None, above: tuple[list[Any], ...] = ()) -> bytes:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for row in (*above, headings or HEADINGS, *rows):
        sheet.append(row)
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def one(*cells: Any) -> dict[str, Any]:
    rows, errors, _faulty = read_workbook(book(["甲", *cells]), COLUMNS)
    assert errors == []
    return rows[0].values


@pytest.mark.parametrize(
    "typed",
    [
        datetime.date(2026, 3, 5),
        datetime.datetime(2026, 3, 5, 9, 30),
        46086,
        "2026-03-05",
        "2026.3.5",
        "2026/3/5",
        "20260305",
        "2026年3月5日",
        "２０２６年３月５日",
        " 2026 年 3 月 5 日 ",
    ],
)
def test_a_date_is_understood_however_it_is_typed(typed: object) -> None:
    assert one(None, None, None, None, typed)["on"] == datetime.date(2026, 3, 5)


@pytest.mark.parametrize("typed", ["2026-02-30", "三月五日", "2026年3月", 12.5e9, "46086天"])
def test_what_is_no_date_is_told_and_not_guessed(typed: object) -> None:
    _rows, errors, _faulty = read_workbook(book(["甲", None, None, None, None, typed]), COLUMNS)
    assert [(error.row, error.column) for error in errors] == [(2, "日期")]


@pytest.mark.parametrize("typed", [1234, 1234.0, "1234", "1,234", "１２３４", "1，234", " 1 234 "])
def test_a_number_is_understood_however_it_is_typed(typed: object) -> None:
    assert one(None, typed)["people"] == 1234


@pytest.mark.parametrize("typed", ["120人", "12.5", 12.5, "-3", "一百", "1e99", "nan", True, "#DIV/0!"])
def test_what_is_no_count_is_told(typed: object) -> None:
    _rows, errors, _faulty = read_workbook(book(["甲", None, typed]), COLUMNS)
    assert [(error.row, error.column) for error in errors] == [(2, "人次")]


def test_a_percentage_is_the_same_as_cell_format_as_text_and_as_number() -> None:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.append(["名称", "比例"])
    for typed, shown in ((0.154, "0.0%"), ("15.4%", "General"), (15.4, "General"), ("１５.４％", "General")):
        sheet.append(["甲", typed])
        sheet.cell(sheet.max_row, 2).number_format = shown
    buffer = io.BytesIO()
    made.save(buffer)
    assert {row["share"] for row in read_rows(buffer, COLUMNS)} == {Decimal("15.4")}


def test_a_code_typed_as_a_number_keeps_its_digits() -> None:
    assert one(500103001001)["code"] == "500103001001"


def test_a_code_that_the_spreadsheet_has_rounded_is_refused() -> None:
    _rows, errors, _faulty = read_workbook(book(["甲", 123456789012345678]), COLUMNS)
    assert "15 位" in errors[0].message


def test_the_header_is_found_under_a_title_and_columns_in_any_order() -> None:
    data = book(["2026-03-05", "备注", "甲"], headings=["日期", "另一列", " 名 称（必填）"], above=(["2026年科普活动统计表"], []))
    rows = read_rows(data, COLUMNS)
    assert (rows[0].number, rows[0]["name"], rows[0]["on"]) == (4, "甲", datetime.date(2026, 3, 5))


def test_empty_rows_are_passed_over_and_row_numbers_stay_those_of_the_sheet() -> None:
    rows = read_rows(book(["甲"], [], ["  "], ["乙"]), COLUMNS)
    assert [(row.number, row["name"]) for row in rows] == [(2, "甲"), (5, "乙")]


def test_a_missing_value_is_told_with_sheet_row_and_column() -> None:
    with pytest.raises(InvalidWorkbook) as error:
        read_rows(book(["甲"], [None, "1"]), COLUMNS)
    assert error.value.rows == [RowError("Sheet", 3, "名称", "请填写名称")]


def test_a_choice_is_named_or_the_nearest_is_offered() -> None:
    rows, errors, _faulty = read_workbook(
        book(["甲", None, None, None, None, None, "群团组织"], ["乙", None, None, None, None, None, "群众组织"]), COLUMNS
    )
    assert rows[0]["type"] == "mass"
    assert "群团组织" in errors[0].message


def test_a_unit_is_known_by_its_alias(system: Actor, units: dict[str, Unit]) -> None:
    column = unit_column(system.district, "unit", "单位", required=True)
    rows, errors, _faulty = read_workbook(book(["区卫健委"], ["区教育局"], headings=["单位"]), [column])
    assert rows[0]["unit"] == units["区卫生健康委"]
    assert errors[0].row == 3


def test_several_values_stand_in_one_cell() -> None:
    assert one(None, None, None, None, None, None, "甲、乙，丙；甲")["aliases"] == ["甲", "乙", "丙"]


def test_a_missing_column_is_named() -> None:
    with pytest.raises(InvalidInput, match="缺少列：名称"):
        read_workbook(book(["1"], headings=["代码"]), COLUMNS)


def with_member(data: bytes, name: str, content: bytes) -> bytes:
    buffer = io.BytesIO(data)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "空"),
        (b"name,code\n", "不是 Excel"),
        (b"PK\x03\x04" + b"\0" * 40, "不是 Excel"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, ".xls"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "密码"),
        (with_member(book(), "xl/vbaProject.bin", b"macro"), "宏"),
        (book(["x"], headings=["不相干"]), "没有找到表头"),
        (book(), "没有数据行"),
    ],
)
def test_what_is_no_filled_workbook_is_refused_in_plain_words(data: bytes, told: str) -> None:
    with pytest.raises(InvalidInput, match=told):
        read_workbook(data, COLUMNS)


def test_a_workbook_that_unpacks_to_a_flood_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(TooLarge):
        read_workbook(with_member(book(), "xl/media/bomb.bin", bytes(210 * 1024 * 1024)), COLUMNS)


def test_too_many_rows_are_refused() -> None:
    with pytest.raises(TooLarge):
        read_workbook(book(*(["甲"] for _ in range(11))), COLUMNS, max_rows=10)


def test_a_sheet_that_claims_a_million_columns_is_read_all_the_same() -> None:
    data = book(["甲"])
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for member in old.infolist():
            content = old.read(member)
            if member.filename == "xl/worksheets/sheet1.xml":
                content = content.replace(b'<dimension ref="A1:H2"', b'<dimension ref="A1:XFD1048576"')
                assert b"XFD1048576" in content
            new.writestr(member.filename, content)
    assert len(read_rows(buffer, COLUMNS)) == 1


def test_the_template_explains_itself_and_takes_no_invented_rows() -> None:
    made = load_workbook(io.BytesIO(write_template(COLUMNS)))
    sheet = made.worksheets[0]
    assert [cell.value for cell in sheet[1]] == ["名称*", *HEADINGS[1:]]
    assert sheet.freeze_panes == "A2" and sheet.max_row == 1
    assert "填写说明" in made.sheetnames
    assert [rule.formula1 for rule in sheet.data_validations.dataValidation] == ['"党委部门,群团组织"']


def test_a_long_list_of_units_stands_in_a_hidden_sheet(system: Actor, units: dict[str, Unit]) -> None:
    for number in range(60):
        Unit.objects.create(district=system.district, name=f"第{number:02}个很长名字的成员单位", type=Unit.Type.OTHER)
    made = load_workbook(io.BytesIO(write_template([unit_column(system.district, "unit", "单位")])))
    assert made["选项"].sheet_state == "hidden" and made["选项"].max_row == 67


def test_the_error_sheet_marks_the_cells_and_can_be_corrected_and_uploaded() -> None:
    data = book(["甲", None, "很多"], ["乙", None, 3], above=(["标题"],))
    _rows, errors, _faulty = read_workbook(data, COLUMNS)
    marked = load_workbook(io.BytesIO(error_sheet(data, errors)))
    sheet = marked.worksheets[0]
    assert sheet.cell(3, 3).fill.fgColor.rgb == "00FFD9D6" and "应为数字" in str(sheet.cell(3, 9).value)
    sheet.cell(3, 3).value = 5
    buffer = io.BytesIO()
    marked.save(buffer)
    assert [row["people"] for row in read_rows(buffer, COLUMNS)] == [5, 3]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")', "\t=1"])
def test_text_never_becomes_a_formula(text: str) -> None:
    written = write_workbook(COLUMNS, [{"name": text} | dict.fromkeys([c.key for c in COLUMNS[1:]])])
    cell = load_workbook(io.BytesIO(written)).worksheets[0]["A2"]
    assert cell.data_type == "s" and cell.quotePrefix
    marked = load_workbook(io.BytesIO(error_sheet(written, [RowError("数据", 2, "名称", text)])))
    assert {cell.data_type for cell in marked.worksheets[0][2] if cell.value is not None} == {"s"}


names = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=30)
records = st.fixed_dictionaries(
    {
        "name": names,
        "code": st.none() | st.text("0123456789", min_size=1, max_size=15),
        "people": st.none() | st.integers(0, 10**11),
        "hours": st.none() | st.decimals(-(10**6), 10**6, places=2),
        "share": st.none() | st.decimals(0, 100, places=1),
        "on": st.none() | st.dates(datetime.date(1901, 1, 1), datetime.date(2100, 1, 1)),
        "type": st.sampled_from([None, "party", "mass"]),
        "aliases": st.lists(names.filter(lambda name: not set(name) & set("、,，;；/")), unique=True, max_size=3),
    }
).filter(lambda record: not str(record["name"]).startswith("#"))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(records, min_size=1, max_size=8))
def test_what_is_written_is_read_back(written: list[dict[str, Any]]) -> None:
    assert [row.values for row in read_rows(write_workbook(COLUMNS, written), COLUMNS)] == written


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=400), st.integers(0, 6000))
def test_a_damaged_workbook_is_refused_and_never_a_fault_of_ours(noise: bytes, place: int) -> None:
    data = bytearray(book(["甲"]))
    data[place : place + len(noise)] = noise
    with contextlib.suppress(InvalidInput, TooLarge):
        read_workbook(bytes(data), COLUMNS)
