"""Operations on the caller's own notices."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Schema

from kepu.organizations.access import fetch
from kepu.organizations.rest import Cursor, Page, Room, actor_of, cursor_page, may

from . import queries, services
from .models import Notice

room = Room(tags=["notices"])


class NoticeOut(Schema):
    """What a person was told, and the page that it leads to."""

    id: int
    kind: str
    title: str
    body: str
    url: str
    created_at: datetime
    read_at: datetime | None


class NoticeQuery(Cursor):
    """Which notices."""

    unread: bool = False


class ReadOut(Schema):
    """How many were unread before."""

    read: int


@room.get("/notices", auth=may("notifications.read_notice"), response=Page[NoticeOut])
def list_notices(request: HttpRequest, query: Query[NoticeQuery]) -> dict[str, Any]:
    """What the caller was told, newest first."""
    return cursor_page(queries.notices(actor_of(request), unread_only=query.unread), query, newest_first=True)


@room.post("/notices/{int:pk}/read", auth=may("notifications.read_notice"), response=NoticeOut)
def read_notice(request: HttpRequest, pk: int) -> Notice:
    """Mark a notice as read."""
    actor = actor_of(request)
    return services.open_notice(actor=actor, notice=fetch(actor, Notice, "notifications.read_notice", pk=pk))


@room.post("/notices/read", auth=may("notifications.read_notice"), response=ReadOut)
def read_all_notices(request: HttpRequest) -> dict[str, int]:
    """Mark all notices of the caller in this district as read."""
    return {"read": services.mark_all_read(actor=actor_of(request))}
