"""Indicators say what the ledger says."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from kepu.evidence.queries import (
    Light,
    evidence_of_node,
    indicator_records,
    indicator_status,
    indicator_statuses,
    indicator_totals,
    records_of,
)
from kepu.evidence.queries.forecasts import expected_more, on_trend
from kepu.evidence.queries.lights import light_of
from kepu.evidence.services import NewEvidence, correct_evidence, record_estimate, record_evidence, record_evidence_many, void_evidence
from kepu.organizations.actors import Actor
from kepu.organizations.models import Unit
from kepu.plans.models import Plan, PlanNode

from .story import DAY, indicator, lecture, plan_of

END = date(2025, 12, 31)


@pytest.fixture
def plan(office: Actor) -> Plan:
    return plan_of(office)


def test_attendances_are_summed_over_the_period(office: Actor, plan: Plan) -> None:
    trainings = indicator(plan, "training", "training_attendance", "sum", 100)
    for day, quantity in ((date(2020, 12, 31), 50), (date(2021, 1, 1), 30), (date(2025, 12, 31), 40)):
        record_evidence(actor=office, kind="training_attendance", happened_on=day, quantity=quantity)
    status = indicator_status(trainings, END)
    assert (status.value, status.target, status.target_now, status.light) == (70, 100, 100, Light.RED)
    assert (status.ratio, status.last_on) == (Decimal("0.7"), END)
    assert status.trend[0] == (date(2021, 1, 1), 30) and status.trend[-1] == (date(2025, 12, 1), 70) and len(status.trend) == 60


def test_a_record_counts_at_once_and_a_correction_and_a_void_as_well(office: Actor, plan: Plan) -> None:
    trainings = indicator(plan, "training", "activity_attendance", "sum", 100)
    record = lecture(office)
    assert indicator_status(trainings, END).value == 40
    newer = correct_evidence(actor=office, record=record, reason="漏计", quantity=45)
    assert indicator_status(trainings, END).value == 45
    void_evidence(actor=office, record=newer, reason="重复登记")
    status = indicator_status(trainings, END)
    assert (status.value, status.last_on) == (0, None)


def test_a_yearly_count_begins_anew_each_year(office: Actor, plan: Plan) -> None:
    hearings = indicator(plan, "hearing", "leader_hearing", "count", 1, span="year")
    record_evidence(actor=office, kind="leader_hearing", happened_on=date(2024, 11, 3))
    assert [indicator_status(hearings, on).value for on in (date(2024, 12, 31), date(2025, 6, 30))] == [1, 0]
    assert indicator_status(hearings, date(2024, 12, 31)).light == Light.GREEN
    assert indicator_status(hearings, date(2025, 6, 30)).target_now == 0
    assert indicator_status(hearings, END).light == Light.RED


def test_nothing_recorded_at_the_deadline_is_red_not_grey(office: Actor, plan: Plan) -> None:
    assert indicator_status(indicator(plan, "brand", "brand_activity", "count", 5), END).light == Light.RED


def test_a_person_counts_once_over_the_period_and_once_in_each_year(office: Actor, plan: Plan) -> None:
    whole = indicator(plan, "whole", "training_attendance", "distinct_persons", 10)
    yearly = indicator(plan, "yearly", "training_attendance", "distinct_persons", 10, span="year")
    for day, people in ((date(2024, 3, 1), "甲乙"), (date(2024, 9, 1), "乙丙"), (date(2025, 2, 1), "甲丁")):
        record_evidence(actor=office, kind="training_attendance", happened_on=day, quantity=len(people), persons=list(people))
    assert [indicator_status(whole, on).value for on in (date(2024, 8, 31), date(2024, 12, 31), END)] == [2, 3, 4]
    assert [indicator_status(yearly, on).value for on in (date(2024, 12, 31), END)] == [3, 2]
    assert indicator_status(whole, END).trend[-1][1] == 4


def test_distinct_people_of_several_kinds_are_one_crowd(office: Actor, plan: Plan) -> None:
    both = indicator(plan, "both", "training_attendance", "distinct_persons", 10, audience="workers")
    both.kinds = ["training_attendance", "activity_attendance"]
    both.save()
    for kind, people, audience in (
        ("training_attendance", "甲乙", "workers"),
        ("activity_attendance", "乙丙", "workers"),
        ("training_attendance", "丁", "youth"),
    ):
        record_evidence(actor=office, kind=kind, happened_on=DAY, persons=list(people), audience=audience)
    assert indicator_status(both, END).value == 3


def test_the_latest_estimate_stands_with_its_interval(office: Actor, plan: Plan, units: dict[str, Unit]) -> None:
    share = indicator(plan, "share", "literacy_estimate", "latest", 20, unit_label="%")
    record_estimate(actor=office, happened_on=date(2022, 6, 30), value="15.2", low="14", high="16.4")
    wrong = record_estimate(actor=office, happened_on=date(2025, 6, 30), value="91.0")
    correct_evidence(actor=office, record=wrong, reason="录入错误", value="19.0", low="17.8", high="20.2")
    record_estimate(actor=office, happened_on=date(2025, 9, 1), value="33", area=units["解放碑街道"].area)
    status = indicator_status(share, END)
    assert (status.value, status.low, status.high, status.last_on) == (19, Decimal("17.8"), Decimal("20.2"), date(2025, 6, 30))
    assert status.light == Light.AMBER
    assert status.trend == [(date(2022, 6, 1), Decimal("15.2")), (date(2025, 6, 1), 19)]


def test_before_any_estimate_a_level_is_unknown(office: Actor, plan: Plan) -> None:
    status = indicator_status(indicator(plan, "share", "literacy_estimate", "latest", 20, unit_label="%"), DAY)
    assert (status.value, status.light, status.forecast) == (None, Light.GREY, None)


def test_a_ratio_divides_kind_by_kind(office: Actor, plan: Plan) -> None:
    share = indicator(plan, "per", "activity_attendance", "ratio", 30, denominator_kinds=["activity"], unit_label="人次/场")
    for day in (date(2025, 1, 5), date(2025, 2, 5)):
        lecture(office, happened_on=day, quantity=50)
        record_evidence(actor=office, kind="activity", happened_on=day, quantity=2)
    status = indicator_status(share, END)
    assert (status.value, status.light) == (25, Light.AMBER)


def test_yearly_targets_bend_the_line_of_what_is_due(office: Actor, plan: Plan) -> None:
    trainings = indicator(plan, "training", "training_attendance", "sum", 100)
    for year, value in ((2021, 10), (2022, 20), (2023, 40), (2024, 70)):
        trainings.targets.create(year=year, value=value)
    assert [indicator_status(trainings, date(year, 12, 31)).target_now for year in range(2021, 2026)] == [10, 20, 40, 70, 100]
    assert indicator_status(trainings, date(2023, 7, 2)).target_now == 30


def test_a_level_is_due_on_the_line_from_its_baseline(office: Actor, plan: Plan) -> None:
    share = indicator(plan, "share", "literacy_estimate", "latest", 20, unit_label="%", baseline=10)
    record_estimate(actor=office, happened_on=date(2022, 12, 31), value=14)
    status = indicator_status(share, date(2022, 12, 31))
    assert status.target_now == Decimal("13.9978") and status.light == Light.GREEN


def test_a_limit_is_green_while_it_is_kept(office: Actor, plan: Plan) -> None:
    visits = indicator(plan, "visits", "facility_visit", "sum", 10, comparison="at_most")
    record_evidence(actor=office, kind="facility_visit", happened_on=DAY, quantity=8)
    assert indicator_status(visits, END).light == Light.GREEN
    record_evidence(actor=office, kind="facility_visit", happened_on=DAY, quantity=8)
    status = indicator_status(visits, END)
    assert (status.light, status.ratio) == (Light.RED, Decimal("0.625"))


@pytest.mark.parametrize(
    ("value", "low", "high", "due", "light"),
    [
        (20, None, None, 20, "green"),
        (19, None, None, 20, "amber"),
        (15, None, None, 20, "red"),
        (21, 19, 23, 20, "amber"),
        (21, 20, 22, 20, "green"),
        (15, 9, 21, 20, "amber"),
        (15, 12, 18, 20, "red"),
    ],
)
def test_an_interval_that_covers_what_is_due_settles_nothing(value: int, low: Any, high: Any, due: int, light: str) -> None:
    as_decimal = [None if number is None else Decimal(number) for number in (value, low, high, due)]
    assert light_of(*as_decimal, at_most=False, recorded=True) == light


def test_the_forecast_goes_on_at_the_rate_of_the_year(office: Actor, plan: Plan) -> None:
    trainings = indicator(plan, "training", "training_attendance", "sum", 1000, span="year")
    record_evidence(actor=office, kind="training_attendance", happened_on=date(2021, 3, 1), quantity=181)
    assert indicator_status(trainings, date(2021, 6, 30)).forecast == 365


def test_the_forecast_follows_the_seasons_when_it_knows_them() -> None:
    months = {date(year, month, 1): Decimal(100 if month == 9 else 10) for year in (2022, 2023, 2024) for month in range(1, 13)}
    assert expected_more(months, date(2025, 1, 1), date(2025, 7, 31), END) == 100 + 3 * 10 + 10 + 10


def test_the_trend_of_estimates_is_a_straight_line() -> None:
    points = [(date(2021, 1, 1), Decimal(10)), (date(2022, 1, 1), Decimal(12)), (date(2023, 1, 1), Decimal(14))]
    assert on_trend(points, date(2024, 1, 1)) == 16
    assert on_trend(points[:1], date(2024, 1, 1)) == 10


def test_all_indicators_of_a_plan_take_a_bounded_number_of_queries(office: Actor, plan: Plan, django_assert_max_num_queries: Any) -> None:
    for number in range(6):
        for aggregation, kind in (("sum", "training_attendance"), ("count", "brand_activity"), ("distinct_persons", "training_attendance")):
            indicator(plan, f"{aggregation}{number}", kind, aggregation, 10)
    indicator(plan, "share", "literacy_estimate", "latest", 20, unit_label="%")
    record_evidence(actor=office, kind="training_attendance", happened_on=DAY, persons=["甲"])
    record_estimate(actor=office, happened_on=DAY, value=18)
    indicator_statuses(plan, END)
    with django_assert_max_num_queries(10):
        assert len(indicator_statuses(plan, END)) == 19


def test_a_finished_plan_is_seen_at_its_end_and_a_plan_without_indicators_is_empty(office: Actor, plan: Plan) -> None:
    assert indicator_statuses(plan) == []
    trainings = indicator(plan, "training", "training_attendance", "sum", 10)
    record_evidence(actor=office, kind="training_attendance", happened_on=date(2026, 2, 1), quantity=9)
    assert indicator_status(trainings, date(2026, 6, 1)).value == 0


def test_a_figure_is_clicked_down_to_its_records(office: Actor, plan: Plan, units: dict[str, Unit]) -> None:
    talks = indicator(plan, "talks", "activity_attendance", "sum", 100)
    for unit, day, quantity in (("区教委", DAY, 5), ("区教委", DAY, 6), ("区总工会", DAY, 7), ("区教委", date(2025, 6, 1), 8)):
        lecture(office, unit=units[unit], happened_on=day, quantity=quantity)
    void_evidence(actor=office, record=lecture(office, unit=units["区教委"]), reason="取消")
    assert [(total.month, total.quantity) for total in indicator_totals(talks)] == [(date(2025, 5, 1), 18), (date(2025, 6, 1), 8)]
    in_may = indicator_totals(talks, by=("unit",), since=date(2025, 5, 1), until=date(2025, 5, 31))
    assert {total.unit: total.quantity for total in in_may} == {units["区教委"].pk: 11, units["区总工会"].pk: 7}
    found = indicator_records(office, talks, month=date(2025, 5, 1), unit=units["区教委"])
    assert [record.quantity for record in found] == [6, 5]
    assert records_of(office, units=[units["区教委"]], with_superseded=True).count() == 5


def test_evidence_of_a_part_is_that_of_all_measures_below_it(office: Actor, plan: Plan) -> None:
    def node(position: int, parent: PlanNode | None = None) -> PlanNode:
        return plan.nodes.create(key=str(position), position=position, depth=0, kind="measure", parent=parent)

    part = node(0)
    action = node(1, part)
    measure, sibling = node(2, action), node(3)
    for place in (part, measure, sibling):
        lecture(office, node=place)
    assert {record.node for record in evidence_of_node(office, part)} == {part, measure}


def test_records_of_another_district_are_not_seen(office: Actor, outsider: Actor) -> None:
    record_evidence_many(actor=outsider, entries=[NewEvidence("publication", DAY)])
    assert not records_of(office).exists()
