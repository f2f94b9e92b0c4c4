"""Lists in pages: a cursor stays right while rows are added, and the last page costs as little as the first."""

from __future__ import annotations

import base64
import binascii
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from ninja import Field, Schema

from kepu.organizations.errors import InvalidInput

M = TypeVar("M", bound=Model)
T = TypeVar("T")


class Cursor(Schema):
    """Where a page begins and how long it is."""

    cursor: str = Field("", max_length=100, description="`next` of the page before; empty for the first page")
    limit: int = Field(50, ge=1, le=200)


class Page(Schema, Generic[T]):
    """A page of a list."""

    items: list[T]
    next: str = Field(description="Cursor of the next page; empty at the end")


def cursor_page(rows: QuerySet[M], cursor: Cursor, *, by: str = "pk", newest_first: bool = False) -> dict[str, Any]:
    """A page of `rows` in the order of the unique integer column `by`.

    Raises InvalidInput for a cursor that this list did not give out.
    """
    if cursor.cursor:
        rows = rows.filter(**{f"{by}__{'lt' if newest_first else 'gt'}": _decode(cursor.cursor)})
    found = list(rows.order_by(f"-{by}" if newest_first else by)[: cursor.limit + 1])
    items = found[: cursor.limit]
    return {"items": items, "next": _encode(getattr(items[-1], by)) if len(found) > cursor.limit else ""}


def _encode(value: int) -> str:
    return base64.urlsafe_b64encode(str(value).encode()).decode()


def _decode(text: str) -> int:
    try:
        value = int(base64.urlsafe_b64decode(text.encode("ascii")).decode("ascii"))
    except (ValueError, binascii.Error) as error:
        raise InvalidInput(fields={"cursor": "不是本列表给出的游标"}) from error
    if abs(value) >= 2**63:
        raise InvalidInput(fields={"cursor": "不是本列表给出的游标"})
    return value
