"""Operations on yearly work."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Schema

from kepu.organizations.access import fetch
from kepu.organizations.errors import InvalidInput
from kepu.organizations.models import Unit
from kepu.organizations.rest import UNSET, Cursor, IfMatch, Page, Room, actor_of, cursor_page, listed, match_version, may

from . import services
from .models import Indicator, Plan, PlanNode, WorkItem

room = Room(tags=["work items"])
Amount = Annotated[Decimal, Field(ge=0, max_digits=16, decimal_places=4)]
Key = Annotated[int, Field(ge=1, lt=2**63)]


class WorkItemOut(Schema):
    """A measure's dated task of one year."""

    id: int
    plan_id: int
    node_id: int
    year: int
    title: str
    deliverable: str
    unit_id: int
    unit: str
    lead_unit_id: int | None
    due_on: date
    indicator_id: int | None
    quantity: Decimal | None
    status: Annotated[WorkItem.Status, listed(WorkItem.Status)]
    status_note: str
    version: int

    @staticmethod
    def resolve_unit(item: WorkItem) -> str:
        return item.unit.name


class WorkItemIn(Schema):
    """A new task; `lead_unit_id` follows from the measure where it is left out."""

    node_id: Key
    year: int = Field(ge=1900, le=2200)
    title: str = Field(min_length=1, max_length=200)
    deliverable: str = Field("", max_length=300)
    unit_id: Key
    lead_unit_id: Key | None = None
    partner_ids: list[Key] = Field([], max_length=100)
    due_on: date
    indicator_id: Key | None = None
    quantity: Amount | None = None


class WorkItemChange(Schema):
    """What is to change; what is left out stays."""

    title: str = Field(UNSET, min_length=1, max_length=200)
    deliverable: str = Field(UNSET, max_length=300)
    unit_id: Key = Field(UNSET)
    due_on: date = Field(UNSET)
    quantity: Amount | None = None


class ReasonIn(Schema):
    """Why."""

    reason: str = Field(min_length=1, max_length=300)


class Year(Schema):
    """Which year's drafts."""

    year: int = Field(ge=1900, le=2200)


class WorkItemQuery(Cursor):
    """Which tasks."""

    plan: Key | None = None
    year: int | None = Field(None, ge=1900, le=2200)
    unit: Key | None = None


class IssuedOut(Schema):
    """How many tasks were issued now."""

    issued: int


def _own(request: HttpRequest, model: type[Model], pk: int, field: str, path: str) -> Any:
    found = model._default_manager.filter(**{path: actor_of(request).district}, pk=pk).first()
    if found is None:
        raise InvalidInput(fields={field: _("本区没有这一项")})
    return found


def _item(request: HttpRequest, pk: int, perm: str) -> WorkItem:
    rows = WorkItem.objects.select_related("unit", "plan")
    return fetch(actor_of(request), rows, perm, district_path="plan__district", pk=pk)


@room.get("/work-items", auth=may("plans.view_work_item"), response=Page[WorkItemOut])
def list_work_items(request: HttpRequest, query: Query[WorkItemQuery]) -> dict[str, Any]:
    """Tasks of the district, by plan, year and unit."""
    wanted = {"plan_id": query.plan, "year": query.year, "unit_id": query.unit}
    rows = WorkItem.objects.filter(plan__district=actor_of(request).district, **{name: value for name, value in wanted.items() if value is not None})
    return cursor_page(rows.select_related("unit"), query)


@room.get("/work-items/{int:pk}", auth=may("plans.view_work_item"), response=WorkItemOut)
def read_work_item(request: HttpRequest, pk: int) -> WorkItem:
    """A task."""
    return _item(request, pk, "plans.view_work_item")


@room.post("/plans/{int:pk}/work-items", auth=may("plans.change_work_item"), response={201: WorkItemOut})
def add_work_item(request: HttpRequest, pk: int, data: WorkItemIn) -> WorkItem:
    """Draft a task of a year."""
    actor = actor_of(request)
    plan = fetch(actor, Plan, "plans.change_work_item", pk=pk)
    return services.create_work_item(
        actor=actor,
        plan=plan,
        node=_own(request, PlanNode, data.node_id, "node_id", "plan__district"),
        year=data.year,
        title=data.title,
        deliverable=data.deliverable,
        unit=_own(request, Unit, data.unit_id, "unit_id", "district"),
        lead_unit=_own(request, Unit, data.lead_unit_id, "lead_unit_id", "district") if data.lead_unit_id else None,
        partners=[_own(request, Unit, unit, "partner_ids", "district") for unit in data.partner_ids],
        due_on=data.due_on,
        indicator=_own(request, Indicator, data.indicator_id, "indicator_id", "plan__district") if data.indicator_id else None,
        quantity=data.quantity,
    )


@room.patch("/work-items/{int:pk}", auth=may("plans.change_work_item"), response=WorkItemOut)
def change_work_item(request: HttpRequest, pk: int, data: WorkItemChange, if_match: IfMatch = None) -> WorkItem:
    """Change a task that is not finished."""
    item = _item(request, pk, "plans.change_work_item")
    version = match_version(item, if_match)
    changes = data.dict(exclude_unset=True)
    if "unit_id" in changes:
        changes["unit"] = _own(request, Unit, changes.pop("unit_id"), "unit_id", "district")
    return services.update_work_item(actor=actor_of(request), item=item, version=version, **changes)


@room.post("/plans/{int:pk}/work-items/issue", auth=may("plans.change_work_item"), response=IssuedOut)
def issue_work_items(request: HttpRequest, pk: int, data: Year) -> dict[str, int]:
    """Issue all drafts of a year to their units."""
    plan = fetch(actor_of(request), Plan, "plans.change_work_item", pk=pk)
    return {"issued": len(services.issue_work_items(actor=actor_of(request), plan=plan, year=data.year))}


@room.post("/work-items/{int:pk}/accept", auth=may("plans.answer_work_item"), response=WorkItemOut)
def accept(request: HttpRequest, pk: int) -> WorkItem:
    """The unit takes the task on."""
    return services.accept_work_item(actor=actor_of(request), item=_item(request, pk, "plans.answer_work_item"))


@room.post("/work-items/{int:pk}/decline", auth=may("plans.answer_work_item"), response=WorkItemOut)
def decline(request: HttpRequest, pk: int, data: ReasonIn) -> WorkItem:
    """The unit gives the task back with a reason."""
    return services.decline_work_item(actor=actor_of(request), item=_item(request, pk, "plans.answer_work_item"), reason=data.reason)


@room.post("/work-items/{int:pk}/finish", auth=may("plans.answer_work_item"), response=WorkItemOut)
def finish(request: HttpRequest, pk: int) -> WorkItem:
    """The task is done."""
    return services.finish_work_item(actor=actor_of(request), item=_item(request, pk, "plans.answer_work_item"))


@room.post("/work-items/{int:pk}/drop", auth=may("plans.change_work_item"), response=WorkItemOut)
def drop(request: HttpRequest, pk: int, data: ReasonIn) -> WorkItem:
    """Give the task up with a reason."""
    return services.drop_work_item(actor=actor_of(request), item=_item(request, pk, "plans.change_work_item"), reason=data.reason)
