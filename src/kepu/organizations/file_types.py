"""What a file is, told by its content; its name and the type that a browser claims are not believed."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass


@dataclass(frozen=True)
class FileType:
    """A type that is accepted, with the endings that fit it, the usual one first."""

    content_type: str
    suffixes: tuple[str, ...]


_OFFICE = "application/vnd.openxmlformats-officedocument"
PDF = FileType("application/pdf", (".pdf",))
JPEG = FileType("image/jpeg", (".jpg", ".jpeg"))
PNG = FileType("image/png", (".png",))
WEBP = FileType("image/webp", (".webp",))
DOCX = FileType(f"{_OFFICE}.wordprocessingml.document", (".docx",))
XLSX = FileType(f"{_OFFICE}.spreadsheetml.sheet", (".xlsx",))
PPTX = FileType(f"{_OFFICE}.presentationml.presentation", (".pptx",))
TEXT = FileType("text/plain", (".txt", ".csv", ".md"))
_CONTROL = bytes(byte for byte in (*range(32), 127) if byte not in b"\t\n\r\f")
_PARTS = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX, "ppt/presentation.xml": PPTX}


def type_of(data: bytes) -> FileType | None:
    """The accepted type of these bytes, or None: unknown, empty, with macros, an archive, a program."""
    if data.startswith(b"%PDF-"):
        return PDF
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return WEBP
    if data.startswith(b"PK\x03\x04"):
        return _office_type(data)
    return TEXT if _is_text(data) else None


def _office_type(data: bytes) -> FileType | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError):
        return None
    if "[Content_Types].xml" not in names or any(name.endswith("vbaProject.bin") for name in names):
        return None
    return next((kind for part, kind in _PARTS.items() if part in names), None)


def _is_text(data: bytes) -> bool:
    """UTF-8 or GB18030 without control characters; markup is taken too, because it is only ever sent as a plain-text download."""
    if not data.strip() or data.translate(None, _CONTROL) != data:
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False
