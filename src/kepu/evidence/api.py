"""Operations on the ledger: records are added, corrected and voided, never changed."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Schema

from kepu.organizations import queries as registry
from kepu.organizations.access import fetch
from kepu.organizations.errors import InvalidInput
from kepu.organizations.models import Unit
from kepu.organizations.rest import UNSET, Cursor, Page, Room, actor_of, cursor_page, listed, may
from kepu.plans.models import Plan, PlanNode, WorkItem

from . import kinds, services
from .models import Audience, EvidenceRecord
from .queries import IndicatorStatus, indicator_statuses
from .queries.browse import visible_to

room = Room(tags=["evidence"])
Amount = Annotated[Decimal, Field(max_digits=14, decimal_places=4)]
Key = Annotated[int, Field(ge=1, lt=2**63)]


class KindOut(Schema):
    """A kind of evidence and what its records carry."""

    code: str
    name: str
    unit_label: str
    audience: str
    persons: str
    value: str
    by_hand: bool


class RecordOut(Schema):
    """One line of the ledger."""

    id: int
    sequence: int
    entry: Annotated[EvidenceRecord.Entry, listed(EvidenceRecord.Entry)]
    corrects_id: int | None
    reason: str
    kind: str
    happened_on: date
    recorded_at: datetime
    area_id: int | None
    unit_id: int | None
    audience: str
    quantity: Decimal
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    node_id: int | None
    work_item_id: int | None
    source_type: str
    source_id: str
    person_count: int
    note: str
    chain_hash: str


class RecordIn(Schema):
    """What happened; unit, area and measure follow from the work item, else from the caller's unit, where they are left out."""

    kind: str = Field(max_length=40)
    happened_on: date
    quantity: Amount = Decimal(1)
    unit_id: Key | None = None
    area_id: Key | None = None
    audience: Annotated[Audience, listed(Audience)] | None = None
    persons: list[Annotated[str, Field(min_length=1, max_length=100)]] = Field([], max_length=2000, description="Only pseudonyms are kept")
    value: Amount | None = None
    low: Amount | None = None
    high: Amount | None = None
    node_id: Key | None = None
    work_item_id: Key | None = None
    note: str = Field("", max_length=500)


class CorrectionIn(Schema):
    """Why, and what the record should have said; what is left out stays."""

    reason: str = Field(min_length=1, max_length=300)
    happened_on: date = Field(UNSET)
    quantity: Amount = Field(UNSET)
    audience: Annotated[Audience, listed(Audience)] = Field(UNSET)
    value: Amount | None = None
    low: Amount | None = None
    high: Amount | None = None
    note: str = Field(UNSET, max_length=500)


class VoidIn(Schema):
    """Why."""

    reason: str = Field(min_length=1, max_length=300)


class StatusOut(Schema):
    """Where an indicator stands today."""

    indicator_id: int
    code: str
    name: str
    unit_label: str
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    target: Decimal
    target_now: Decimal
    forecast: Decimal | None
    light: str
    last_on: date | None

    @staticmethod
    def resolve_indicator_id(status: IndicatorStatus) -> int:
        return status.indicator.pk

    @staticmethod
    def resolve_code(status: IndicatorStatus) -> str:
        return status.indicator.code

    @staticmethod
    def resolve_name(status: IndicatorStatus) -> str:
        return status.indicator.name

    @staticmethod
    def resolve_unit_label(status: IndicatorStatus) -> str:
        return status.indicator.unit_label


class RecordQuery(Cursor):
    """Which records."""

    kind: str = Field("", max_length=40)
    unit: Key | None = None
    since: date | None = None
    until: date | None = None


def _record(request: HttpRequest, pk: int, perm: str) -> EvidenceRecord:
    return fetch(actor_of(request), EvidenceRecord, perm, pk=pk)


def _own(request: HttpRequest, model: type[Model], pk: int | None, field: str, path: str) -> Any:
    if pk is None:
        return None
    found = model._default_manager.filter(**{path: actor_of(request).district}, pk=pk).first()
    if found is None:
        raise InvalidInput(fields={field: _("本区没有这一项")})
    return found


@room.get("/plans/{int:pk}/indicator-statuses", auth=may("evidence.view_indicators"), response=list[StatusOut])
def list_statuses(request: HttpRequest, pk: int) -> list[IndicatorStatus]:
    """Value, target and light of each indicator of a plan."""
    return indicator_statuses(fetch(actor_of(request), Plan, "evidence.view_indicators", pk=pk))


@room.get("/evidence-kinds", auth=may("evidence.view_evidence"), response=list[KindOut])
def list_kinds(request: HttpRequest) -> list[dict[str, Any]]:
    """What can be evidence."""
    return [
        {"code": kind.code, "name": str(kind.name), "unit_label": str(kind.unit_label), "audience": kind.audience.value}
        | {"persons": kind.persons.value, "value": kind.value.value, "by_hand": kind.by_hand}
        for kind in kinds.kinds()
    ]


@room.get("/evidence", auth=may("evidence.view_evidence"), response=Page[RecordOut])
def list_records(request: HttpRequest, query: Query[RecordQuery]) -> dict[str, Any]:
    """The records that the caller may see, newest first, with all corrections."""
    rows = EvidenceRecord.objects.filter(visible_to(actor_of(request)))
    wanted = {"kind": query.kind or None, "unit_id": query.unit, "happened_on__gte": query.since, "happened_on__lte": query.until}
    return cursor_page(rows.filter(**{name: value for name, value in wanted.items() if value is not None}), query, by="sequence", newest_first=True)


@room.get("/evidence/{int:pk}", auth=may("evidence.view_evidence"), response=RecordOut)
def read_record(request: HttpRequest, pk: int) -> EvidenceRecord:
    """A record."""
    return _record(request, pk, "evidence.view_evidence")


@room.post("/evidence", auth=may("evidence.record_by_hand"), response={201: RecordOut})
def add_record(request: HttpRequest, data: RecordIn) -> EvidenceRecord:
    """Record what happened."""
    actor = actor_of(request)
    values = data.dict(exclude={"unit_id", "area_id", "node_id", "work_item_id", "audience"})
    area = registry.areas(actor).filter(pk=data.area_id).first() if data.area_id else None
    if data.area_id and area is None:
        raise InvalidInput(fields={"area_id": _("本区没有这一项")})
    return services.record_evidence(
        actor=actor,
        **values,
        audience=data.audience or "",
        area=area,
        unit=_own(request, Unit, data.unit_id, "unit_id", "district"),
        node=_own(request, PlanNode, data.node_id, "node_id", "plan__district"),
        work_item=_own(request, WorkItem, data.work_item_id, "work_item_id", "plan__district"),
    )


@room.post("/evidence/{int:pk}/correction", auth=may("evidence.correct_evidence"), response={201: RecordOut})
def correct_record(request: HttpRequest, pk: int, data: CorrectionIn) -> EvidenceRecord:
    """Put a new record in the place of one that was wrong."""
    record = _record(request, pk, "evidence.correct_evidence")
    changes = data.dict(exclude_unset=True, exclude={"reason"})
    return services.correct_evidence(actor=actor_of(request), record=record, reason=data.reason, **changes)


@room.post("/evidence/{int:pk}/void", auth=may("evidence.correct_evidence"), response={201: RecordOut})
def void_record(request: HttpRequest, pk: int, data: VoidIn) -> EvidenceRecord:
    """Take a record out of all figures."""
    record = _record(request, pk, "evidence.correct_evidence")
    return services.void_evidence(actor=actor_of(request), record=record, reason=data.reason)
