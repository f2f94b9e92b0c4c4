"""Word documents: real tables, merged cells, automatic numbers."""

from __future__ import annotations

import pytest

from kepu.engines.plan_document import DoubtKind, NodeKind, PlanDocument, read_plan, render

from .documents import as_bytes, district_docx, fill, numbered_docx


@pytest.fixture(scope="module")
def district() -> PlanDocument:
    return read_plan(district_docx(), filename="plan.docx")


def test_each_table_row_is_one_task(district: PlanDocument) -> None:
    assert [r.task for r in district.responsibilities] == [
        "青少年科学素质提升行动",
        "老年人科学素质提升行动",
        "科普场馆提质工程",
    ]


def test_a_category_merged_downwards_holds_for_every_row_below(district: PlanDocument) -> None:
    assert [r.category for r in district.responsibilities] == ["提升行动", "提升行动", "重点工程"]


def test_units_in_two_paragraphs_of_a_cell_are_two_units(district: PlanDocument) -> None:
    assert district.responsibilities[0].responsible == ("区科协", "团区委")


def test_tasks_of_the_table_point_to_the_sections_of_the_text(district: PlanDocument) -> None:
    assert [r.node for r in district.responsibilities] == [
        "二、提升行动/（一）青少年科学素质提升行动",
        "二、提升行动/（二）老年人科学素质提升行动",
        "三、重点工程/（一）科普场馆提质工程",
    ]


def test_the_lines_of_a_word_document_come_back(district: PlanDocument) -> None:
    assert render(district) == "".join(district.lines)
    assert district.encoding == "docx"


def test_a_task_cell_merged_downwards_goes_on_with_the_task() -> None:
    from docx import Document

    document = Document()
    for text in ("某区方案（2026—2030年）", "一、行动", "（一）实施护苗行动", "二、保障措施"):
        document.add_paragraph(text)
    table = document.add_table(rows=3, cols=3)
    fill(table, (("任务", "牵头单位", "责任单位"), ("实施护苗行动", "区教育局", "区科协"), ("", "区卫健局", "区妇联")))
    table.cell(1, 0).merge(table.cell(2, 0))
    plan = read_plan(as_bytes(document))
    assert [(r.task, r.lead) for r in plan.responsibilities] == [
        ("实施护苗行动", ("区教育局",)),
        ("实施护苗行动", ("区卫健局",)),
    ]
    assert DoubtKind.ROW_CUT_OFF not in {d.kind for d in plan.doubts}


def test_numbers_that_word_draws_itself_are_read() -> None:
    plan = read_plan(numbered_docx())
    assert [(n.number, n.title) for n in plan.walk() if n.number] == [
        ("一、", "主要目标"),
        ("二、", "重点行动"),
        ("（一）", "农民素质提升行动"),
        ("（二）", "青年素质提升行动"),
        ("三、", "保障措施"),
    ]
    assert len(plan.of_kind(NodeKind.ACTION)) == 2


def test_a_table_that_assigns_nothing_is_kept_as_rows() -> None:
    from docx import Document

    document = Document()
    for text in ("某区方案（2026—2030年）", "一、目标", "二、保障措施"):
        document.add_paragraph(text)
    fill(document.add_table(rows=2, cols=2), (("指标", "数值"), ("场馆", "3")))
    plan = read_plan(as_bytes(document))
    assert [n.kind for n in plan.walk()][-2:] == [NodeKind.ROW, NodeKind.ROW]
    assert plan.responsibilities == ()
