"""Operations on reporting periods."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Schema

from kepu.organizations.access import fetch
from kepu.organizations.rest import Cursor, Page, Room, actor_of, cursor_page, listed, may

from .models import ReportingPeriod

room = Room(tags=["reporting periods"])
Span = Annotated[ReportingPeriod.Span, listed(ReportingPeriod.Span)]


class PeriodOut(Schema):
    """A month, quarter or year for which reports are asked."""

    id: int
    plan_id: int
    label: str
    year: int
    span: Span
    number: int
    starts_on: date
    ends_on: date
    due_on: date


class PeriodQuery(Cursor):
    """Which periods."""

    year: int | None = None
    span: Span | None = None


@room.get("/reporting-periods", auth=may("governance.view_period"), response=Page[PeriodOut])
def list_periods(request: HttpRequest, query: Query[PeriodQuery]) -> dict[str, Any]:
    """Periods of the district, the last opened first."""
    wanted = {"year": query.year, "span": query.span}
    found = ReportingPeriod.objects.filter(district=actor_of(request).district)
    return cursor_page(found.filter(**{name: value for name, value in wanted.items() if value is not None}), query, newest_first=True)


@room.get("/reporting-periods/{int:pk}", auth=may("governance.view_period"), response=PeriodOut)
def read_period(request: HttpRequest, pk: int) -> ReportingPeriod:
    """A period."""
    return fetch(actor_of(request), ReportingPeriod, "governance.view_period", pk=pk)
