"""Units with their aliases and groups."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from kepu.organizations.access import require
from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidWorkbook, RowError
from kepu.organizations.models import Area, Unit, UnitAlias, UnitGroup
from kepu.organizations.services.base import audit, service
from kepu.organizations.services.jobs import JobResult, Progress
from kepu.organizations.services.workbook import Column, Row, choice_column, read_workbook, store_rows

YES_NO = (("yes", _("是")), ("no", _("否")))


def unit_columns(actor: Actor) -> list[Column]:
    """Columns of the workbook of units; empty cells leave what is known as it is."""
    areas = Area.objects.filter(district=actor.district).order_by("code")
    places = {name: area for area in (actor.district, *areas) for name in (area.code, area.name)}
    return [
        Column("name", _("名称"), required=True, max_length=100, example=_("区卫生健康委"), width=28),
        choice_column("type", _("类型"), Unit.Type.choices, help=_("新单位必填"), example=_("政府部门")),
        Column("aliases", _("别名"), many=True, max_length=100, help=_("公文中出现的其他叫法"), example=_("区卫健委、区卫健局"), width=28),
        Column("groups", _("单位组"), many=True, max_length=100, help=_("如“各街道”，没有的会新建"), example=_("区级有关部门"), width=20),
        Column("area", _("所在地"), "choice", choices=places, listed=tuple(area.name for area in areas), help=_("街道或社区的名称或代码")),
        choice_column("active", _("启用"), YES_NO, help=_("停用的单位保留历史数据，人员不能再以它的身份工作"), width=8),
    ]


def run_units(*, actor: Actor, progress: Progress) -> JobResult:
    """The import as a job."""
    found = read_workbook(progress.source(), unit_columns(actor), progress=progress.report)
    with progress.held():
        made, changed = store_rows(found, lambda rows: import_units(actor=actor, rows=rows))
    return JobResult(_("新增 %(made)d 个单位，更新 %(changed)d 个。") % {"made": made, "changed": changed})


@service
def import_units(*, actor: Actor, rows: Sequence[Row]) -> tuple[int, int]:
    """Add units and update known ones, told by name; how many of each.

    Raises InvalidWorkbook, and stores nothing, when a name or alias is taken by another unit or stands twice.
    """
    require(actor, "organizations.change_units")
    register = _Register.of(actor)
    errors = [error for row in rows for error in register.enter(row)]
    if errors:
        raise InvalidWorkbook(errors)
    made = [_new(actor, row) for row in rows if row["name"] not in register.units]
    Unit.objects.bulk_create(made, batch_size=500)
    units = register.units | {unit.name: unit for unit in made}
    changed = [units[row["name"]] for row in rows if row["name"] in register.units and _change(units[row["name"]], row)]
    Unit.objects.bulk_update(changed, ["type", "area", "is_active"], batch_size=500)
    _set_aliases(actor, units, rows)
    _set_groups(actor, units, rows)
    audit(actor, "organizations.import_units", actor.district, _("导入单位"), made=[unit.name for unit in made], changed=len(rows) - len(made))
    return len(made), len(rows) - len(made)


@dataclass
class _Register:
    """Who owns which name, before the import and row by row while it is checked."""

    units: dict[str, Unit]
    owner: dict[str, str]
    rows: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, actor: Actor) -> _Register:
        units = {unit.name: unit for unit in Unit.objects.filter(district=actor.district)}
        aliases = UnitAlias.objects.filter(district=actor.district).values_list("name", "unit__name")
        return cls(units, dict(aliases) | {name: name for name in units})

    def enter(self, row: Row) -> list[RowError]:
        name, errors = row["name"], []
        if name in self.rows:
            return [row.error(_("名称"), _("与第 %d 行重复") % self.rows[name])]
        self.rows[name] = row.number
        if self.owner.get(name, name) != name:
            errors.append(row.error(_("名称"), _("“%(name)s”是“%(owner)s”的别名") % {"name": name, "owner": self.owner[name]}))
        if name not in self.units and row["type"] is None:
            errors.append(row.error(_("类型"), _("新单位请选择类型")))
        for alias in row["aliases"]:
            owner = self.owner.setdefault(alias, name)
            if owner != name:
                errors.append(row.error(_("别名"), _("“%(alias)s”已是“%(owner)s”的名称或别名") % {"alias": alias, "owner": owner}))
        self.owner.setdefault(name, name)
        return errors


def _new(actor: Actor, row: Row) -> Unit:
    return Unit(district=actor.district, name=row["name"], type=row["type"], area=row["area"], is_active=row["active"] != "no")


def _change(unit: Unit, row: Row) -> bool:
    before = (unit.type, unit.area_id, unit.is_active)
    unit.type = row["type"] or unit.type
    unit.area = row["area"] or unit.area
    unit.is_active = unit.is_active if row["active"] is None else row["active"] == "yes"
    return before != (unit.type, unit.area_id, unit.is_active)


def _set_aliases(actor: Actor, units: dict[str, Unit], rows: Sequence[Row]) -> None:
    wanted = {units[row["name"]]: set(row["aliases"]) - {row["name"]} for row in rows if row["aliases"]}
    known: dict[int, set[str]] = defaultdict(set)
    for unit_id, name in UnitAlias.objects.filter(district=actor.district).values_list("unit_id", "name"):
        known[unit_id].add(name)
    gone = {name for unit, names in wanted.items() for name in known[unit.pk] - names}
    UnitAlias.objects.filter(district=actor.district, name__in=gone).delete()
    new = [UnitAlias(district=actor.district, unit=unit, name=name) for unit, names in wanted.items() for name in sorted(names - known[unit.pk])]
    UnitAlias.objects.bulk_create(new, batch_size=500)


def _set_groups(actor: Actor, units: dict[str, Unit], rows: Sequence[Row]) -> None:
    wanted = {units[row["name"]].pk: set(row["groups"]) for row in rows if row["groups"]}
    names = sorted(set().union(*wanted.values())) if wanted else []
    UnitGroup.objects.bulk_create([UnitGroup(district=actor.district, name=name) for name in names], ignore_conflicts=True)
    groups = {group.name: group for group in UnitGroup.objects.filter(district=actor.district, name__in=names)}
    through = UnitGroup.members.through
    through.objects.filter(unit_id__in=list(wanted), unitgroup__district=actor.district).delete()
    links = [through(unit_id=unit, unitgroup_id=groups[name].pk) for unit, chosen in wanted.items() for name in sorted(chosen)]
    through.objects.bulk_create(links, batch_size=500)
