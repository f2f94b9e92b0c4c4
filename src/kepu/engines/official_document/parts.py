"""The parts of a document around its body: red head, title, note of attachments, signature."""

from __future__ import annotations

import unicodedata
from datetime import date

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from . import layout
from .layout import CHARACTER, KAI, RED, TITLE
from .model import RedHead, Signature
from .styles import TITLE_STYLE
from .xml import add_text, clean, element, indent


def characters(text: str) -> float:
    """Width of a line in Chinese characters; a Latin letter or digit takes half of one.

    >>> characters("2026年11月24日")
    7.0
    """
    return sum(1.0 if unicodedata.east_asian_width(sign) in "WFA" else 0.5 for sign in text)


def blank(document: Document, lines: int = 1) -> None:
    """Empty lines of the body."""
    for _number in range(lines):
        document.add_paragraph()


def add_red_head(document: Document, head: RedHead) -> None:
    """The issuer's mark 35 mm below the edge of the type area, number, and the red line 4 mm below it (7.2)."""
    size = min(46.0, layout.WIDTH * layout.POINT / max(characters(head.issuer), 1))
    mark = document.add_paragraph(style=TITLE_STYLE)
    mark.paragraph_format.space_before = Mm(35)
    mark.paragraph_format.line_spacing = Pt(size * 1.3)
    run = add_text(mark, head.issuer, font=TITLE)
    run.font.size, run.font.color.rgb = Pt(size), RGBColor.from_string(RED)
    blank(document, 2)
    number = document.add_paragraph()
    if head.signatory:
        indent(number, leftChars=100, left=CHARACTER, rightChars=100, right=CHARACTER)
        number.paragraph_format.tab_stops.add_tab_stop(Mm(layout.WIDTH) - Pt(CHARACTER / 20), WD_TAB_ALIGNMENT.RIGHT)
        add_text(number, f"{head.number}\t签发人：")
        add_text(number, head.signatory, font=KAI)
    else:
        number.alignment = WD_ALIGN_PARAGRAPH.CENTER
        add_text(number, head.number)
    _red_line(number)
    blank(document, 2)


def _red_line(paragraph: Paragraph) -> None:
    border = element("pBdr")
    border.append(element("bottom", val="single", sz=12, space=11, color=RED))
    paragraph._element.get_or_add_pPr().insert_element_before(
        border, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:rPr"
    )


def add_title(document: Document, title: str, subtitle: str = "") -> None:
    """Title of 2号小标宋, a line for each line of the text; the subtitle in 楷体; a blank line after."""
    for line in clean(title).split("\n"):
        add_text(document.add_paragraph(style=TITLE_STYLE), line)
    if subtitle:
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        add_text(paragraph, subtitle, font=KAI)
    blank(document)


def add_attachment_note(document: Document, names: tuple[str, ...]) -> None:
    """附件：1. … below the text, two characters in, names under each other and without a full stop (7.3.4)."""
    if not names:
        return
    blank(document)
    for number, name in enumerate(names, start=1):
        label = "" if len(names) == 1 else f"{number}. "
        hanging = 5 if len(names) == 1 else 6
        paragraph = document.add_paragraph()
        back = hanging - 2 if number == 1 else 1
        indent(paragraph, leftChars=hanging * 100, left=hanging * CHARACTER, hangingChars=back * 100, hanging=back * CHARACTER)
        paragraph.paragraph_format.keep_with_next = number < len(names)
        add_text(paragraph, ("附件：" if number == 1 else "") + label + name.strip().rstrip("。；，"))


def add_signature(document: Document, signature: Signature) -> None:
    """Issuer two characters from the right edge, the date below beginning two characters further right (7.3.5.3).

    The last line of the text goes with it, so that it never stands alone on a page (7.3.5.5).
    """
    dated = chinese_date(signature.dated_on)
    wide, long = characters(signature.issuer), characters(dated)
    right_date = max(2.0, wide - long)
    right_issuer = right_date + long + 2 - wide
    blank(document)
    for paragraph in document.paragraphs[-2:]:
        paragraph.paragraph_format.keep_with_next = True
    for text, right in ((signature.issuer, right_issuer), (dated, right_date)):
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.keep_together = True
        paragraph.paragraph_format.keep_with_next = text != dated
        indent(paragraph, rightChars=round(right * 100), right=round(right * CHARACTER))
        add_text(paragraph, text)


def chinese_date(day: date) -> str:
    """2026年11月24日: Arabic digits without leading noughts (7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"
