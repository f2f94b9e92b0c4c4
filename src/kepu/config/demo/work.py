"""Yearly work of the demo district, through the services of the plan."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from kepu.organizations.actors import Actor
from kepu.organizations.models import Unit
from kepu.plans.models import Plan, PlanNode, WorkItem
from kepu.plans.services import (
    accept_work_item,
    create_work_item,
    decline_work_item,
    drop_work_item,
    finish_work_item,
    issue_work_items,
)

from .lines import Line, lines

# What the years were like: offline events were rare in 2021 and 2022.
CLIMATE = {2021: 0.88, 2022: 0.7, 2023: 0.98, 2024: 1.06, 2025: 1.12}


@dataclass(frozen=True)
class Task:
    """A work item with the line that it came from."""

    item: WorkItem
    line: Line


def climate(year: int) -> float:
    """How much of a usual year's activity took place."""
    return CLIMATE.get(year, 1.08)


def node_of(measures: Iterable[PlanNode], measure: str) -> PlanNode:
    """The measure of the plan whose title holds the word."""
    return next(node for node in measures if re.search(measure, node.title))


def plan_year(office: Actor, plan: Plan, year: int, units: dict[str, Unit]) -> list[Task]:
    """Draft and issue a year's work."""
    indicators = {indicator.code: indicator for indicator in plan.indicators.all()}
    measures = list(plan.nodes.filter(kind="measure"))
    nodes = {line.measure: node_of(measures, line.measure) for line in lines()}
    tasks: list[Task] = []
    for line in lines():
        for unit in _units_of(line, units):
            month = max(line.months)
            item = create_work_item(
                actor=office,
                plan=plan,
                node=nodes[line.measure],
                year=year,
                title=f"{line.title}（{year}年）",
                unit=unit,
                due_on=date(year, 12, 5 + 5 * (len(tasks) % 6)) if month >= 11 else date(year, month + 1, 15),
                deliverable=line.deliverable,
                partners=[units[name] for name in line.partners if units[name] != unit],
                indicator=indicators.get(line.indicator),
                quantity=_rounded(line.quantity * (1 + 0.03 * (year - 2021))),
            )
            tasks.append(Task(item, line))
    issue_work_items(actor=office, plan=plan, year=year)
    return tasks


def answer(tasks: list[Task], staff: Mapping[str, tuple[Actor, Actor]], office: Actor, today: date, chance: random.Random) -> list[Task]:
    """Units take their tasks, in the current year but for a few; returns what is worked at."""
    taken = []
    for task in tasks:
        _reporter, head = staff[task.item.unit.name]
        past, luck = task.item.year < today.year, chance.random()
        if not past and luck < 0.04:
            decline_work_item(actor=head, item=task.item, reason="人员调整，建议由牵头部门统一组织")
        elif past or luck < 0.95:
            item = accept_work_item(actor=head, item=task.item)
            if past and luck < 0.015:
                drop_work_item(actor=office, item=item, reason="场地封闭改造，活动条件不具备，经研究取消")
            else:
                taken.append(Task(item, task.line))
    return taken


def finish(tasks: list[Task], staff: Mapping[str, tuple[Actor, Actor]], today: date, chance: random.Random) -> None:
    """What is past its time is done, but for a few; in the last quarter some units are ahead of it."""
    for task in tasks:
        past, late = task.item.year < today.year, task.item.due_on < today
        if chance.random() < (0.97 if past else 0.8 if late else 0.4 if today.month > 9 else 0):
            finish_work_item(actor=staff[task.item.unit.name][1], item=task.item)


def _units_of(line: Line, units: dict[str, Unit]) -> Iterator[Unit]:
    if line.units == ("各街道",):
        yield from (unit for unit in units.values() if unit.type == Unit.Type.STREET)
    else:
        yield from (units[name] for name in line.units)


def _rounded(number: float) -> int:
    """A figure as an office would plan it: two significant digits."""
    step = 10 ** max(0, len(str(int(number))) - 2)
    return max(1, round(number / step) * step)
