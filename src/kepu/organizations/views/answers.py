"""Answers that are files."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from kepu.organizations.file_types import XLSX

PDF, ZIP = "application/pdf", "application/zip"


def file_answer(content: bytes, content_type: str, filename: str) -> HttpResponse:
    """A file as a download that no cache keeps."""
    answer = open_file_answer(content, content_type, filename)
    answer["Cache-Control"] = "private, no-store"
    return answer


def open_file_answer(content: bytes, content_type: str, filename: str) -> HttpResponse:
    """A file that everybody may have, as a download."""
    answer = HttpResponse(content, content_type=content_type)
    answer["Content-Disposition"] = content_disposition_header(True, filename) or "attachment"
    return answer


def workbook_answer(content: bytes, filename: str) -> HttpResponse:
    """A workbook as a download."""
    return file_answer(content, XLSX.content_type, filename)
