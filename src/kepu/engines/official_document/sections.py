"""Pages: size, margins, grid and page numbers."""

from __future__ import annotations

from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.section import Section
from docx.shared import Mm
from docx.text.paragraph import Paragraph

from . import layout
from .xml import add_field, element, indent, put


def set_page(section: Section, *, landscape: bool = False) -> None:
    """A4 with the margins of the standard; a landscape page is the upright one turned with its binding side up."""
    width, height = layout.PAGE
    top, right, bottom, left = layout.TOP, layout.RIGHT, layout.BOTTOM, layout.LEFT
    if landscape:
        width, height = height, width
        top, right, bottom, left = layout.LEFT, layout.TOP, layout.RIGHT, layout.BOTTOM
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = Mm(top), Mm(right), Mm(bottom), Mm(left)
    section.header_distance, section.footer_distance = Mm(15), Mm(bottom - layout.BOTTOM + layout.FOOTER)
    grid = element("docGrid", type="lines", linePitch=layout.LINE)
    put(section._sectPr, grid, "printerSettings", "sectPrChange")


def number_pages(document: Document) -> None:
    """— 1 — outside: right on odd pages, left on even ones, one character in from the edge (7.5)."""
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    for footer, align, side in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT, "right"),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT, "left"),
    ):
        footer.is_linked_to_previous = False
        _page_number(footer.paragraphs[0], align, side)


def _page_number(paragraph: Paragraph, align: WD_ALIGN_PARAGRAPH, side: str) -> None:
    paragraph.alignment = align
    indent(paragraph, **{f"{side}Chars": 100, side: layout.SIZE_PAGE_NUMBER * 20})
    paragraph.add_run("— ")
    add_field(paragraph, "PAGE", "1")
    paragraph.add_run(" —")
