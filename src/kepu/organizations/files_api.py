"""Operations on files."""

from __future__ import annotations

from datetime import datetime

from django.http import FileResponse, HttpRequest
from ninja import Schema

from .access import fetch
from .downloads import download
from .models import Attachment
from .rest import Room, actor_of, may

room = Room(tags=["files"])
BYTES = {"responses": {200: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}}}


class AttachmentOut(Schema):
    """A file that belongs to an object."""

    id: int
    name: str
    size: int
    sha256: str
    content_type: str
    at: datetime


@room.get("/attachments/{int:pk}", auth=may("organizations.view_attachment"), openapi_extra=BYTES)
def read_attachment(request: HttpRequest, pk: int) -> FileResponse:
    """The content of a file that belongs to something which the caller may see."""
    actor = actor_of(request)
    answer = download(actor, fetch(actor, Attachment, "organizations.view_attachment", pk=pk))
    answer["Content-Type"] = "application/octet-stream"
    return answer
