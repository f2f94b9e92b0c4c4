"""From the bytes of a file to source lines, whatever they were saved with."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .errors import (
    BinaryDocument,
    EmptyDocument,
    LegacyWordDocument,
    PasswordProtected,
    PdfDocument,
    TooLarge,
)

#: A plan of 300 pages with its tables stays below 2 MB; this leaves room for pictures in a .docx.
MAX_BYTES = 20 * 1024 * 1024

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffd]")
_EXPECTED = re.compile(r"[\t\n\x0b\x0c\r -~\xa0-\xff\u2000-\u27bf\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table row. ``continued``: it continues a merged cell from the row above."""

    text: str
    continued: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A source line: its number, the raw text with its ending, and the cells of a real table row."""

    number: int
    raw: str
    cells: tuple[Cell, ...] | None = None
    table: int | None = None  # which table of the file the row belongs to

    @property
    def text(self) -> str:
        """The line without white space around it (full-width spaces too)."""
        return self.raw.strip()


@dataclass(frozen=True, slots=True)
class Source:
    """The lines of a document and the encoding (or format) that they came in."""

    lines: tuple[Line, ...]
    encoding: str

    @property
    def text(self) -> str:
        """The whole text, exactly as it was read."""
        return "".join(line.raw for line in self.lines)


def split_lines(text: str) -> tuple[Line, ...]:
    r"""Lines with their endings (\\n, \\r\\n or \\r), nothing else splits: joined they are ``text``."""
    return tuple(Line(i, raw) for i, raw in enumerate(_LINE.findall(text), 1))


def read_source(source: bytes | str) -> Source:
    """Bytes of a .txt or .docx file, or pasted text, as lines.

    Raises:
        PlanDocumentError: empty, too large, binary, encrypted, an old .doc, a PDF, or damaged.
    """
    if isinstance(source, str):
        return _from_text(source, "str")
    if len(source) > MAX_BYTES:
        raise TooLarge
    if source.startswith(b"PK\x03\x04"):
        from .docx import read_docx

        return Source(read_docx(source), "docx")
    _refuse_other_formats(source)
    return _from_text(*decode(source))


def _refuse_other_formats(source: bytes) -> None:
    if source.startswith(_OLE):
        raise PasswordProtected if _ENCRYPTED in source else LegacyWordDocument
    if source[:1024].lstrip().startswith(b"%PDF-"):
        raise PdfDocument


def _from_text(text: str, encoding: str) -> Source:
    if len(text) > MAX_BYTES:
        raise TooLarge
    if not text.strip():
        raise EmptyDocument
    if len(_CONTROL.findall(text)) > len(text) / 100:
        raise BinaryDocument
    return Source(split_lines(text), encoding)


def decode(data: bytes) -> tuple[str, str]:
    """The text of ``data`` and its encoding: UTF-8 or UTF-16 (with BOM), UTF-8, else GB18030.

    A file that breaks off inside a character keeps U+FFFD in its place, which becomes a doubt.

    Raises:
        BinaryDocument: where none of them gives readable text.
    """
    for bom, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(bom):
            return data.decode(encoding, errors="replace"), encoding
    if b"\x00" in data:
        raise BinaryDocument
    for encoding in ("utf-8", "gb18030"):
        text = data.decode(encoding, errors="replace")
        if _is_readable(text):
            return text, encoding
    raise BinaryDocument


def _is_readable(text: str) -> bool:
    """Few undecodable bytes, and hardly a character that a Chinese official text never has."""
    if text.count("\ufffd") > 2 + len(text) / 200:
        return False
    strange = len(text) - len(_EXPECTED.findall(text))
    return strange <= 2 + len(text) / 50
