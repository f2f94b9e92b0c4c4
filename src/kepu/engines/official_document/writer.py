"""From the parts of a document to the bytes of a .docx file."""

from __future__ import annotations

import io
from datetime import datetime, time

import docx
from docx.document import Document
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm

from . import layout
from .layout import CHARACTER
from .model import Annex, Block, Heading, OfficialDocument, Paragraph, Picture, Table
from .numbering import Counter
from .package import EPOCH, repack
from .parts import add_attachment_note, add_red_head, add_signature, add_title, blank
from .sections import number_pages, set_page
from .styles import ANNEX_STYLE, CAPTION_STYLE, TITLE_STYLE, set_styles
from .tables import ALIGN, add_table
from .xml import add_text, clean, indent


def write(document: OfficialDocument) -> bytes:
    """The document as .docx; the same document always gives the same bytes.

    Raises ValueError for a heading level outside 1–4 and for a table whose cells overlap or leave holes.
    """
    word = docx.Document()
    set_styles(word)
    set_page(word.sections[0])
    number_pages(word)
    if document.red_head is not None:
        add_red_head(word, document.red_head)
    add_title(word, document.title, document.subtitle)
    if document.addressee:
        add_text(word.add_paragraph(), document.addressee.rstrip("：:") + "：")
    _add_blocks(word, document.blocks, layout.WIDTH)
    add_attachment_note(word, document.attachment_names())
    if document.signature is not None:
        add_signature(word, document.signature)
    for number, annex in enumerate(document.annexes, start=1):
        _add_annex(word, annex, number if len(document.annexes) > 1 else 0)
    _set_properties(word, document)
    target = io.BytesIO()
    word.save(target)
    return repack(target.getvalue())


def _add_blocks(word: Document, blocks: tuple[Block, ...], width: float) -> None:
    numbers = Counter()
    for block in blocks:
        if isinstance(block, Heading):
            number = numbers.next(block.level) if block.numbered else ""
            add_text(word.add_paragraph(style=f"Heading {block.level}"), number + block.text)
        elif isinstance(block, Paragraph):
            _add_paragraphs(word, block)
        elif isinstance(block, Table):
            add_table(word, block, width)
        else:
            _add_picture(word, block, width)


def _add_paragraphs(word: Document, block: Paragraph) -> None:
    lead = block.lead
    for line in clean(block.text).split("\n"):
        if not line.strip() and not lead:
            continue
        paragraph = word.add_paragraph()
        paragraph.alignment = ALIGN[block.align]
        if block.indent:
            indent(paragraph, firstLineChars=200, firstLine=2 * CHARACTER)
        if lead:
            add_text(paragraph, lead, bold=True)
            lead = ""
        add_text(paragraph, line.strip())


def _add_picture(word: Document, picture: Picture, width: float) -> None:
    paragraph = word.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.line_spacing = 1.0
    paragraph.paragraph_format.keep_with_next = bool(picture.caption)
    shape = paragraph.add_run().add_picture(io.BytesIO(picture.png), width=Mm(min(picture.width, width)))
    shape._inline.docPr.set("descr", clean(picture.alt or picture.caption))
    if picture.caption:
        add_text(word.add_paragraph(style=CAPTION_STYLE), picture.caption)


def _add_annex(word: Document, annex: Annex, number: int) -> None:
    """附件 in the upper left corner, the title in the third line (7.3.7)."""
    set_page(word.add_section(WD_SECTION.NEW_PAGE), landscape=annex.landscape)
    add_text(word.add_paragraph(style=ANNEX_STYLE), f"附件{number}" if number else "附件")
    blank(word)
    for line in clean(annex.title).split("\n"):
        add_text(word.add_paragraph(style=TITLE_STYLE), line)
    blank(word)
    _add_blocks(word, annex.blocks, layout.HEIGHT if annex.landscape else layout.WIDTH)


def _set_properties(word: Document, document: OfficialDocument) -> None:
    """Title, author and date for those who look for the file; the date is the document's, never the clock's."""
    properties = word.core_properties
    signature = document.signature
    properties.title = clean(document.title).replace("\n", "")
    properties.author = properties.last_modified_by = signature.issuer if signature else ""
    properties.language, properties.comments, properties.revision = "zh-CN", "", 1
    made = datetime.combine(signature.dated_on, time()) if signature else EPOCH
    properties.created = properties.modified = made
