"""Fetching files."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest
from django.views.decorators.http import require_GET

from kepu.organizations.access import fetch, page
from kepu.organizations.models import Attachment
from kepu.organizations.services.base import audit


@require_GET
@page("organizations.view_attachment")
def attachment(request: HttpRequest, pk: int) -> FileResponse:
    """A file as a download, never shown inside the site; who fetched it is written down."""
    actor = request.actor  # type: ignore[attr-defined]
    found = fetch(actor, Attachment, "organizations.view_attachment", pk=pk)
    audit(actor, "organizations.download", found, found.name)
    answer = FileResponse(found.file.open("rb"), as_attachment=True, filename=found.name, content_type=found.content_type)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
