"""The final evaluation of a plan period as an official document."""

from __future__ import annotations

from kepu.engines.official_document import Block, OfficialDocument, Signature
from kepu.reports import pictures
from kepu.reports.facts import Facts
from kepu.reports.wording import annual, evaluation
from kepu.reports.wording.tasks import ended

from .annexes import annexes
from .blocks import figures, indicator_table, paragraphs, part, section


def evaluation_report(facts: Facts) -> OfficialDocument:
    """The whole report; every part that the facts leave empty is left out."""
    period = evaluation.PERIOD
    blocks: list[Block] = [
        *paragraphs([evaluation.opening(facts)]),
        *section("规划实施总体情况", _overall(facts)),
        *section("提升行动实施评估", part(facts, "action", period)),
        *section("重点工程实施评估", part(facts, "key_project", period)),
        *section("存在的问题及原因", [*paragraphs(annual.problems(facts)), *paragraphs(annual.reasons(facts))]),
        *section("对下一规划期的建议", paragraphs(evaluation.advice(facts))),
    ]
    return OfficialDocument(
        title=evaluation.title(facts),
        blocks=tuple(blocks),
        subtitle="（演示数据）" if facts.is_demo else "",
        signature=Signature(facts.issuer, facts.provenance.made_at.date()),
        annexes=annexes(facts),
    )


def _overall(facts: Facts) -> list[Block]:
    period = evaluation.PERIOD
    measured = paragraphs([evaluation.reached(facts), *(evaluation.indicator(fact) for fact in facts.indicators)])
    if facts.indicators:
        measured.append(indicator_table(facts, "表1 指标完成情况"))
    done = [annual.work(facts, period), evaluation.by_year(facts), evaluation.verdicts(facts), ended(facts.summary)]
    drawn = [
        pictures.goals("指标完成进度", [fact for fact in facts.indicators if fact.value is not None]),
        pictures.completion_by_year("各年度任务完成率", facts.by_year),
        pictures.amounts("各街道佐证记录", facts.areas, unit="条"),
    ]
    return [
        *section("任务完成情况", paragraphs(done), 2),
        *section("目标完成情况", measured, 2),
        *section("工作开展情况", [*paragraphs([annual.evidence(facts, period)]), *figures(drawn)], 2),
    ]
