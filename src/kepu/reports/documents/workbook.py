"""The annexes as a workbook, with figures as numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from kepu.organizations.services.workbook import Column, Sheet, write_sheets
from kepu.organizations.services.workbook.columns import Kind
from kepu.reports.facts import Facts, UnitFact

from .annexes import STATES
from .blocks import LIGHTS

Heading = tuple[str, Kind, int]


def annex_workbook(facts: Facts) -> bytes:
    """Indicators, work, units, evidence by kind, month and street, and how the report was made: a sheet each."""
    return write_sheets([_indicators(facts), _work(facts), _units(facts), *_ledger(facts), _provenance(facts)])


def _sheet(name: str, headings: Sequence[Heading], rows: Sequence[Sequence[Any]]) -> Sheet:
    return Sheet(name, [Column(f"c{number}", text, kind, width=width) for number, (text, kind, width) in enumerate(headings)], rows)


def _indicators(facts: Facts) -> Sheet:
    headings: list[Heading] = [
        (_("指标"), "text", 30),
        (_("单位"), "text", 10),
        (_("目标年"), "integer", 10),
        (_("目标"), "decimal", 14),
        (_("本期应达到"), "decimal", 14),
        (_("实际"), "decimal", 14),
        (_("区间下限"), "decimal", 12),
        (_("区间上限"), "decimal", 12),
        (_("上期"), "decimal", 14),
        (_("评价"), "text", 10),
        (_("责任单位"), "text", 20),
    ]
    rows = [
        (
            fact.name,
            fact.unit,
            fact.deadline,
            fact.target,
            fact.target_now,
            fact.value,
            fact.low,
            fact.high,
            fact.before,
            LIGHTS[fact.light],
            fact.responsible,
        )
        for fact in facts.indicators
    ]
    return _sheet(_("指标"), headings, rows)


def _work(facts: Facts) -> Sheet:
    headings: list[Heading] = [
        (_("任务"), "text", 32),
        (_("举措"), "text", 24),
        (_("年度"), "integer", 8),
        (_("工作内容"), "text", 36),
        (_("成果形式"), "text", 24),
        (_("责任单位"), "text", 18),
        (_("牵头部门"), "text", 18),
        (_("完成时限"), "date", 12),
        (_("计划数量"), "text", 14),
        (_("状态"), "text", 10),
        (_("说明"), "text", 40),
    ]
    rows = [
        (
            task.title,
            measure.title,
            item.year,
            item.title,
            item.deliverable,
            item.unit,
            item.lead,
            item.due_on,
            item.planned,
            STATES[item.state],
            item.reason,
        )
        for task in facts.tasks
        for measure in task.measures
        for item in measure.work
    ]
    return _sheet(_("工作任务"), headings, rows)


def _units(facts: Facts) -> Sheet:
    headings: list[Heading] = [
        (_("单位"), "text", 20),
        (_("工作任务"), "integer", 10),
        (_("完成"), "integer", 10),
        (_("完成率（%）"), "decimal", 12),
        (_("逾期"), "integer", 10),
        (_("逾期未报"), "integer", 10),
        (_("佐证记录"), "integer", 12),
    ]
    return _sheet(_("各单位"), headings, [_unit_row(unit) for unit in facts.units])


def _unit_row(unit: UnitFact) -> tuple[Any, ...]:
    share = round(100 * unit.done / unit.total, 1) if unit.total else None
    return (unit.name, unit.total, unit.done, share, unit.late, unit.overdue_reports, unit.records)


def _ledger(facts: Facts) -> list[Sheet]:
    kinds = [(amount.label, amount.unit, amount.value, amount.before) for amount in facts.kinds]
    kind_headings: list[Heading] = [(_("佐证种类"), "text", 26), (_("单位"), "text", 10), (_("数量"), "decimal", 14), (_("上年"), "decimal", 14)]
    count: Heading = (_("佐证记录"), "integer", 12)
    return [
        _sheet(_("佐证按种类"), kind_headings, kinds),
        _sheet(_("佐证按月份"), [(_("月份"), "text", 14), count], facts.months),
        _sheet(_("佐证按街道"), [(_("街道"), "text", 18), count], [(area.label, area.value) for area in facts.areas]),
    ]


def _provenance(facts: Facts) -> Sheet:
    made = facts.provenance
    rows = [
        (_("规划"), facts.plan_title),
        (_("数据截至"), f"{facts.until:%Y-%m-%d}"),
        (_("生成时间"), f"{made.made_at:%Y-%m-%d %H:%M}"),
        (_("佐证台账截至序号"), str(made.sequence)),
        (_("链校验值"), made.head_hash),
    ]
    return _sheet(_("编制说明"), [(_("项目"), "text", 20), (_("内容"), "text", 70)], rows)
