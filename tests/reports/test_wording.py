"""Sentences made of facts read as an official would write them, and never have a gap."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kepu.reports.facts import Amount, Facts, IndicatorFact, MeasureFact, Provenance, TaskFact, Totals, UnitFact, WorkFact
from kepu.reports.wording import annual, evaluation, indicators, numbers, tasks

from .facts import bare_year

UTC = datetime.UTC
MADE = Provenance(datetime.datetime(2026, 1, 5, 9, 30, tzinfo=UTC), 812, "ab12")


def literate(value: float | None, before: float | None = None, **more: object) -> IndicatorFact:
    return IndicatorFact("公民具备科学素质的比例", "%", 20, 2025, value, before, estimate=True, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (8621, "8621"),
        (23_140, "2.31万"),
        (100_000, "10万"),
        (123_456_789, "1.23亿"),
        (99_999_999, "1亿"),
        (15.372, "15.37"),
        (Decimal("20.0000"), "20"),
    ],
)
def test_figures_are_written_in_wan_and_yi(value: float, text: str) -> None:
    assert numbers.number(value) == text


@pytest.mark.parametrize(
    ("now", "before", "unit", "text"),
    [
        (112, 100, "人次", "比上年增长12%"),
        (88, 100, "人次", "比上年下降12%"),
        (300, 100, "人次", "是上年的3倍"),
        (7, 0, "场", "比上年增加7场"),
        (0, 0, "场", "与上年持平"),
        (19.3, 18.5, "%", "比上年提高0.8个百分点"),
        (5, None, "场", ""),
        (None, 5, "场", ""),
    ],
)
def test_changes_are_told_in_percent_points_or_counts(now: float | None, before: float | None, unit: str, text: str) -> None:
    assert numbers.change(now, before, unit) == text


def test_a_long_list_of_units_is_shortened_with_its_number() -> None:
    assert numbers.names(list("甲乙丙丁戊己")) == "甲、乙、丙、丁等6个单位"


def test_an_estimate_is_told_with_interval_change_and_gap() -> None:
    fact = literate(19.3, 18.5, low=18.1, high=20.5)
    assert (
        indicators.status(fact) == "公民具备科学素质的比例为19.3%（置信区间18.1%—20.5%），比上年提高0.8个百分点，距2025年20%的目标还差0.7个百分点。"
    )


def test_a_sum_is_told_with_the_share_of_this_year() -> None:
    fact = IndicatorFact("职业技能培训", "人次", 100_000, 2025, 98_200, 75_100)
    assert indicators.status(fact) == "职业技能培训累计9.82万人次，其中本年度2.31万人次，完成2025年目标（10万人次）的98.2%，还差1800人次。"


def test_a_yearly_duty_is_met_or_not() -> None:
    fact = IndicatorFact("听取工作汇报", "次", 1, 2025, 1, yearly=True)
    assert indicators.status(fact) == "听取工作汇报1次，达到每年不少于1次的要求。"
    assert "未达到每年不少于1次的要求" in indicators.status(IndicatorFact("听取工作汇报", "次", 1, 2025, 0, yearly=True))


def test_an_indicator_without_evidence_says_so_and_names_its_target() -> None:
    assert indicators.status(literate(None)) == "公民具备科学素质的比例尚无监测评估结果，目标为2025年不低于20%。"


def work(title: str, unit: str, state: str = "done", **more: object) -> WorkFact:
    return WorkFact(title, unit, datetime.date(2025, 6, 30), state, 2025, **more)  # type: ignore[arg-type]


def test_the_same_work_of_many_units_is_one_clause() -> None:
    streets = [work("开设智慧助老课程", f"{name}街道", deliverable="开课记录") for name in ("大坪", "化龙桥", "石油路", "上清寺", "菜园坝")]
    text = tasks.measure(MeasureFact("智慧助老", work=tuple(streets)))[0]
    assert text == "大坪街道、化龙桥街道、石油路街道、上清寺街道等5个单位完成“开设智慧助老课程”，成果为开课记录。"


def test_overdue_work_is_told_with_the_reason_of_its_unit() -> None:
    late = work("举办健康大讲堂", "区卫生健康委", "late", reason="场地改造未完工\n预计九月恢复")
    facts = year(tasks=(TaskFact("（一）", "城市居民行动", "action", measures=(MeasureFact("讲堂", work=(late,)),)),))
    assert annual.reasons(facts) == ["区卫生健康委“举办健康大讲堂”应于2025年6月30日前完成，已逾期184天。原因：场地改造未完工预计九月恢复。"]


def test_many_pieces_of_overdue_work_without_a_reason_share_a_sentence() -> None:
    late = [work("讲座", f"{name}街道", "late") for name in ("大坪", "大坪", "化龙桥", "石油路")]
    late.append(work("培训", "区人力社保局", "late", reason="教师不足"))
    facts = year(tasks=(TaskFact("（一）", "城市居民行动", "action", measures=(MeasureFact("讲堂", work=tuple(late)),)),))
    assert annual.reasons(facts) == [
        "区人力社保局“培训”应于2025年6月30日前完成，已逾期184天。原因：教师不足。",
        "另有4项逾期工作责任单位尚未说明原因：大坪街道2项、化龙桥街道1项、石油路街道1项，逐项见附件“工作任务完成情况表”。",
    ]


def test_what_a_unit_reported_on_unfinished_work_is_told_after_what_was_finished() -> None:
    items = (work("讲座", "大坪街道", "late", result="办了三场"), work("讲座", "化龙桥街道", result="办了八场"))
    text = tasks.measure(MeasureFact("讲堂", work=items))[0]
    assert text.endswith("化龙桥街道报告：“办了八场。”大坪街道报告：“办了三场。”")


def year(**more: object) -> Facts:
    return Facts("渝中区", "渝中区科协", "某方案", "", datetime.date(2025, 1, 1), datetime.date(2025, 12, 31), MADE, **more)  # type: ignore[arg-type]


def everything(facts: Facts) -> list[str]:
    said = [
        annual.opening(facts),
        annual.work(facts),
        annual.evidence(facts),
        *annual.problems(facts),
        *annual.reasons(facts),
        *annual.next_steps(facts),
    ]
    said += [evaluation.opening(facts), evaluation.by_year(facts), evaluation.reached(facts), evaluation.verdicts(facts), *evaluation.advice(facts)]
    said += [text for fact in facts.indicators for text in (indicators.status(fact), evaluation.indicator(fact))]
    for task in facts.tasks:
        said += [tasks.task(task, "全年"), *(text for measure in task.measures for text in tasks.measure(measure))]
    return said


def test_a_year_without_any_data_still_reads_well() -> None:
    assert annual.work(year()) == "全年没有下达工作任务。"
    assert annual.evidence(year()) == "全年佐证台账没有记录。"
    assert annual.problems(year()) == ["没有逾期的工作、滞后的指标和逾期未报的进展报告。"]
    assert annual.next_steps(year()) == ["按照规划部署，继续推进各项任务。"]


maybe = st.one_of(st.none(), st.decimals(0, 10**7, places=2))
texts = st.text("甲乙丙丁。，\n", max_size=12)
works = st.builds(
    WorkFact,
    title=st.sampled_from(["开课", "巡展"]),
    unit=st.sampled_from(["区教委", "团区委"]),
    due_on=st.dates(datetime.date(2025, 1, 1), datetime.date(2025, 12, 31)),
    state=st.sampled_from(["done", "late", "declined", "waiting", "soon", "running"]),
    year=st.just(2025),
    deliverable=st.sampled_from(["", "总结"]),
    result=texts,
    reason=texts,
)
measured = st.builds(
    IndicatorFact,
    name=st.just("指标"),
    unit=st.sampled_from(["%", "人次"]),
    target=st.decimals(0, 10**6, places=1),
    deadline=st.just(2025),
    value=maybe,
    before=maybe,
    low=maybe,
    high=maybe,
    target_now=maybe,
    light=st.sampled_from(["green", "amber", "red", "grey"]),
    yearly=st.booleans(),
    estimate=st.booleans(),
    at_most=st.booleans(),
    years=st.lists(st.tuples(st.integers(2021, 2025), maybe), max_size=4).map(tuple),
)
amounts = st.builds(
    Amount, label=st.just("讲座"), value=st.integers(0, 10**6), unit=st.just("场"), before=st.one_of(st.none(), st.integers(0, 10**6))
)
measures = st.builds(
    MeasureFact, title=st.just("举措"), work=st.lists(works, max_size=3).map(tuple), amounts=st.lists(amounts, max_size=2).map(tuple), judgement=texts
)
parts = st.builds(
    TaskFact,
    number=st.just("（一）"),
    title=st.just("行动"),
    kind=st.sampled_from(["action", "key_project"]),
    lead=st.lists(st.just("区教委"), max_size=1).map(tuple),
    measures=st.lists(measures, max_size=2).map(tuple),
)
totals = st.builds(Totals, total=st.integers(0, 50), done=st.integers(0, 50), late=st.integers(0, 9), units=st.integers(0, 9))


@settings(max_examples=80, deadline=None)
@given(
    found=st.lists(measured, max_size=3),
    held=st.lists(parts, max_size=2),
    now=totals,
    before=st.one_of(st.none(), totals),
    records=st.integers(0, 10**7),
    silent=st.integers(0, 3),
)
def test_no_sentence_has_a_gap_whatever_the_facts(
    found: list[IndicatorFact], held: list[TaskFact], now: Totals, before: Totals | None, records: int, silent: int
) -> None:
    facts = year(
        indicators=tuple(found), tasks=tuple(held), work=now, before=before, records=records, units=(UnitFact("区教委", overdue_reports=silent),)
    )
    for text in everything(facts):
        assert "None" not in text and "nan" not in text.lower()
        assert not any(gap in text for gap in ("，，", "。。", "，。", "、、", "、。", "；；", "；。", "《》", "（）", "“”", "。，", "：。")), text
        assert text == "" or text[-1] in "。！？…”", text


def test_a_target_of_which_nothing_is_known_is_not_called_missed() -> None:
    training = IndicatorFact("职业技能培训", "人次", 100000, 2025, 0)
    assert evaluation.reached(bare_year(indicators=(training, literate(None)))) == (
        "规划确定的2项量化指标中，1项未达到目标，公民具备科学素质的比例尚无数据。"
    )
    assert evaluation.reached(bare_year(indicators=(training,))) == "规划确定的1项量化指标均未达到目标。"
    assert evaluation.reached(bare_year(indicators=(literate(None),))) == "规划确定的1项量化指标都还无法评价，公民具备科学素质的比例尚无数据。"


def test_verdicts_are_told_from_best_to_worst() -> None:
    verdicts = ("未完成", "部分完成", "完成", "未完成")
    task = TaskFact("（一）", "提升行动", "action", measures=tuple(MeasureFact(f"举措{n}", verdict=verdict) for n, verdict in enumerate(verdicts)))
    assert evaluation.verdicts(bare_year(tasks=(task,))) == "4项举措中，完成1项、部分完成1项、未完成2项。"
