"""A submitted report that lies with a reviewer: he is reminded, then somebody above him is told."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.test import Client

from kepu.governance.models import ProgressReport
from kepu.governance.services import FollowUp, approve_report, follow_up, return_report, set_follow_up, submit_report
from kepu.notifications import queries as notices
from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidInput

from .conftest import fill

ZONE = datetime.timezone(datetime.timedelta(hours=8))
HANDED_IN = datetime.datetime(2026, 11, 10, 15, tzinfo=ZONE)
Run = Callable[[int], FollowUp]


@pytest.fixture(autouse=True)
def handed_in() -> Iterator[None]:
    with time_machine.travel(HANDED_IN, tick=False):
        yield


@pytest.fixture
def after(system: Actor, submitted: ProgressReport, office: Actor, leader: Actor) -> Run:
    """Follow up in the morning so many days after the report was handed in."""

    def run(days: int) -> FollowUp:
        with time_machine.travel(HANDED_IN.replace(hour=8) + datetime.timedelta(days=days), tick=False):
            return follow_up(actor=system)

    return run


def told(actor: Actor, level: str) -> list[str]:
    return [notice.title for notice in notices.notices(actor).filter(kind=f"late_{level}")]


def test_a_reviewer_has_three_days(after: Run, head: Actor) -> None:
    assert after(2).reviews == 0
    assert told(head, "review") == []


def test_the_head_of_a_unit_is_reminded_of_a_report_that_lies_with_him(after: Run, head: Actor, lead_head: Actor, office: Actor) -> None:
    assert after(3).reviews == 1
    assert told(head, "review") == ["有 1 份进展报告等您审核，已满 3 天"]
    assert told(lead_head, "review") == told(office, "review") == []


def test_after_a_week_the_office_is_told_of_the_head_who_does_not_review(after: Run, office: Actor, leader: Actor) -> None:
    assert after(7) == FollowUp(reviews=1, reviews_up=1)
    assert told(office, "reviewup") == ["提请督办区卫生健康委：有 1 份进展报告未审核，已满 7 天"]
    assert told(leader, "reviewup") == []


def test_the_lead_unit_has_its_own_days(after: Run, submitted: ProgressReport, head: Actor, lead_head: Actor, office: Actor) -> None:
    after(7)
    with time_machine.travel(HANDED_IN + datetime.timedelta(days=7), tick=False):
        approve_report(actor=head, report=submitted, version=submitted.version)
    assert after(9).reviews == 0
    assert after(10).reviews == after(14).reviews_up == 1
    assert told(lead_head, "review") == ["有 1 份进展报告等您审核，已满 3 天"]
    assert told(office, "reviewup")[0] == "提请督办区教委：有 1 份进展报告未审核，已满 7 天"


def test_leaders_are_told_where_the_office_lets_reports_lie(
    after: Run, submitted: ProgressReport, head: Actor, lead_head: Actor, office: Actor, leader: Actor
) -> None:
    report = approve_report(actor=head, report=submitted, version=submitted.version)
    approve_report(actor=lead_head, report=report, version=report.version)
    assert after(7) == FollowUp(reviews=1, reviews_up=1)
    assert told(office, "review") == ["有 1 份进展报告等您审核，已满 3 天"]
    assert told(leader, "reviewup") == ["纲要办有 1 份进展报告未验收，已满 7 天"]


def test_each_step_is_told_once(after: Run, head: Actor, office: Actor) -> None:
    for days in (3, 3, 4, 7, 8, 20):
        after(days)
    assert len(told(head, "review")) == len(told(office, "reviewup")) == 1


def test_a_report_that_comes_again_gives_its_reviewer_new_days(after: Run, submitted: ProgressReport, head: Actor, reporter: Actor) -> None:
    after(3)
    with time_machine.travel(HANDED_IN + datetime.timedelta(days=4), tick=False):
        returned = return_report(actor=head, report=submitted, version=submitted.version, reason="请补充。")
        mended = fill(reporter, returned, done="已补充。")
        submit_report(actor=reporter, report=mended, version=mended.version)
    assert after(6).reviews == 0
    assert after(7).reviews == 1
    assert len(told(head, "review")) == 2


def test_a_district_sets_the_days_of_its_reviewers(after: Run, office: Actor) -> None:
    set_follow_up(actor=office, remind_before=[7], lead_after=3, office_after=7, review_after=1, review_up_after=2)
    assert after(1) == FollowUp(reviews=1)
    assert after(2) == FollowUp(reviews_up=1)


@pytest.mark.parametrize(("days", "up", "field"), [(0, 7, "review_after"), (5, 4, "review_up_after"), (5, 61, "review_up_after")])
def test_days_of_reviewers_that_make_no_sense_are_refused(office: Actor, days: int, up: int, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        set_follow_up(actor=office, remind_before=[7], lead_after=3, office_after=7, review_after=days, review_up_after=up)
    assert field in refused.value.fields


def test_the_supervision_list_shows_what_lies_with_reviewers(after: Run, office: Actor, head: Actor, client_for: Callable[[Actor], Client]) -> None:
    def page(actor: Actor) -> str:
        return client_for(actor).get("/governance/overdue/?review=1").content.decode()

    assert "没有拖延的审核" in page(office)
    after(7)
    with time_machine.travel(HANDED_IN + datetime.timedelta(days=7), tick=False):
        for actor in (office, head):
            assert "提请督办审核" in page(actor) and '<td class="num" data-label="等候天数">7</td>' in page(actor)
