"""Named styles, so that a clerk can go on writing in the same layout; and the fonts with their stand-ins."""

from __future__ import annotations

from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.part import Part
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from lxml import etree

from . import layout
from .layout import BODY, FONTS, HEI, KAI, SONG, TITLE, Font
from .xml import element, put, set_font

TABLE_STYLE, CAPTION_STYLE, TITLE_STYLE, ANNEX_STYLE = "公文表格", "公文题注", "公文标题", "公文附件"
_AFTER_SPACING = ("w", "kern", "position", "sz", "szCs", "highlight", "u", "effect", "bdr", "shd", "fitText", "vertAlign", "rtl", "cs", "em", "lang")
_AFTER_SNAP = ("spacing", "ind", "contextualSpacing", "mirrorIndents", "jc", "textDirection", "textAlignment", "outlineLvl", "rPr")
_AFTER_AUTOSPACE = ("bidi", "adjustRightInd", "snapToGrid", *_AFTER_SNAP)
_HEADINGS = ((HEI, False), (KAI, False), (BODY, True), (BODY, False))


def set_styles(document: Document) -> None:
    """Body, headings, title, annex mark, table text and captions."""
    _defaults(document)
    body = _style(document, "Normal", BODY, layout.SIZE_BODY, layout.LINE)
    # No extra room between Chinese and figures: the standard counts characters, and a date must stand where they say.
    for name in ("autoSpaceDE", "autoSpaceDN"):
        put(body.element.get_or_add_pPr(), element(name, val=0), *_AFTER_AUTOSPACE)
    for level, (font, bold) in enumerate(_HEADINGS, start=1):
        made = _style(document, f"Heading {level}", font, layout.SIZE_BODY, layout.LINE, bold=bold)
        made.paragraph_format.keep_with_next = True
        made.element.get_or_add_pPr()._insert_ind(element("ind", firstLineChars=200, firstLine=2 * layout.CHARACTER))
    title = _style(document, TITLE_STYLE, TITLE, layout.SIZE_TITLE, layout.TITLE_LINE)
    title.paragraph_format.alignment = 1
    _style(document, ANNEX_STYLE, HEI, layout.SIZE_BODY, layout.LINE)
    table = _style(document, TABLE_STYLE, BODY, layout.SIZE_TABLE, layout.TABLE_LINE)
    table.paragraph_format.alignment = 0
    caption = _style(document, CAPTION_STYLE, HEI, layout.SIZE_TABLE, layout.TABLE_LINE)
    caption.paragraph_format.alignment = 1
    _style(document, "Footer", SONG, layout.SIZE_PAGE_NUMBER, layout.SIZE_PAGE_NUMBER * 20, latin=SONG.name)
    _set_font_table(document)


def _defaults(document: Document) -> None:
    properties = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    set_font(properties, BODY)
    language = properties.find(qn("w:lang"))
    language.set(qn("w:val"), "en-US")
    language.set(qn("w:eastAsia"), "zh-CN")
    theme = document.settings.element.find(qn("w:themeFontLang"))
    theme.set(qn("w:eastAsia"), "zh-CN")


def _style(document: Document, name: str, font: Font, size: int, line: int, *, bold: bool = False, latin: str = layout.LATIN) -> Any:
    """`line` is the fixed pitch in twentieths of a point."""
    known = name in [style.name for style in document.styles]
    style: Any = document.styles[name] if known else document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    if not known:
        style.base_style = document.styles["Normal"]
        style.quick_style = True
    style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
    style.font.color.rgb = RGBColor(0, 0, 0)
    properties = style.element.get_or_add_rPr()
    set_font(properties, font, latin)
    # The type of the body is set closer; other sizes are not.
    put(properties, element("spacing", val=layout.CHARACTER_SPACE if size == layout.SIZE_BODY else 0), *_AFTER_SPACING)
    form = style.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.widow_control = False
    form.line_spacing = Pt(line / 20)
    if line == layout.TABLE_LINE:
        put(style.element.get_or_add_pPr(), element("snapToGrid", val=0), *_AFTER_SNAP)
    if name == "Footer":
        form.tab_stops.clear_all()
    return style


def _set_font_table(document: Document) -> None:
    """Say of each face by which other it may be replaced, so that a machine without it stays close to the standard."""
    part: Part = next(p for p in document.part.package.iter_parts() if p.partname == "/word/fontTable.xml")
    root = etree.fromstring(part.blob)
    for old in list(root):
        if old.get(qn("w:name")) in {font.name for font in FONTS}:
            root.remove(old)
    for font in FONTS:
        made = element("font", name=font.name)
        made.extend(
            (
                element("altName", val=font.others),
                element("panose1", val=font.panose),
                element("charset", val="86"),
                element("family", val=font.family),
                element("pitch", val="auto"),
            )
        )
        root.append(made)
    part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
