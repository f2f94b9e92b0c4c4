"""The self-evaluation as a workbook, to be filled without a connection."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from kepu.organizations.services.workbook import Column, choice_column, write_workbook

from .models import Grade, MeasureEvaluation
from .queries.evaluation_facts import Facts


def columns() -> list[Column]:
    """Id and version say which measure is meant and what the person saw; facts are there to be read."""
    return [
        Column("id", _("编号"), "integer", required=True, help=_("请勿改动"), width=8),
        Column("version", _("版本"), "integer", required=True, help=_("请勿改动"), width=8),
        Column("task", _("任务"), help=_("请勿改动"), width=28),
        Column("measure", _("举措"), help=_("请勿改动"), width=32),
        Column("unit", _("牵头部门"), help=_("请勿改动"), width=18),
        Column("facts", _("系统数据"), help=_("由系统数据汇总，供参考"), max_length=2000, width=40),
        choice_column("grade", _("自评等次"), Grade.choices),
        Column("text", _("完成情况"), max_length=5000, width=60),
    ]


def workbook_of(measures: Iterable[MeasureEvaluation]) -> bytes:
    """A workbook with a row for each measure and what was written so far."""
    rows = [
        {
            "id": item.pk,
            "version": item.version,
            "task": str(item.node.parent or ""),
            "measure": str(item.node),
            "unit": item.unit.name if item.unit else "",
            "facts": in_words(item.facts),
            "grade": item.get_self_grade_display(),
            "text": item.self_text,
        }
        for item in measures
    ]
    return write_workbook(columns(), rows, sheet=_("自评"), template=True)


def in_words(facts: Facts) -> str:
    """The facts of a measure in one line."""
    work = facts.get("work", {})
    parts = [_("工作任务完成%(done)d项、未完成%(open)d项") % {"done": work.get("done", 0), "open": work.get("open", 0)}]
    parts += [f"{row['name']}{row['quantity']:g}{row['unit']}" for row in facts.get("evidence", [])]
    parts += [
        _("指标%(name)s：%(value)s%(unit)s，目标%(target)g%(unit)s")
        % {**row, "value": _("暂无数据") if row["value"] is None else f"{row['value']:g}"}
        for row in facts.get("indicators", [])
    ]
    return "；".join(parts)[:2000]
