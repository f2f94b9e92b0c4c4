"""Word documents built for the tests."""

from __future__ import annotations

import io
import zipfile

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.table import Table


def as_bytes(document: object) -> bytes:
    """The saved bytes of a python-docx document."""
    out = io.BytesIO()
    document.save(out)  # type: ignore[attr-defined]
    return out.getvalue()


def district_docx() -> bytes:
    """A district's plan whose annex has a merged category column, a merged row, and a split cell."""
    document = Document()
    for text in (
        "白塔区全民科学素质行动实施方案（2026—2030年）",
        "为贯彻上级部署，制定本方案。",
        "一、工作目标",
        "到2030年，全区公民具备科学素质的比例不低于21%。",
        "二、提升行动",
        "（一）青少年科学素质提升行动",
        "（二）老年人科学素质提升行动",
        "三、重点工程",
        "（一）科普场馆提质工程",
        "四、组织实施",
        "（一）组织保障",
        "区政府每季度至少听取1次汇报。",
        "附件",
        "白塔区任务分工",
    ):
        document.add_paragraph(text)
    table = document.add_table(rows=5, cols=4)
    rows = (
        ("类别", "任务内容", "牵头单位", "责任单位"),
        ("提升行动", "1．青少年科学素质提升行动", "区教育局", "区科协\n团区委"),
        ("", "2．老年人科学素质提升行动", "区卫生健康局、区科协", "区民政局、各街道"),
        ("重点工程", "1．科普场馆提质工程", "区科协", "区财政局"),
        ("备注：分工由区科协解释", "", "", ""),
    )
    fill(table, rows)
    table.cell(1, 0).merge(table.cell(2, 0))
    table.cell(4, 0).merge(table.cell(4, 3))
    return as_bytes(document)


def fill(table: Table, rows: tuple[tuple[str, ...], ...]) -> None:
    """Write texts into the cells, row by row."""
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text


def numbered_docx() -> bytes:
    """A plan whose headings are numbered by Word itself: 一、 and （一） are nowhere in its text."""
    document = Document()
    numbering = document.part.numbering_part.element
    abstract = OxmlElement("w:abstractNum")
    abstract.set(qn("w:abstractNumId"), "77")
    for level, shape in enumerate(("%1、", "（%2）")):
        entry = OxmlElement("w:lvl")
        entry.set(qn("w:ilvl"), str(level))
        for tag, value in (("start", "1"), ("numFmt", "chineseCounting"), ("lvlText", shape)):
            child = OxmlElement(f"w:{tag}")
            child.set(qn("w:val"), value)
            entry.append(child)
        abstract.append(entry)
    numbering.insert(0, abstract)
    num = OxmlElement("w:num")
    num.set(qn("w:numId"), "77")
    link = OxmlElement("w:abstractNumId")
    link.set(qn("w:val"), "77")
    num.append(link)
    numbering.append(num)
    document.add_paragraph("某市科普工作方案（2026—2030年）")
    for level, text in ((0, "主要目标"), (0, "重点行动"), (1, "农民素质提升行动"), (1, "青年素质提升行动"), (0, "保障措施")):
        paragraph = document.add_paragraph(text)
        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val = level
        properties.get_or_add_numId().val = 77
        if level == 1:
            document.add_paragraph(f"围绕{text[:2]}的需要开展服务，形成常态。")
    return as_bytes(document)


def bomb_docx(megabytes: int) -> bytes:
    """A small archive whose document unpacks to ``megabytes`` of white space."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("word/document.xml", "w") as member:
            for _ in range(megabytes):
                member.write(b" " * (1024 * 1024))
    return out.getvalue()
