"""Streets and communities."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

from kepu.organizations.access import require
from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidWorkbook, RowError
from kepu.organizations.models import Area
from kepu.organizations.services.base import audit, service
from kepu.organizations.services.jobs import JobResult, Progress
from kepu.organizations.services.workbook import Column, Row, read_rows

LEVELS = {9: Area.Level.STREET, 12: Area.Level.COMMUNITY}


def area_columns(actor: Actor) -> list[Column]:
    """Columns of the workbook of areas."""
    district = actor.district.code
    return [
        Column(
            "code", _("代码"), "code", required=True, help=_("街道（乡镇）9 位、社区（村）12 位，以 %s 开头") % district, example=f"{district}001"
        ),
        Column("name", _("名称"), required=True, max_length=100, example=_("七星岗街道"), width=24),
        Column("population", _("常住人口"), "integer", minimum=0, maximum=20_000_000, example=52300),
        Column("latitude", _("纬度"), "decimal", minimum=-90, maximum=90, help=_("中心点，WGS 84；与经度同时填写"), example=29.5575),
        Column("longitude", _("经度"), "decimal", minimum=-180, maximum=180, example=106.567),
    ]


def run_areas(*, actor: Actor, progress: Progress) -> JobResult:
    """The import as a job."""
    rows = read_rows(progress.source(), area_columns(actor), progress=progress.report)
    with progress.held():
        made, changed = import_areas(actor=actor, rows=rows)
    return JobResult(_("新增 %(made)d 个区划，更新 %(changed)d 个。") % {"made": made, "changed": changed})


@service
def import_areas(*, actor: Actor, rows: Sequence[Row]) -> tuple[int, int]:
    """Add areas and update the name and population of known ones, told by code; how many of each.

    Raises InvalidWorkbook, and stores nothing, when a code is wrong, stands twice, or lies in an area that is not there.
    """
    require(actor, "organizations.change_units")
    known = {area.code: area for area in Area.objects.filter(district=actor.district)} | {actor.district.code: actor.district}
    wanted = {_short(row["code"]): row for row in rows}
    errors = [error for row in rows for error in _errors(actor, row, known, wanted)]
    if errors:
        raise InvalidWorkbook(errors)
    made = changed = 0
    for code in sorted(wanted, key=lambda code: (len(code), code)):
        row, area = wanted[code], known.get(code)
        if area is None:
            known[code] = Area.objects.create(
                code=code, name=row["name"], level=LEVELS[len(code)], parent=known[code[:9] if len(code) == 12 else code[:6]],
                district=actor.district, population=row["population"], is_demo=actor.district.is_demo, **_point(row),
            )  # fmt: skip
            made += 1
        elif _update(area, row):
            changed += 1
    audit(actor, "organizations.import_areas", actor.district, _("导入区划"), made=made, changed=changed)
    return made, changed


def _point(row: Row) -> dict[str, float]:
    if row["latitude"] is None or row["longitude"] is None:
        return {}
    return {"latitude": float(row["latitude"]), "longitude": float(row["longitude"])}


def _update(area: Area, row: Row) -> bool:
    """Take over what the row says; whether that changed anything. Empty cells leave things as they are."""
    values = {"name": row["name"], **({"population": row["population"]} if row["population"] else {}), **_point(row)}
    if all(getattr(area, name) == value for name, value in values.items()):
        return False
    for name, value in values.items():
        setattr(area, name, value)
    area.save(update_fields=list(values))
    return True


def _short(code: str) -> str:
    """The national list writes a street with twelve digits, the last three zero."""
    return code[:9] if len(code) == 12 and code.endswith("000") else code


def _errors(actor: Actor, row: Row, known: dict[str, Area], wanted: dict[str, Row]) -> list[RowError]:
    code, district = _short(row["code"]), actor.district.code
    heading = _("代码")
    if not re.fullmatch(r"[0-9]{9}|[0-9]{12}", code) or not code.startswith(district):
        return [row.error(heading, _("应为以 %s 开头的 9 位或 12 位数字") % district)]
    if wanted[code] is not row:
        return [row.error(heading, _("与第 %d 行重复") % wanted[code].number)]
    if len(code) == 12 and code[:9] not in known and code[:9] not in wanted:
        return [row.error(heading, _("所在街道 %s 没有登记，请把街道也填入表格") % code[:9])]
    if (row["latitude"] is None) != (row["longitude"] is None):
        return [row.error(_("纬度"), _("纬度和经度要同时填写"))]
    if code not in known and Area.objects.filter(code=code).exists():
        return [row.error(heading, _("代码已被其他区县登记"))]
    return []
