"""Fetching files."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest
from django.views.decorators.http import require_GET

from kepu.organizations.access import fetch, page
from kepu.organizations.downloads import download
from kepu.organizations.models import Attachment


@require_GET
@page("organizations.view_attachment")
def attachment(request: HttpRequest, pk: int) -> FileResponse:
    """A file that belongs to something which the person may see."""
    actor = request.actor  # type: ignore[attr-defined]
    return download(actor, fetch(actor, Attachment, "organizations.view_attachment", pk=pk))
