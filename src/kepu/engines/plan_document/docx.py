"""Word documents (.docx, ISO/IEC 29500) as source lines: paragraphs with their automatic numbers, real tables."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from .docx_numbering import Numbering
from .errors import ArchiveBomb, BinaryDocument, CorruptDocument, EmptyDocument, PasswordProtected
from .source import Cell, Line

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"

#: A 300-page plan has about 10 MB of XML; more is either pictures (never unpacked) or an attack.
MAX_XML = 64 * 1024 * 1024
MAX_MEMBERS = 5000


def read_docx(data: bytes) -> tuple[Line, ...]:
    """The paragraphs and table rows of a Word document, one line each, in order.

    A table row becomes one line with tabs between its cells, and keeps the cells: text of cells that
    are merged across columns stands once, cells that continue a merge from above are marked.

    Raises:
        PlanDocumentError: damaged, encrypted, not Word, empty, or unpacking past `MAX_XML`.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            body, numbering = _parts(archive)
    except (zipfile.BadZipFile, zlib.error, ElementTree.ParseError, EOFError, KeyError, OSError) as error:
        raise CorruptDocument from error
    except (RuntimeError, NotImplementedError) as error:
        raise PasswordProtected from error
    lines = tuple(_lines(body, numbering))
    if not any(line.text for line in lines):
        raise EmptyDocument
    return lines


def _parts(archive: zipfile.ZipFile) -> tuple[Element, Numbering]:
    names = set(archive.namelist())
    if len(names) > MAX_MEMBERS:
        raise ArchiveBomb
    if "word/document.xml" not in names:
        if "EncryptedPackage" in names:
            raise PasswordProtected
        if "[Content_Types].xml" in names or any(name.startswith("word/") for name in names):
            raise CorruptDocument
        raise BinaryDocument
    body = _parse(archive, "word/document.xml").find(f"{W}body")
    if body is None:
        raise CorruptDocument
    read = {part: _parse(archive, f"word/{part}.xml") if f"word/{part}.xml" in names else None for part in ("numbering", "styles")}
    return body, Numbering(read["numbering"], read["styles"])


def _parse(archive: zipfile.ZipFile, name: str) -> Element:
    """One part, never more than `MAX_XML` of it whatever the archive claims, and without a DTD."""
    with archive.open(name) as member:
        data = member.read(MAX_XML + 1)
    if len(data) > MAX_XML:
        raise ArchiveBomb
    if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data:
        raise CorruptDocument
    return ElementTree.fromstring(data.replace(_STRICT[1:-1].encode(), W[1:-1].encode()))


def _lines(body: Element, numbering: Numbering) -> Iterator[Line]:
    number = table = 0
    for block in _blocks(body):
        if block.tag == f"{W}tbl":
            table += 1
            for cells in _rows(block, numbering):
                number += 1
                shown = "\t".join("" if c.continued else c.text.replace("\n", " ") for c in cells)
                yield Line(number, shown + "\n", cells, table)
        else:
            for text in _paragraph(block, numbering).split("\n"):
                number += 1
                yield Line(number, text.replace("\r", "") + "\n")


def _blocks(parent: Element) -> Iterator[Element]:
    """Paragraphs and tables in order, content controls and tracked insertions opened."""
    for child in parent:
        if child.tag in (f"{W}p", f"{W}tbl"):
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml", f"{W}smartTag"):
            yield from _blocks(child)


def _paragraph(paragraph: Element, numbering: Numbering) -> str:
    return numbering.next_label(paragraph) + "".join(_texts(paragraph))


def _texts(element: Element) -> Iterator[str]:
    """Visible text: no deleted runs, field codes, or fallbacks of drawings."""
    for child in element:
        if child.tag == f"{W}t":
            yield (child.text or "").replace("\r", " ").replace("\n", " ")
        elif child.tag == f"{W}tab":
            yield "\t"
        elif child.tag in (f"{W}br", f"{W}cr"):
            yield "\n"
        elif child.tag == f"{W}noBreakHyphen":
            yield "-"
        elif child.tag not in (f"{W}del", f"{W}moveFrom", f"{W}pPr", f"{W}rPr", f"{W}instrText", _FALLBACK):
            yield from _texts(child)


def _rows(table: Element, numbering: Numbering) -> Iterator[tuple[Cell, ...]]:
    for row in table:
        if row.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins"):
            yield from _rows(row, numbering)
        elif row.tag == f"{W}tr":
            yield tuple(_cells(row, numbering))


def _cells(row: Element, numbering: Numbering) -> Iterator[Cell]:
    before = row.find(f"{W}trPr/{W}gridBefore")
    yield from [Cell("")] * _int(before, 0)
    for cell in row.iter(f"{W}tc"):
        text = "\n".join(_cell_texts(cell, numbering)).replace("\t", " ").strip()
        merge = cell.find(f"{W}tcPr/{W}vMerge")
        continued = merge is not None and merge.get(f"{W}val", "continue") == "continue"
        yield Cell("" if continued else text, continued)
        yield from [Cell("")] * (_int(cell.find(f"{W}tcPr/{W}gridSpan"), 1) - 1)


def _cell_texts(cell: Element, numbering: Numbering) -> Iterator[str]:
    for block in _blocks(cell):
        if block.tag == f"{W}p":
            text = _paragraph(block, numbering).strip()
            if text:
                yield text
        else:
            for cells in _rows(block, numbering):
                yield " ".join(c.text for c in cells if c.text)


def _int(element: Element | None, default: int) -> int:
    value = element.get(f"{W}val", "") if element is not None else ""
    return min(int(value), 63) if value.isdigit() else default
