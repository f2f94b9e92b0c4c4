"""Blocks that both reports are built of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from kepu.engines.official_document import Block, Heading, Paragraph, Picture, Table
from kepu.reports.facts import Facts, IndicatorFact, Number, TaskFact
from kepu.reports.wording import tasks
from kepu.reports.wording.numbers import quantity
from kepu.ui import charts

LIGHTS = {"green": "正常", "amber": "预警", "red": "滞后", "grey": "暂不评价"}


def paragraphs(texts: Iterable[str]) -> list[Block]:
    """A paragraph for each text that says something."""
    return [Paragraph(text) for text in texts if text]


def figures(made: Iterable[charts.Chart]) -> list[Block]:
    """Charts as pictures, numbered; a chart without rows is left out."""
    drawn = [chart for chart in made if not chart.is_empty]
    return [Picture(charts.png(chart), f"图{number} {chart.title}", chart.description) for number, chart in enumerate(drawn, start=1)]


def indicator_table(facts: Facts, caption: str) -> Table:
    """Every indicator with its target, value, interval, value of the period before, and its light; columns without any value are left out."""
    columns = [column for column in COLUMNS if not column.optional or any(column.cell(fact) != "—" for fact in facts.indicators)]
    head = tuple(column.heading for column in columns)
    rows = [tuple(column.cell(fact) for column in columns) for fact in facts.indicators]
    return Table((head, *rows), widths=tuple(column.width for column in columns), caption=caption)


@dataclass(frozen=True)
class IndicatorColumn:
    """A column of the table of indicators."""

    heading: str
    width: float
    cell: Callable[[IndicatorFact], str]
    optional: bool = False


def _known(value: Number | None, unit: str) -> str:
    return "—" if value is None else quantity(value, unit)


def _target(fact: IndicatorFact) -> str:
    return f"{'每年' if fact.yearly else f'{fact.deadline}年'}{'≤' if fact.at_most else '≥'}{quantity(fact.target, fact.unit)}"


def _interval(fact: IndicatorFact) -> str:
    return "—" if fact.low is None or fact.high is None else f"{quantity(fact.low, fact.unit)}—{quantity(fact.high, fact.unit)}"


COLUMNS = (
    IndicatorColumn("指标", 2.6, lambda fact: fact.name),
    IndicatorColumn("目标", 2.2, _target),
    IndicatorColumn("本期应达到", 1.5, lambda fact: _known(fact.target_now, fact.unit), optional=True),
    IndicatorColumn("实际", 1.7, lambda fact: _known(fact.value, fact.unit)),
    IndicatorColumn("置信区间", 1.6, _interval, optional=True),
    IndicatorColumn("上期", 1.6, lambda fact: _known(fact.before, fact.unit), optional=True),
    IndicatorColumn("评价", 1.1, lambda fact: LIGHTS[fact.light]),
    IndicatorColumn("责任单位", 1.6, lambda fact: fact.responsible or "—", optional=True),
)


def part(facts: Facts, kind: str, period: str) -> list[Block]:
    """All tasks of a kind: a heading each, how it went, then its measures."""
    blocks: list[Block] = []
    for task in facts.tasks:
        if task.kind == kind:
            blocks += [Heading(task.title.removeprefix("实施"), 2), Paragraph(tasks.task(task, period)), *_measures(task)]
    return blocks


def _measures(task: TaskFact) -> list[Block]:
    blocks: list[Block] = []
    for measure in task.measures:
        told = tasks.measure(measure)
        if told:
            blocks += [Heading(measure.title, 3), *paragraphs(told)]
    return blocks


def section(title: str, blocks: Sequence[Block], level: int = 1) -> list[Block]:
    """A heading with what stands under it; nothing where nothing does."""
    return [Heading(title, level), *blocks] if blocks else []
