"""Answers that are files."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from kepu.organizations.file_types import XLSX


def workbook_answer(content: bytes, filename: str) -> HttpResponse:
    """A workbook as a download."""
    answer = HttpResponse(content, content_type=XLSX.content_type)
    answer["Content-Disposition"] = content_disposition_header(True, filename) or "attachment"
    answer["Cache-Control"] = "private, no-store"
    return answer
