"""The annual report as an official document."""

from __future__ import annotations

from kepu.engines.official_document import Block, OfficialDocument, Signature
from kepu.reports import pictures
from kepu.reports.facts import Facts
from kepu.reports.wording import annual, indicators

from .annexes import annexes
from .blocks import figures, indicator_table, paragraphs, part, section


def annual_report(facts: Facts) -> OfficialDocument:
    """The whole report; every part that the facts leave empty is left out."""
    blocks: list[Block] = [
        *paragraphs([annual.opening(facts)]),
        *section("总体情况", _overall(facts)),
        *section("提升行动进展情况", part(facts, "action", "全年")),
        *section("重点工程进展情况", part(facts, "key_project", "全年")),
        *section("存在的问题及原因", [*paragraphs(annual.problems(facts)), *paragraphs(annual.reasons(facts))]),
        *section("下一步工作", paragraphs(annual.next_steps(facts))),
    ]
    return OfficialDocument(
        title=annual.title(facts),
        blocks=tuple(blocks),
        subtitle="（演示数据）" if facts.is_demo else "",
        signature=Signature(facts.issuer, facts.provenance.made_at.date()),
        annexes=annexes(facts),
    )


def _overall(facts: Facts) -> list[Block]:
    measured = paragraphs(indicators.status(fact) for fact in facts.indicators)
    if facts.indicators:
        measured.append(indicator_table(facts, "表1 指标完成情况"))
    drawn = [
        pictures.goals("指标完成进度", [fact for fact in facts.indicators if fact.value is not None]),
        pictures.months("各月佐证记录", [row for row in facts.months if row[1]] and facts.months),
        pictures.amounts("各街道佐证记录", facts.areas, unit="条"),
    ]
    return [
        *section("任务完成情况", paragraphs([annual.work(facts)]), 2),
        *section("指标完成情况", measured, 2),
        *section("工作开展情况", [*paragraphs([annual.evidence(facts)]), *figures(drawn)], 2),
    ]
