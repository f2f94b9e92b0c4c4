"""Operations on plans: import, doubts, structure, responsibilities, indicators."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, File, Query, Schema
from ninja.files import UploadedFile

from kepu.engines.plan_document import MAX_BYTES
from kepu.organizations.access import fetch
from kepu.organizations.errors import TooLarge
from kepu.organizations.rest import Cursor, IfMatch, Page, Room, actor_of, cursor_page, listed, match_version, may

from . import queries
from .models import Indicator, Plan, PlanDoubt, PlanNode, Responsibility
from .services import import_plan, issue_plan, settle_doubt

room = Room(tags=["plans"])


class PlanOut(Schema):
    """An action plan of the district for a period."""

    id: int
    title: str
    number: str
    issuer: str
    issued_on: date | None
    year_from: int
    year_to: int
    status: Annotated[Plan.Status, listed(Plan.Status)]
    version: int


class PlanTextIn(Schema):
    """The text of a plan document."""

    text: str = Field(min_length=1, max_length=MAX_BYTES)


class NodeOut(Schema):
    """A heading, measure or paragraph; `position` is its place in the document, before its children."""

    id: int
    parent_id: int | None
    position: int
    depth: int
    kind: str
    number: str
    title: str
    text: str


class ResponsibilityOut(Schema):
    """A unit's part in an action or key project."""

    id: int
    node_id: int
    unit_id: int
    unit: str
    part: Annotated[Responsibility.Part, listed(Responsibility.Part)]
    via_group: str

    @staticmethod
    def resolve_unit(item: Responsibility) -> str:
        return item.unit.name


class IndicatorOut(Schema):
    """What is measured, and what was promised."""

    id: int
    node_id: int | None
    code: str
    name: str
    unit_label: str
    aggregation: Annotated[Indicator.Aggregation, listed(Indicator.Aggregation)]
    kinds: list[str]
    comparison: Annotated[Indicator.Comparison, listed(Indicator.Comparison)]
    span: Annotated[Indicator.Span, listed(Indicator.Span)]
    baseline: Decimal | None
    target: Decimal
    deadline: int
    phrase: str


class DoubtOut(Schema):
    """Something that a careful clerk would ask about."""

    id: int
    line: int
    kind: str
    message: str
    suggestions: list[str]
    status: Annotated[PlanDoubt.Status, listed(PlanDoubt.Status)]
    resolution: str


class SettlementIn(Schema):
    """How a doubt was settled, or why it is ignored."""

    status: Annotated[PlanDoubt.Status, listed(PlanDoubt.Status)]
    resolution: str = Field(min_length=1, max_length=500)


def _plan(request: HttpRequest, pk: int, perm: str = "plans.view_plan") -> Plan:
    return fetch(actor_of(request), Plan, perm, pk=pk)


@room.get("/plans", auth=may("plans.view_plan"), response=Page[PlanOut])
def list_plans(request: HttpRequest, cursor: Query[Cursor]) -> dict[str, Any]:
    """Plans of the district, newest first."""
    return cursor_page(queries.plans(actor_of(request)), cursor, newest_first=True)


@room.post("/plans", auth=may("plans.import_plan"), response={201: PlanOut})
def import_text(request: HttpRequest, data: PlanTextIn) -> Plan:
    """Import a plan from its text, to be reviewed."""
    return import_plan(actor=actor_of(request), source=data.text)


@room.post("/plans/file", auth=may("plans.import_plan"), response={201: PlanOut})
def import_file(request: HttpRequest, file: File[UploadedFile]) -> Plan:
    """Import a plan from a .docx or .txt file, to be reviewed."""
    if (file.size or 0) > MAX_BYTES:
        raise TooLarge()
    return import_plan(actor=actor_of(request), source=file.read(), filename=file.name or "")


@room.get("/plans/{int:pk}", auth=may("plans.view_plan"), response=PlanOut)
def read_plan(request: HttpRequest, pk: int) -> Plan:
    """A plan."""
    return _plan(request, pk)


@room.post("/plans/{int:pk}/issue", auth=may("plans.issue_plan"), response=PlanOut)
def issue(request: HttpRequest, pk: int, if_match: IfMatch = None) -> Plan:
    """Put a reviewed plan in force, when every doubt is settled."""
    plan = _plan(request, pk, "plans.issue_plan")
    match_version(plan, if_match)
    return issue_plan(actor=actor_of(request), plan=plan)


@room.get("/plans/{int:pk}/nodes", auth=may("plans.view_plan"), response=Page[NodeOut])
def list_nodes(request: HttpRequest, pk: int, cursor: Query[Cursor]) -> dict[str, Any]:
    """The tree of a plan in the order of the document."""
    return cursor_page(PlanNode.objects.filter(plan=_plan(request, pk)), cursor, by="position")


@room.get("/plans/{int:pk}/responsibilities", auth=may("plans.view_matrix"), response=Page[ResponsibilityOut])
def list_responsibilities(request: HttpRequest, pk: int, cursor: Query[Cursor]) -> dict[str, Any]:
    """Who leads and who answers for which task."""
    plan = _plan(request, pk, "plans.view_matrix")
    return cursor_page(Responsibility.objects.filter(node__plan=plan).select_related("unit"), cursor)


@room.get("/plans/{int:pk}/indicators", auth=may("plans.view_plan"), response=Page[IndicatorOut])
def list_indicators(request: HttpRequest, pk: int, cursor: Query[Cursor]) -> dict[str, Any]:
    """What the plan promises in figures."""
    return cursor_page(Indicator.objects.filter(plan=_plan(request, pk)), cursor)


@room.get("/plans/{int:pk}/doubts", auth=may("plans.settle_doubt"), response=Page[DoubtOut])
def list_doubts(request: HttpRequest, pk: int, cursor: Query[Cursor]) -> dict[str, Any]:
    """What is to be settled before the plan is issued."""
    return cursor_page(PlanDoubt.objects.filter(plan=_plan(request, pk, "plans.settle_doubt")), cursor)


@room.post("/doubts/{int:pk}/settlement", auth=may("plans.settle_doubt"), response=DoubtOut)
def settle(request: HttpRequest, pk: int, data: SettlementIn) -> PlanDoubt:
    """Settle a doubt, or ignore it with a reason."""
    doubt = fetch(actor_of(request), PlanDoubt, "plans.settle_doubt", district_path="plan__district", pk=pk)
    return settle_doubt(actor=actor_of(request), doubt=doubt, status=data.status, resolution=data.resolution)
