"""Writes of areas and units."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from kepu.organizations.access import fetch, require
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput
from kepu.organizations.models import Area, Unit, UnitAlias, UnitGroup

from .base import audit, service


@service
def create_area(*, actor: Actor, code: str, name: str, level: Area.Level, parent: Area, population: int | None = None) -> Area:
    """Add a street or community to the actor's district; its code must extend its parent's."""
    require(actor, "organizations.change_units")
    inside = parent == actor.district or parent.district_id == actor.district.pk
    if not inside or not code.startswith(parent.code) or len(code) <= len(parent.code):
        raise InvalidInput(_("代码应以上级区划代码 %s 开头。") % parent.code, fields={"code": _("代码与上级不符")})
    if Area.objects.filter(code=code).exists():
        raise InvalidInput(fields={"code": _("代码 %s 已存在") % code})
    area = Area.objects.create(
        code=code,
        name=name,
        level=level,
        parent=parent,
        district=actor.district,
        population=population,
        is_demo=actor.district.is_demo,
    )
    audit(actor, "organizations.create_area", area, name)
    return area


@service
def create_unit(*, actor: Actor, name: str, type: str, area: Area | None = None, aliases: Iterable[str] = ()) -> Unit:
    """Add a unit to the actor's district; its name and aliases must be new there."""
    require(actor, "organizations.change_units")
    name = name.strip()
    if not name:
        raise InvalidInput(fields={"name": _("请填写单位名称")})
    if type not in Unit.Type.values:
        raise InvalidInput(fields={"type": _("单位类型不在目录中")})
    _refuse_taken(actor, name)
    unit = Unit.objects.create(district=actor.district, name=name, type=type, area=area)
    set_aliases(actor=actor, unit=unit, aliases=aliases)
    audit(actor, "organizations.create_unit", unit, name)
    return unit


@service
def update_unit(
    *, actor: Actor, unit: Unit, name: str, type: str, area: Area | None, is_active: bool, aliases: Iterable[str], groups: Iterable[str]
) -> Unit:
    """Change a unit; a former name stays known as an alias, groups that are not there yet are made.

    Raises InvalidInput for a name or alias that another unit has, Conflict when the actor would close his own unit.
    """
    unit = fetch(actor, Unit, "organizations.change_units", lock=True, pk=unit.pk)
    name, names = name.strip(), list(aliases)
    if not name:
        raise InvalidInput(fields={"name": _("请填写单位名称")})
    if type not in Unit.Type.values:
        raise InvalidInput(fields={"type": _("单位类型不在目录中")})
    if not is_active and actor.unit is not None and actor.unit.pk == unit.pk:
        raise Conflict(_("不能停用您自己所在的单位。"))
    _refuse_taken(actor, name, besides=unit)
    if name != unit.name:
        names.append(unit.name)
    before = unit.name
    unit.name, unit.type, unit.area, unit.is_active = name, type, area, is_active
    unit.save()
    set_aliases(actor=actor, unit=unit, aliases=names)
    _set_groups_of(actor, unit, groups)
    audit(actor, "organizations.update_unit", unit, name, before=before, is_active=is_active)
    return unit


def _set_groups_of(actor: Actor, unit: Unit, names: Iterable[str]) -> None:
    wanted = {name.strip() for name in names} - {""}
    groups = [UnitGroup.objects.get_or_create(district=actor.district, name=name)[0] for name in sorted(wanted)]
    unit.groups.set(groups)


@service
def set_aliases(*, actor: Actor, unit: Unit, aliases: Iterable[str]) -> None:
    """Replace the other names of a unit."""
    require(actor, "organizations.change_units", unit)
    names = {alias.strip() for alias in aliases} - {"", unit.name}
    for name in sorted(names):
        _refuse_taken(actor, name, besides=unit)
    unit.aliases.exclude(name__in=names).delete()
    known = set(unit.aliases.values_list("name", flat=True))
    UnitAlias.objects.bulk_create(UnitAlias(district=actor.district, unit=unit, name=name) for name in sorted(names - known))
    audit(actor, "organizations.set_aliases", unit, unit.name, aliases=sorted(names))


@service
def set_group(*, actor: Actor, name: str, members: Iterable[Unit]) -> UnitGroup:
    """Define what a collective name stands for."""
    require(actor, "organizations.change_units")
    chosen = list(members)
    if any(unit.district_id != actor.district.pk for unit in chosen):
        raise InvalidInput(_("单位组只能包含本区单位。"))
    group, _created = UnitGroup.objects.get_or_create(district=actor.district, name=name.strip())
    group.members.set(chosen)
    audit(actor, "organizations.set_group", group, name, members=[unit.name for unit in chosen])
    return group


def _refuse_taken(actor: Actor, name: str, besides: Unit | None = None) -> None:
    units = Unit.objects.filter(district=actor.district, name=name)
    aliases = UnitAlias.objects.filter(district=actor.district, name=name)
    if besides is not None:
        units, aliases = units.exclude(pk=besides.pk), aliases.exclude(unit=besides)
    if units.exists() or aliases.exists():
        raise InvalidInput(fields={"name": _("名称“%s”已被使用") % name})
