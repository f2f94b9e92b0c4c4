"""Operations on areas, units, people and the audit log."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Schema

from . import queries
from .access import fetch
from .errors import InvalidInput
from .fields import mask_phone
from .models import Area, Membership, Unit
from .rest import Cursor, Page, Room, actor_of, cursor_page, listed, may
from .services import create_area, create_unit, set_aliases

room = Room(tags=["organizations"])


class AreaOut(Schema):
    """A place; `code` after GB/T 2260 and GB/T 10114."""

    id: int
    code: str
    name: str
    level: Annotated[Area.Level, listed(Area.Level)]
    parent_id: int | None
    population: int | None


class AreaIn(Schema):
    """A street or community within the district."""

    code: str = Field(pattern=r"^[0-9]{7,12}$")
    name: str = Field(min_length=1, max_length=100)
    level: Annotated[Area.Level, listed(Area.Level)]
    parent_code: str = Field(pattern=r"^[0-9]{2,12}$")
    population: int | None = Field(None, ge=0, le=2_000_000_000)


class UnitOut(Schema):
    """A department, street office, school, enterprise …"""

    id: int
    name: str
    type: Annotated[Unit.Type, listed(Unit.Type)]
    area_id: int | None
    is_active: bool
    aliases: list[str]

    @staticmethod
    def resolve_aliases(unit: Unit) -> list[str]:
        return sorted(alias.name for alias in unit.aliases.all())


class UnitIn(Schema):
    """A new unit."""

    name: str = Field(min_length=1, max_length=100)
    type: Annotated[Unit.Type, listed(Unit.Type)]
    aliases: list[str] = Field([], max_length=50)


class AliasesIn(Schema):
    """All other names of a unit; those not named are dropped."""

    aliases: list[str] = Field(max_length=50)


class MembershipOut(Schema):
    """A person in a unit with a role; the phone number is masked."""

    id: int
    username: str
    display_name: str
    unit_id: int
    unit: str
    role: str
    is_active: bool
    phone: str

    @staticmethod
    def resolve_username(hat: Membership) -> str:
        return hat.user.username

    @staticmethod
    def resolve_display_name(hat: Membership) -> str:
        return hat.user.get_full_name()

    @staticmethod
    def resolve_unit(hat: Membership) -> str:
        return hat.unit.name

    @staticmethod
    def resolve_phone(hat: Membership) -> str:
        return mask_phone(hat.user.phone)


class MeOut(Schema):
    """Who calls, and as what."""

    username: str
    display_name: str
    district: AreaOut
    unit: str
    role: str


class AuditOut(Schema):
    """Who did what."""

    id: int
    at: datetime
    user: str
    role: str
    action: str
    object_type: str
    object_id: str
    summary: str

    @staticmethod
    def resolve_user(entry: Any) -> str:
        return entry.user.username if entry.user else ""


@room.get("/me", auth=may("organizations.use_api"), response=MeOut)
def me(request: HttpRequest) -> dict[str, Any]:
    """The person and the role under which this request runs."""
    actor = actor_of(request)
    assert actor.user is not None and actor.unit is not None
    return {
        "username": actor.user.username,
        "display_name": actor.user.get_full_name(),
        "district": actor.district,
        "unit": actor.unit.name,
        "role": actor.role,
    }


@room.get("/areas", auth=may("organizations.view_units"), response=Page[AreaOut])
def list_areas(request: HttpRequest, cursor: Query[Cursor]) -> dict[str, Any]:
    """Areas of the district."""
    return cursor_page(queries.areas(actor_of(request)), cursor)


@room.post("/areas", auth=may("organizations.change_units"), response={201: AreaOut})
def add_area(request: HttpRequest, data: AreaIn) -> Area:
    """Add a street or community."""
    actor = actor_of(request)
    parent = queries.areas(actor).filter(code=data.parent_code).first()
    if parent is None:
        raise InvalidInput(fields={"parent_code": _("本区没有代码为 %s 的区划") % data.parent_code})
    return create_area(actor=actor, code=data.code, name=data.name, level=data.level, parent=parent, population=data.population)


@room.get("/units", auth=may("organizations.view_units"), response=Page[UnitOut])
def list_units(request: HttpRequest, cursor: Query[Cursor], q: str = Query("", max_length=100)) -> dict[str, Any]:
    """Units of the district, by name or alias."""
    return cursor_page(queries.units(actor_of(request), q), cursor)


@room.get("/units/{int:pk}", auth=may("organizations.view_units"), response=UnitOut)
def read_unit(request: HttpRequest, pk: int) -> Unit:
    """A unit."""
    return fetch(actor_of(request), Unit, "organizations.view_units", pk=pk)


@room.post("/units", auth=may("organizations.change_units"), response={201: UnitOut})
def add_unit(request: HttpRequest, data: UnitIn) -> Unit:
    """Add a unit."""
    return create_unit(actor=actor_of(request), name=data.name, type=data.type, aliases=data.aliases)


@room.put("/units/{int:pk}/aliases", auth=may("organizations.change_units"), response=UnitOut)
def replace_aliases(request: HttpRequest, pk: int, data: AliasesIn) -> Unit:
    """Replace the other names of a unit."""
    unit = fetch(actor_of(request), Unit, "organizations.change_units", pk=pk)
    set_aliases(actor=actor_of(request), unit=unit, aliases=data.aliases)
    return unit


@room.get("/people", auth=may("organizations.view_people"), response=Page[MembershipOut])
def list_people(request: HttpRequest, cursor: Query[Cursor]) -> dict[str, Any]:
    """Who has which role."""
    return cursor_page(queries.people(actor_of(request)), cursor)


@room.get("/audit", auth=may("organizations.view_audit"), response=Page[AuditOut])
def list_audit(request: HttpRequest, cursor: Query[Cursor], q: str = Query("", max_length=100)) -> dict[str, Any]:
    """The audit log, newest first."""
    return cursor_page(queries.audit_log(actor_of(request), q), cursor, newest_first=True)
