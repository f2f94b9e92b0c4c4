"""The week is planned by the engine, and nothing changes until the dispatcher approves."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client

from kepu.orders.models import Order, WeekPlan
from kepu.orders.planning import Scenario, Week, week_of
from kepu.orders.queries.week import calendar, try_move
from kepu.orders.services import approve_plan, cancel_by_link, dispatch_order, schedule_order, start_plan
from kepu.orders.tokens import token_of
from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidInput, PermissionDenied
from kepu.organizations.models import Area
from kepu.organizations.services.jobs import run_job
from kepu.volunteers.models import Team
from kepu.volunteers.services import make_calendar_link

from .conftest import MONDAY, Story, at, span

WEEK = MONDAY.date()
FRIDAY = WEEK + datetime.timedelta(days=4)


@pytest.fixture(autouse=True)
def places(story: Story) -> None:
    Area.objects.filter(pk=story.home.pk).update(latitude=29.56, longitude=106.57)
    story.home.refresh_from_db()


def planned(story: Story, **scenario: Any) -> WeekPlan:
    plan = start_plan(actor=story.office, starts_on=WEEK, name="本周", scenario=Scenario(**scenario), seconds=2)
    assert plan.job is not None
    run_job(plan.job.pk)
    plan.refresh_from_db()
    return plan


def test_a_plan_changes_nothing_until_it_is_approved(story: Story) -> None:
    first, second = story.dispatched(), story.dispatched(contact_phone="13700137000", place="3号楼")
    plan = planned(story)
    assert plan.state == WeekPlan.State.READY, plan.message
    assert {visit["order"] for visit in plan.result["visits"]} == {first.pk, second.pk}
    assert 0 <= plan.result["gap"] <= 1 and plan.result["bound"] >= plan.result["points"]
    assert set(Order.objects.values_list("state", flat=True)) == {"dispatched"}
    done, refused = approve_plan(actor=story.office, plan=plan, orders=[first.pk])
    assert (done, refused) == (1, [])
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.team, second.state) == ("scheduled", story.team, "dispatched")
    assert approve_plan(actor=story.office, plan=plan, orders=[first.pk, second.pk]) == (1, [])


def test_what_moved_meanwhile_is_left_alone_and_named(story: Story) -> None:
    order = story.dispatched()
    plan = planned(story)
    cancel_by_link(actor=story.resident, token=token_of(order))
    done, refused = approve_plan(actor=story.office, plan=plan, orders=[order.pk])
    assert done == 0 and order.number in refused[0] and "取消" in refused[0]
    plan.refresh_from_db()
    assert plan.state == WeekPlan.State.READY  # nothing was carried out, so it may still be put aside


def test_a_plan_of_which_nothing_is_ticked_is_not_approved(story: Story) -> None:
    story.dispatched()
    plan = planned(story)
    with pytest.raises(InvalidInput, match="勾选"):
        approve_plan(actor=story.office, plan=plan, orders=[])
    plan.refresh_from_db()
    assert plan.state == WeekPlan.State.READY


def test_an_unserved_order_has_its_reason_and_what_would_free_it(story: Story, skills: dict[str, Any]) -> None:
    order = story.order(offer=None, topic=skills["ai"], wish="想了解人工智能")
    dispatch_order(actor=story.community, order=order, version=order.version)
    other = story.dispatched(contact_phone="13700137000", windows=[span(19, 21)])
    plan = planned(story)
    reasons = {item["order"]: item for item in plan.result["unserved"]}
    assert reasons[order.pk]["reason"] == "no_skill" and reasons[other.pk]["reason"] == "no_time"
    assert any(remedy["kind"] in ("window", "calendar") for remedy in reasons[other.pk]["remedies"])
    evening = planned(story, evenings=(1,))
    assert {visit["order"] for visit in evening.result["visits"]} == {other.pk}
    more = planned(story, extra_teams=1)
    assert order.pk not in {visit["order"] for visit in more.result["visits"]}  # no team has the topic, so an invented one has not either


def test_visits_that_people_were_told_stay(story: Story) -> None:
    told = story.scheduled()
    new = story.dispatched(contact_phone="13700137000", place="3号楼", windows=[span(9, 11)])
    plan = planned(story)
    visits = {visit["order"]: visit for visit in plan.result["visits"]}
    assert visits[told.pk]["starts_at"] == at(9).isoformat()
    if new.pk in visits:
        assert visits[new.pk]["starts_at"] >= at(10).isoformat()


def test_a_visit_agreed_outside_the_times_stands_as_it_is(story: Story) -> None:
    order = story.accepted()
    order = schedule_order(actor=story.leader, order=order, version=order.version, starts_at=at(7), agreed=True)  # before the team's hours
    week = week_of(order.district, WEEK)
    assert week.fixed == (order,) and order.pk not in week.orders


def test_an_order_that_a_department_claimed_stays_with_its_teams(story: Story, other_team: Team) -> None:
    order = story.claimed()
    plan = planned(story)
    assert [(visit["order"], visit["team"]) for visit in plan.result["visits"]] == [(order.pk, story.team.pk)]


def test_a_move_is_checked_at_once(story: Story, other_team: Team) -> None:
    order = story.scheduled(windows=[span(9, 12), span(9, 12, FRIDAY)])
    good = try_move(week_of(order.district, WEEK), order, other_team, day=4)
    assert good.feasible and good.starts_at is not None and good.starts_at.date() == FRIDAY
    bad = try_move(week_of(order.district, WEEK), order, other_team, day=2)
    assert not bad.feasible and bad.broken
    Team.objects.filter(pk=other_team.pk).update(max_distance_km=1)
    far = try_move(week_of(order.district, WEEK), order, other_team, day=4)
    assert not far.feasible and "距离" in far.broken[0]


def test_the_calendar_shows_each_team_its_week(story: Story, other_team: Team) -> None:
    order = story.scheduled()
    rows = {row.team.pk: row for row in calendar(story.office, WEEK)}
    assert rows[story.team.pk].days[1] == [order] and rows[other_team.pk].minutes == 0


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"starts_on": WEEK + datetime.timedelta(days=1)}, "starts_on"),
        ({"starts_on": WEEK - datetime.timedelta(days=70)}, "starts_on"),
        ({"seconds": 9999}, "seconds"),
    ],
)
def test_a_wrong_request_is_refused(story: Story, values: dict[str, Any], name: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        start_plan(actor=story.office, **{"starts_on": WEEK, "name": "x", "scenario": Scenario(), **values})
    assert name in refused.value.fields and not WeekPlan.objects.exists()


def test_only_the_dispatcher_plans(story: Story) -> None:
    for actor in (story.community, story.head, story.leader):
        with pytest.raises(PermissionDenied):
            start_plan(actor=actor, starts_on=WEEK, name="x", scenario=Scenario())


def test_a_week_without_orders_says_so(story: Story, system: Actor) -> None:
    plan = planned(story)
    assert plan.state == WeekPlan.State.FAILED and "没有" in plan.message


def test_visits_begin_at_times_that_people_can_remember(story: Story) -> None:
    story.dispatched()
    story.dispatched(contact_phone="13700137000", place="3号楼")
    starts = [datetime.datetime.fromisoformat(visit["starts_at"]) for visit in planned(story).result["visits"]]
    assert len(starts) == 2 and all(start.minute % 5 == 0 for start in starts)


def test_nobody_is_sent_out_at_less_than_two_hours_notice(story: Story) -> None:
    story.dispatched(windows=[span(9, 12, WEEK)])  # it is eight in the morning of this day
    (visit,) = planned(story).result["visits"]
    assert datetime.datetime.fromisoformat(visit["starts_at"]) >= at(10, WEEK)


def test_of_two_plans_for_the_same_hour_only_one_visit_is_assigned(story: Story) -> None:
    first = story.dispatched(windows=[span(9, 10)])
    second = story.dispatched(contact_phone="13700137000", place="3号楼", windows=[span(9, 10)])
    plans = [planned(story), planned(story)]
    for plan, order in zip(plans, (first, second), strict=True):
        plan.result["visits"] = [{**plan.result["visits"][0], "order": order.pk}]
        plan.save()
    assert approve_plan(actor=story.office, plan=plans[0], orders=[first.pk]) == (1, [])
    done, refused = approve_plan(actor=story.office, plan=plans[1], orders=[second.pk])
    second.refresh_from_db()
    assert done == 0 and len(refused) == 1 and second.state == "dispatched"


def test_approving_many_visits_reads_the_week_once(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    phones = ["13700137000", "13700137001", "13700137002"]
    orders = [story.dispatched(contact_phone=phone, place=f"{number}号楼") for number, phone in enumerate(phones)]
    plan = planned(story)
    read: list[datetime.date] = []

    def counted(district: Area, monday: datetime.date) -> Week:
        read.append(monday)
        return week_of(district, monday)

    monkeypatch.setattr("kepu.orders.services.planning.week_of", counted)
    assert approve_plan(actor=story.office, plan=plan, orders=[order.pk for order in orders]) == (3, [])
    assert read == [WEEK]


def test_a_visit_that_collides_with_one_approved_a_moment_before_is_refused(story: Story) -> None:
    first, second = story.dispatched(), story.dispatched(contact_phone="13700137000", place="3号楼")
    plan = planned(story)
    visits = {visit["order"]: visit for visit in plan.result["visits"]}
    visits[second.pk]["starts_at"] = visits[first.pk]["starts_at"]  # as if two plans had been mixed
    plan.save(update_fields=["result"])
    done, refused = approve_plan(actor=story.office, plan=plan, orders=[first.pk, second.pk])
    assert done == 1 and len(refused) == 1 and refused[0].startswith(second.number)


def test_a_visit_stands_in_the_teams_calendar_feed_without_the_persons_number(story: Story) -> None:
    order = story.scheduled(latitude=29.561, longitude=106.571)
    secret = make_calendar_link(actor=story.leader, owner=story.team)
    feed = Client().get(f"/volunteers/calendar/{secret}.ics").content.decode().replace("\r\n ", "")
    assert f"服务单 {order.number}" in feed and order.place in feed and "GEO:29.561;106.571" in feed and "URL:http" in feed
    assert order.contact_phone not in feed and order.contact_name not in feed
