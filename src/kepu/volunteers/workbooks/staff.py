"""Staff of science popularization as a workbook, and the staff part of the national form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from kepu.organizations.access import allowed, require
from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidInput, InvalidWorkbook, RowError
from kepu.organizations.services.base import audit, service
from kepu.organizations.services.jobs import JobResult, Progress
from kepu.organizations.services.workbook import (
    Column,
    Row,
    Sheet,
    choice_column,
    read_workbook,
    store_rows,
    unit_column,
    write_sheets,
    write_workbook,
)
from kepu.volunteers.models import Staff, Volunteer
from kepu.volunteers.queries.statistics import StaffFigures, visible_staff
from kepu.volunteers.services.staff import fill_staff

from .columns import YES_NO

PLAIN = ("name", "sex", "employment", "days", "started_on", "ended_on")


def staff_columns(actor: Actor) -> list[Column]:
    """Columns of the workbook of staff."""
    return [
        unit_column(actor.district, "unit", _("单位"), required=True),
        Column("name", _("姓名"), required=True, max_length=60, width=12),
        choice_column("sex", _("性别"), Volunteer.Sex.choices, required=True, width=8),
        choice_column("employment", _("专职/兼职"), Staff.Employment.choices, required=True, width=10),
        choice_column("education", _("学历"), Volunteer.Education.choices, width=12),
        choice_column("rank", _("职称"), Staff.Rank.choices, help=_("留空为无职称"), width=12),
        choice_column("task", _("主要工作"), Staff.Task.choices, help=_("留空为其他科普工作"), width=16),
        Column("days", _("年度投入工作日"), "integer", minimum=0, maximum=366, help=_("兼职人员填写"), width=10),
        choice_column("rural", _("农村科普人员"), YES_NO, width=8),
        choice_column("head", _("三长"), Staff.Head.choices, width=14),
        Column("post", _("科协任职"), max_length=60, width=20),
        Column("started_on", _("开始日期"), "date", required=True, width=12),
        Column("ended_on", _("结束日期"), "date", width=12),
    ]


def run_staff(*, actor: Actor, progress: Progress) -> JobResult:
    """The import as a job."""
    found = read_workbook(progress.source(), staff_columns(actor), progress=progress.report)
    with progress.held():
        made, changed = store_rows(found, lambda rows: import_staff(actor=actor, rows=rows))
    return JobResult(_("新增 %(made)d 人，更新 %(changed)d 人。") % {"made": made, "changed": changed}, url="/volunteers/staff/")


@service
def import_staff(*, actor: Actor, rows: Sequence[Row]) -> tuple[int, int]:
    """Enter or update staff, told by unit and name; how many are new and how many were changed. Raises InvalidWorkbook with all errors."""
    require(actor, "volunteers.change_staff")
    known = {(staff.unit_id, staff.name): staff for staff in Staff.objects.filter(district=actor.district).select_related("unit")}
    errors: list[RowError] = []
    new: dict[tuple[int, str], Staff] = {}
    changed: dict[tuple[int, str], Staff] = {}
    for row in rows:
        key = (row["unit"].pk, row["name"])
        staff = known.get(key) or new.get(key) or Staff(district=actor.district, unit=row["unit"])
        if not allowed(actor, "volunteers.change_staff", staff):
            errors.append(row.error(_("单位"), _("只能登记本单位的人员")))
            continue
        try:
            fill_staff(staff, _values(row))
        except InvalidInput as error:
            errors += [row.error("", text) for text in error.fields.values()]
        (changed if staff.pk else new)[key] = staff
    if errors:
        raise InvalidWorkbook(errors)
    Staff.objects.bulk_create(new.values(), batch_size=500)
    for staff in changed.values():
        staff.version += 1
    Staff.objects.bulk_update(changed.values(), [*_values_names(), "version"], batch_size=200)
    audit(actor, "volunteers.import_staff", actor.district, _("导入科普人员"), made=len(new), changed=len(changed))
    return len(new), len(changed)


def _values_names() -> tuple[str, ...]:
    return (*PLAIN, "education", "rank", "task", "is_rural", "head", "post")


def _values(row: Row) -> dict[str, Any]:
    values = {name: row[name] for name in PLAIN} | {"days": row["days"] or 0, "is_rural": row["rural"] == "yes"}
    values |= {name: row[name] or "" for name in ("education", "head", "post")}
    return values | {"rank": row["rank"] or Staff.Rank.NONE, "task": row["task"] or Staff.Task.OTHER}


def write_staff(actor: Actor) -> bytes:
    """The staff whom the actor may see."""
    shown = ("sex", "employment", "education", "rank", "task", "head")
    rows = [
        {
            **{name: getattr(staff, name) for name in ("name", "days", "post", "started_on", "ended_on")},
            **{name: getattr(staff, f"get_{name}_display")() for name in shown},
            "unit": staff.unit.name,
            "rural": staff.is_rural,
        }
        for staff in visible_staff(actor).order_by("unit", "pk")
    ]
    return write_workbook(staff_columns(actor), rows, sheet=_("科普人员"))


def write_figures(figures: StaffFigures) -> bytes:
    """The figures of a year, as the national form asks for them."""
    columns = [
        Column("name", _("指标名称"), width=44),
        Column("full_time", _("科普专职人员（人）"), "integer", width=18),
        Column("part_time", _("科普兼职人员（人）"), "integer", width=18),
    ]
    rows = [{"name": str(row.name), "full_time": row.full_time, "part_time": row.part_time} for row in figures.rows]
    more = [
        {"name": _("兼职人员年度实际投入工作量（人月）"), "value": figures.part_time_months},
        {"name": _("注册科普（科技）志愿者（人）"), "value": figures.volunteers},
        *({"name": _("三长：%s（人）") % label, "value": count} for label, count in figures.heads),
    ]
    other = [Column("name", _("指标名称"), width=44), Column("value", _("数量"), "decimal", width=14)]
    return write_sheets([Sheet(_("科普人员"), columns, rows), Sheet(_("其他"), other, more)])
