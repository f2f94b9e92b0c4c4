"""A file as an answer."""

from __future__ import annotations

from django.http import FileResponse

from .actors import Actor
from .models import Attachment
from .services.base import audit


def download(actor: Actor, attachment: Attachment) -> FileResponse:
    """A file to be saved, never shown inside the site; who fetched it is written down. The caller has checked that he may."""
    audit(actor, "organizations.download", attachment, attachment.name)
    answer = FileResponse(attachment.file.open("rb"), as_attachment=True, filename=attachment.name, content_type=attachment.content_type)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
