"""Small tools over python-docx for what it has no call for."""

from __future__ import annotations

import re
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from .layout import LATIN, Font

# Characters that XML 1.0 does not allow; a pasted text may carry them.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """Text that can stand in an XML document, with line ends as \\n."""
    return _FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n"))


def element(name: str, /, **attributes: str | int) -> Any:
    """An element `w:name` with attributes `w:…`."""
    made = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), str(value))
    return made


def put(parent: Any, child: Any, *successors: str) -> None:
    """Set a child once, before the first of its successors in the order of the schema."""
    for old in parent.findall(child.tag):
        parent.remove(old)
    parent.insert_element_before(child, *(f"w:{name}" for name in successors))


def set_font(properties: Any, font: Font, latin: str = LATIN) -> None:
    """Name the typefaces of run properties and drop those of the theme."""
    for old in properties.findall(qn("w:rFonts")):
        properties.remove(old)
    properties.insert(0, element("rFonts", ascii=latin, hAnsi=latin, eastAsia=font.name, cs=latin, hint="eastAsia"))


def add_text(paragraph: Paragraph, text: str, *, font: Font | None = None, bold: bool = False) -> Run:
    """A run whose quotation marks and dashes are set in the Chinese face."""
    run = paragraph.add_run(clean(text).replace("\n", " "))
    properties = run._element.get_or_add_rPr()
    if font is not None:
        set_font(properties, font)
    else:
        properties.insert(0, element("rFonts", hint="eastAsia"))
    if bold:
        run.bold = True
    return run


def indent(paragraph: Paragraph, **values: int) -> None:
    """Indents in twentieths of a point, or in hundredths of a character for the …Chars attributes."""
    properties = paragraph._element.get_or_add_pPr()
    for old in properties.findall(qn("w:ind")):
        properties.remove(old)
    made = element("ind", **values)
    properties._insert_ind(made)


def add_field(paragraph: Paragraph, instruction: str, shown: str) -> None:
    """A field that Word computes, such as PAGE."""
    for part in ("begin", "instrText", "separate", "shown", "end"):
        run = paragraph.add_run(shown if part == "shown" else "")._element
        if part == "instrText":
            code = element("instrText")
            code.text = f" {instruction} "
            run.append(code)
        elif part != "shown":
            run.append(element("fldChar", fldCharType=part))
