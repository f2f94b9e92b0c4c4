"""A document is laid out as GB/T 9704-2012 has it, and the same document gives the same file."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from datetime import date
from pathlib import Path

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Emu
from hypothesis import given, settings
from hypothesis import strategies as st

from kepu.engines.official_document import Annex, Cell, Heading, OfficialDocument, Paragraph, Picture, RedHead, Signature, Table, write

DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
SIGNED = Signature("渝中区科协", date(2026, 3, 5))


def opened(document: OfficialDocument) -> docx.document.Document:
    return docx.Document(io.BytesIO(write(document)))


def report(*blocks: Heading | Paragraph | Table | Picture, **parts: object) -> OfficialDocument:
    return OfficialDocument("关于工作情况的报告", blocks, **parts)  # type: ignore[arg-type]


def lines(word: docx.document.Document) -> list[str]:
    return [paragraph.text for paragraph in word.paragraphs if paragraph.text]


def test_the_page_is_a4_with_a_type_area_of_156_by_225_millimetres() -> None:
    section = opened(report()).sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert (round(section.top_margin.mm), round(section.left_margin.mm)) == (37, 28)
    assert round(Emu(section.page_width - section.left_margin - section.right_margin).mm) == 156
    assert round(Emu(section.page_height - section.top_margin - section.bottom_margin).mm) == 225


def test_the_body_is_fangsong_size_three_in_22_lines_of_28_characters() -> None:
    style = opened(report()).styles["Normal"]
    fonts = style.element.rPr.find(qn("w:rFonts"))
    spacing = int(style.element.rPr.find(qn("w:spacing")).get(qn("w:val"))) / 20
    pitch = style.paragraph_format.line_spacing.pt
    assert fonts.get(qn("w:eastAsia")) == "仿宋_GB2312" and style.font.size.pt == 16
    assert 22 * pitch <= 225 / 25.4 * 72 < 23 * pitch
    assert 28 * (16 + spacing) <= 156 / 25.4 * 72 < 29 * (16 + spacing)


@pytest.mark.parametrize(
    ("style", "font", "size"),
    [("公文标题", "方正小标宋简体", 22), ("Heading 1", "黑体", 16), ("Heading 2", "楷体_GB2312", 16), ("Heading 3", "仿宋_GB2312", 16)],
)
def test_title_and_headings_have_their_faces(style: str, font: str, size: int) -> None:
    made = opened(report()).styles[style]
    assert made.element.rPr.find(qn("w:rFonts")).get(qn("w:eastAsia")) == font
    assert made.font.size.pt == size


def test_headings_are_numbered_level_by_level() -> None:
    headings = [(1, "总体情况"), (2, "青少年"), (3, "课程"), (4, "教师"), (2, "老年人"), (3, "课程"), (1, "打算")]
    word = opened(report(*(Heading(text, level) for level, text in headings)))
    assert lines(word)[1:] == ["一、总体情况", "（一）青少年", "1.课程", "（1）教师", "（二）老年人", "1.课程", "二、打算"]


def test_a_heading_of_a_level_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="level"):
        write(report(Heading("过深", 5)))


def test_body_paragraphs_begin_two_characters_in() -> None:
    word = opened(report(Paragraph("第一段。\n第二段。")))
    indents = [p._element.pPr.find(qn("w:ind")).get(qn("w:firstLineChars")) for p in word.paragraphs if p.text.startswith("第")]
    assert indents == ["200", "200"]


def test_page_numbers_stand_outside_between_dashes() -> None:
    word = opened(report())
    odd, even = word.sections[0].footer.paragraphs[0], word.sections[0].even_page_footer.paragraphs[0]
    assert word.settings.odd_and_even_pages_header_footer
    assert (odd.text, even.text) == ("— 1 —", "— 1 —")
    assert (odd.alignment, even.alignment) == (2, 0)
    assert "PAGE" in odd._element.xml and "PAGE" in even._element.xml


def test_a_merged_head_is_repeated_and_rows_are_not_torn() -> None:
    table = Table(((Cell("任务", rows=2), Cell("单位", columns=2)), ("牵头", "责任"), ("培训", "区总工会", "各街道")), header_rows=2)
    made = opened(report(table)).tables[0]
    assert [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in made.rows] == [True, True, False]
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in made.rows)
    assert [cell.text for cell in made.rows[1].cells] == ["任务", "牵头", "责任"]
    assert made.cell(0, 1)._tc is made.cell(0, 2)._tc


@pytest.mark.parametrize(("units", "kept"), [("区教委、区科协", True), ("、".join(["区人力社保局"] * 20), False)], ids=["short", "tall"])
def test_a_cell_over_several_rows_stays_on_its_page_unless_it_is_tall(units: str, kept: bool) -> None:
    table = Table((("类别", "任务", "单位"), (Cell("行动", rows=2), "培训", units), ("讲座", units)))
    made = opened(report(table)).tables[0]
    assert ("w:keepNext" in made.rows[1]._tr.xml) == kept


@pytest.mark.parametrize("rows", [(("甲",), ("乙", "丙")), ((Cell("甲", rows=2),),), ()], ids=["hole", "out of the table", "empty"])
def test_a_table_that_does_not_fill_its_grid_is_refused(rows: tuple[tuple[Cell | str, ...], ...]) -> None:
    with pytest.raises(ValueError):
        write(report(Table(rows)))


def test_a_picture_tells_what_it_shows() -> None:
    word = opened(report(Picture(DOT, "图1", "培训人次逐年上升")))
    assert word.inline_shapes[0]._inline.docPr.get("descr") == "培训人次逐年上升"


def test_a_wide_annex_stands_on_its_own_landscape_page() -> None:
    table = Table((("任务", "单位"), ("培训", "区总工会")))
    word = opened(report(annexes=(Annex("任务分工表", (table,), landscape=True), Annex("说明", ()))))
    assert [section.orientation for section in word.sections] == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT]
    assert [text for text in lines(word) if text.startswith("附件")] == ["附件：1. 任务分工表", "附件1", "附件2"]
    assert round(word.sections[1].page_width.mm) == 297


def test_the_date_begins_two_characters_to_the_right_of_the_issuer() -> None:
    for issuer in ("渝中区科协", "渝中区全民科学素质工作领导小组办公室"):
        word = opened(report(signature=Signature(issuer, date(2026, 11, 24))))
        last = [p for p in word.paragraphs if p.text][-2:]
        right = [int(p._element.pPr.find(qn("w:ind")).get(qn("w:rightChars"))) / 100 for p in last]
        begin = [28 - right[0] - len(issuer), 28 - right[1] - 7]  # eight digits of half a character and 年月日
        assert last[1].text == "2026年11月24日" and begin[1] - begin[0] == 2 and min(right) == 2


def test_a_red_head_carries_issuer_number_and_line() -> None:
    word = opened(report(red_head=RedHead("渝中区科协文件", "渝科〔2026〕1号", "王某")))
    assert lines(word)[0] == "渝中区科协文件" and str(word.paragraphs[0].runs[0].font.color.rgb) == "E60012"
    number = next(p for p in word.paragraphs if "〔2026〕" in p.text)
    assert "签发人：王某" in number.text and number._element.pPr.find(qn("w:pBdr")) is not None


def test_each_face_says_by_which_other_it_may_be_replaced() -> None:
    fonts = zipfile.ZipFile(io.BytesIO(write(report()))).read("word/fontTable.xml").decode()
    assert re.search(r'w:name="仿宋_GB2312"[^/]*><w:altName w:val="[^"]*FangSong', fonts)


def test_the_same_document_gives_the_same_bytes() -> None:
    document = report(Heading("一"), Picture(DOT), Table((("甲",),)), signature=SIGNED)
    assert write(document) == write(document)


@settings(deadline=None, max_examples=30)
@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_people_typed_is_written_or_dropped_but_never_breaks_the_file(title: str, text: str) -> None:
    word = opened(OfficialDocument(title, (Heading(text), Paragraph(text), Table(((text, title),))), subtitle=text, signature=SIGNED))
    assert len(word.tables) == 1


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None or shutil.which("pdfinfo") is None, reason="needs LibreOffice and poppler")
def test_a_full_page_has_22_lines_of_28_characters(tmp_path: Path) -> None:
    source = tmp_path / "full.docx"
    source.write_bytes(write(report(Paragraph("科" * 28 * 60, indent=False))))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(source)], check=True, capture_output=True)
    text = subprocess.run(["pdftotext", "-f", "2", "-l", "2", str(tmp_path / "full.pdf"), "-"], check=True, capture_output=True, text=True).stdout
    assert [len(line) for line in text.splitlines() if line.startswith("科")] == [28] * 22
