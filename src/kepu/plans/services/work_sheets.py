"""The yearly work plan from and to Excel."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from kepu.organizations.access import require
from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidWorkbook, KepuError, RowError
from kepu.organizations.services.base import audit, service
from kepu.organizations.services.jobs import JobResult, Progress
from kepu.organizations.services.workbook import Column, Row, choice_column, read_workbook, store_rows, unit_column
from kepu.plans.models import Plan, WorkItem

from .work_items import create_work_item, open_plan, update_work_item
from .work_terms import FIELDS

WORKABLE = ("action", "key_project", "measure", "mechanism", "item")


def work_columns(plan: Plan) -> list[Column]:
    """Columns of the workbook of a plan's work; number and version are filled by the export and say which item a row changes."""
    nodes = list(plan.nodes.filter(kind__in=WORKABLE).exclude(title="").order_by("position"))
    named = {f"{node.number}{node.title}": node for node in reversed(nodes)}
    known = {**{node.title: node for node in reversed(nodes)}, **named}
    indicators = {item.name: item for item in plan.indicators.all()}
    listed = tuple(dict.fromkeys(f"{node.number}{node.title}" for node in nodes))
    district = plan.district
    return [
        Column("id", _("编号"), "integer", help=_("系统填写；新增的工作留空"), width=8),
        Column("version", _("版本"), "integer", help=_("系统填写，用来发现他人同时的改动"), width=8),
        Column("node", _("举措"), "choice", required=True, choices=known, listed=listed, help=_("规划中的举措"), width=32),
        Column("year", _("年度"), "integer", required=True, minimum=plan.year_from, maximum=plan.year_to, example=plan.year_from, width=8),
        Column("title", _("工作内容"), required=True, max_length=200, example=_("开办智慧助老课程"), width=36),
        Column("deliverable", _("成果形式"), max_length=300, example=_("课程 40 期"), width=24),
        unit_column(district, "unit", _("责任单位"), required=True),
        unit_column(district, "lead_unit", _("牵头部门"), help=_("留空则按规划中的牵头部门")),
        unit_column(district, "partners", _("配合单位"), many=True, help=_("多个单位用顿号分开")),
        Column("due_on", _("完成时限"), "date", required=True, example=f"{plan.year_from}-10-31"),
        Column("indicator", _("对应指标"), "choice", choices=indicators, listed=tuple(indicators), width=24),
        Column("quantity", _("计划数量"), "decimal", minimum=0, example=40),
        choice_column("status", _("状态"), WorkItem.Status.choices, help=_("只供查看，导入时不读取")),
    ]


def work_rows(items: Iterable[WorkItem]) -> Iterator[dict[str, Any]]:
    """Items as rows of that workbook."""
    for item in items:
        yield {
            "id": item.pk,
            "version": item.version,
            "node": f"{item.node.number}{item.node.title}",
            "year": item.year,
            "title": item.title,
            "deliverable": item.deliverable,
            "unit": item.unit.name,
            "lead_unit": item.lead_unit.name if item.lead_unit else "",
            "partners": "、".join(unit.name for unit in item.partners.all()),
            "due_on": item.due_on,
            "indicator": item.indicator.name if item.indicator else "",
            "quantity": item.quantity,
            "status": item.get_status_display(),
        }


def run_work_items(*, actor: Actor, progress: Progress, plan_id: int) -> JobResult:
    """The import as a job."""
    plan = Plan.objects.select_related("district").get(pk=plan_id, district=actor.district)
    found = read_workbook(progress.source(), work_columns(plan), progress=progress.report)
    with progress.held():
        made, changed = store_rows(found, lambda rows: import_work_items(actor=actor, plan=plan, rows=rows))
    return JobResult(_("新增 %(made)d 项工作，更新 %(changed)d 项。") % {"made": made, "changed": changed})


@service
def import_work_items(*, actor: Actor, plan: Plan, rows: Sequence[Row]) -> tuple[int, int]:
    """Draft new work and change known work, told by number, else by measure, unit, year and content; how many of each.

    Uploading the same workbook again changes nothing. Raises InvalidWorkbook with every faulty row, and stores nothing then.
    """
    require(actor, "plans.change_work_item")
    plan = open_plan(actor, plan)
    known = {item.pk: item for item in plan.work_items.select_related("plan", "node", "unit", "lead_unit", "indicator")}
    same = {(item.node_id, item.unit_id, item.year, item.title): item for item in known.values()}
    made = changed = 0
    errors: list[RowError] = []
    for row in rows:
        values = {name: row[name] for name in FIELDS}
        values["deliverable"] = values["deliverable"] or ""
        item = known.get(row["id"]) if row["id"] else same.get((values["node"].pk, values["unit"].pk, values["year"], values["title"].strip()))
        try:
            if row["id"] and item is None:
                errors.append(row.error(_("编号"), _("本规划没有这项工作，新增请留空")))
            elif item is None:
                create_work_item(actor=actor, plan=plan, **values)
                made += 1
            else:
                values["lead_unit"] = values["lead_unit"] or item.lead_unit
                version = row["version"] or item.version
                changed += update_work_item(actor=actor, item=item, version=version, **values).version != item.version
        except KepuError as error:
            errors += _faults(row, error)
    if errors:
        raise InvalidWorkbook(errors)
    audit(actor, "plans.import_work_items", plan, plan.title, made=made, changed=changed)
    return made, changed


def _faults(row: Row, error: KepuError) -> list[RowError]:
    headings = {name: str(getattr(WorkItem._meta.get_field(name), "verbose_name", name)) for name in FIELDS} | {"partners": _("配合单位")}
    if not error.fields:
        return [row.error(_("工作内容"), error.message)]
    return [row.error(headings.get(name, _("工作内容")), text) for name, text in error.fields.items()]
