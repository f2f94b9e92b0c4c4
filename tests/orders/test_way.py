"""An order on its way from a telephone to the ledger, and where it may turn off."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.test import Client

from kepu.evidence.models import EvidenceRecord
from kepu.notifications.models import Notice, TextMessage
from kepu.orders.models import Order, OrderVisit
from kepu.orders.services import (
    accept_order,
    assign_order,
    cancel_by_link,
    cancel_order,
    check_in_order,
    claim_order,
    decline_order,
    dispatch_order,
    dispute_order,
    finish_order,
    follow_up_orders,
    merge_orders,
    no_show_by_link,
    rate_order,
    redispatch_order,
    release_order,
    report_no_show,
    return_order,
    schedule_order,
    settle_dispute,
    split_order,
    uphold_dispute,
)
from kepu.orders.services.evidence import evidence_of_order
from kepu.orders.services.sessions import current_session
from kepu.orders.tokens import token_of
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput, PermissionDenied
from kepu.volunteers.models import ServiceSession

from .conftest import MONDAY, REPORT, Story, at, span

State = Order.State


def told(actor: Actor, verb: str) -> bool:
    return Notice.objects.filter(recipient=actor.user, kind=f"order_{verb}").exists()


def test_an_order_goes_from_a_telephone_to_the_ledger(story: Story) -> None:
    order = story.rated()
    assert order.state == State.RATED
    assert list(order.events.values_list("verb", flat=True)) == [
        "order", "dispatch", "claim", "accept", "schedule", "check_in", "finish", "rate",
    ]  # fmt: skip
    lines = {record.kind: record for record in evidence_of_order(order)}
    assert (lines["order_served"].quantity, lines["order_attendance"].quantity, lines["order_hours"].quantity) == (1, 23, Decimal(1))
    assert {record.audience for record in lines.values()} == {"elderly"}
    assert {record.area_id for record in lines.values()} == {story.home.pk}
    assert "慢性病" in lines["order_served"].note


def test_everybody_is_told_at_his_turn(story: Story) -> None:
    story.rated()
    assert told(story.community, "order") and told(story.head, "dispatch") and told(story.leader, "claim")
    assert told(story.head, "accept") and told(story.community, "schedule") and told(story.leader, "rate")
    assert list(TextMessage.objects.exclude(template="code").order_by("pk").values_list("template", flat=True)) == [
        "order", "order", "order", "visit", "order",
    ]  # fmt: skip


def test_a_claimed_order_counts_for_the_work_item_of_its_department(story: Story, work_item: object) -> None:
    order = story.dispatched()
    order = claim_order(actor=story.head, order=order, version=order.version, work_item=work_item)  # type: ignore[arg-type]
    order = accept_order(actor=story.leader, order=order, version=order.version, team=story.team)
    order = schedule_order(actor=story.leader, order=order, version=order.version, starts_at=at(9))
    story.clock.move_to(at(9))
    story.member_arrives(order)
    order = check_in_order(actor=story.leader, order=order, version=order.version)
    story.clock.shift(datetime.timedelta(hours=1))
    order = finish_order(actor=story.leader, order=order, version=order.version, people_reached=5, minutes=60, report=REPORT)
    assert {record.work_item_id for record in evidence_of_order(order)} == {work_item.pk}  # type: ignore[attr-defined]


def test_served_orders_support_the_measure_that_speaks_of_them(story: Story, measure: object) -> None:
    assert {record.node_id for record in evidence_of_order(story.done())} == {measure.pk}  # type: ignore[attr-defined]


def test_a_community_returns_an_order_with_a_reason(story: Story) -> None:
    order = story.order()
    with pytest.raises(InvalidInput):
        return_order(actor=story.community, order=order, version=order.version, reason=" ")
    order = return_order(actor=story.community, order=order, version=order.version, reason="不属于科普服务")
    assert order.state == State.RETURNED and order.is_over


def test_a_wish_in_free_words_gets_its_topic_at_the_desk(story: Story) -> None:
    order = story.order(offer=None, wish="想请人讲讲怎么用手机挂号")
    with pytest.raises(InvalidInput):
        dispatch_order(actor=story.community, order=order, version=order.version)
    order = dispatch_order(actor=story.community, order=order, version=order.version, topic=story.offer.topic, priority=2)
    assert (order.topic, order.priority, order.unit) == (story.offer.topic, 2, None)
    assert told(story.head, "dispatch")  # whose unit has a team for it


def test_two_orders_of_neighbours_are_merged(story: Story) -> None:
    first, second = story.order(), story.order(contact_phone="13700137000", people_expected=15)
    merged = merge_orders(actor=story.community, order=second, version=second.version, into=first)
    first.refresh_from_db()
    assert (merged.state, merged.merged_into, first.people_expected) == (State.MERGED, first, 35)


def test_who_was_merged_is_told_of_the_common_visit(story: Story) -> None:
    first, second = story.order(), story.order(contact_phone="13700137000", people_expected=15)
    merge_orders(actor=story.community, order=second, version=second.version, into=first)
    first.refresh_from_db()
    first = dispatch_order(actor=story.community, order=first, version=first.version, unit=story.team.unit)
    first = claim_order(actor=story.head, order=first, version=first.version)
    first = accept_order(actor=story.leader, order=first, version=first.version, team=story.team)
    schedule_order(actor=story.leader, order=first, version=first.version, starts_at=at(9))
    told_of_visit = {message.phone: message.words for message in TextMessage.objects.filter(template="visit")}
    assert set(told_of_visit) == {first.contact_phone, "13700137000"} and second.number in told_of_visit["13700137000"]
    assert "上门时间" in Client().get(f"/orders/my/{token_of(second)}/").content.decode()


def test_whoever_ordered_follows_the_parts_from_the_old_link(story: Story) -> None:
    order = story.order(people_expected=50)
    parts = split_order(actor=story.community, order=order, version=order.version, people=[30, 20])
    page = Client().get(f"/orders/my/{token_of(order)}/").content.decode()
    assert all(f"/orders/my/{token_of(part)}/" in page for part in parts)


def test_orders_of_two_topics_are_not_merged(story: Story, skills: dict[str, object]) -> None:
    first, second = story.order(), story.order(offer=None, topic=skills["first-aid"], wish="想学心肺复苏")
    with pytest.raises(InvalidInput):
        merge_orders(actor=story.community, order=second, version=second.version, into=first)


def test_a_large_order_is_split(story: Story) -> None:
    order = story.order(people_expected=50)
    parts = split_order(actor=story.community, order=order, version=order.version, people=[30, 20])
    assert [part.people_expected for part in parts] == [30, 20]
    assert all(part.state == State.ORDERED and part.windows.count() == 2 and part.contact_phone == order.contact_phone for part in parts)


def test_parts_must_add_up(story: Story) -> None:
    order = story.order(people_expected=50)
    with pytest.raises(InvalidInput):
        split_order(actor=story.community, order=order, version=order.version, people=[30, 30])
    assert Order.objects.count() == 1


def test_a_department_declines_and_the_community_chooses_again(story: Story) -> None:
    order = story.dispatched()
    order = decline_order(actor=story.head, order=order, version=order.version, reason="本周没有人手")
    assert (order.state, order.unit) == (State.ORDERED, None) and told(story.community, "decline")


def test_a_team_gives_back_what_it_had_arranged(story: Story) -> None:
    order = story.scheduled()
    order = release_order(actor=story.leader, order=order, version=order.version, reason="队员生病")
    assert (order.state, order.team, order.starts_at) == (State.CLAIMED, None, None)
    assert ServiceSession.objects.get().state == "cancelled"
    order = accept_order(actor=story.leader, order=order, version=order.version, team=story.team)
    order = schedule_order(actor=story.leader, order=order, version=order.version, starts_at=at(14))
    assert current_session(order) is not None and OrderVisit.objects.count() == 1


def test_a_visit_is_moved_within_what_suits(story: Story) -> None:
    order = story.scheduled()
    order = schedule_order(actor=story.leader, order=order, version=order.version, starts_at=at(15))
    session = current_session(order)
    assert session is not None and session.starts_at == at(15)
    with pytest.raises(InvalidInput):
        schedule_order(actor=story.leader, order=order, version=order.version, starts_at=at(12))
    order = schedule_order(actor=story.leader, order=order, version=order.version, starts_at=at(12), agreed=True)
    assert order.starts_at == at(12)


def test_the_dispatcher_gives_a_visit_to_another_team(story: Story, other_team: object) -> None:
    order = story.scheduled()
    order = assign_order(actor=story.office, order=order, version=order.version, team=other_team, starts_at=at(14))  # type: ignore[arg-type]
    assert (order.team, order.unit, order.state) == (other_team, other_team.unit, State.SCHEDULED)  # type: ignore[attr-defined]
    assert sorted(ServiceSession.objects.values_list("state", flat=True)) == ["cancelled", "open"]
    assert told(story.community, "assign")


def test_nobody_checks_in_for_a_team_that_is_not_there(story: Story) -> None:
    order = story.scheduled()
    story.clock.move_to(at(9))
    with pytest.raises(Conflict, match="还没有队员签到"):
        check_in_order(actor=story.leader, order=order, version=order.version)


def test_a_resident_cancels_and_the_session_goes_too(story: Story) -> None:
    order = story.scheduled()
    cancelled = cancel_by_link(actor=story.resident, token=token_of(order), reason="家里有事")
    assert cancelled.state == State.CANCELLED and told(story.leader, "cancel")
    assert ServiceSession.objects.get().state == "cancelled"


def test_a_community_cancels_for_somebody_who_telephoned(story: Story) -> None:
    order = story.scheduled()
    with pytest.raises(InvalidInput):
        cancel_order(actor=story.community, order=order, version=order.version, reason="")
    assert cancel_order(actor=story.community, order=order, version=order.version, reason="居民来电").state == State.CANCELLED


def test_what_has_begun_is_not_cancelled(story: Story) -> None:
    order = story.checked_in()
    with pytest.raises(Conflict):
        cancel_by_link(actor=story.resident, token=token_of(order))


@pytest.mark.parametrize("by_link", [True, False])
def test_a_visit_that_did_not_take_place_is_dispatched_again(story: Story, by_link: bool) -> None:
    order = story.scheduled()
    with pytest.raises(Conflict, match="还没有到服务时间"):
        report_no_show(actor=story.leader, order=order, version=order.version, reason="没有人")
    story.clock.move_to(at(11))
    if by_link:
        order = no_show_by_link(actor=story.resident, token=token_of(order), reason="没有人来")
    else:
        order = report_no_show(actor=story.leader, order=order, version=order.version, reason="到场后没有居民")
    assert order.state == State.NO_SHOW
    assert order.events.last().details["absent"] == ("team" if by_link else "place")  # type: ignore[union-attr]
    order = redispatch_order(actor=story.community, order=order, version=order.version, windows=[span(9, 11, at(9).date() + datetime.timedelta(3))])
    assert (order.state, order.team, order.unit) == (State.ORDERED, None, None)
    assert not evidence_of_order(order)


def test_an_unfounded_dispute_closes_the_order(story: Story) -> None:
    order = story.done()
    order = dispute_order(actor=story.resident, token=token_of(order), reason="只讲了十分钟")
    assert order.state == State.DISPUTED and told(story.office, "dispute")
    order = settle_dispute(actor=story.office, order=order, version=order.version, reason="签到记录为一小时")
    assert order.state == State.CLOSED and len(evidence_of_order(order)) == 3


def test_an_upheld_dispute_takes_the_visit_out_of_the_ledger_and_has_it_served_again(story: Story) -> None:
    order = story.done()
    order = dispute_order(actor=story.resident, token=token_of(order), reason="没有人来过")
    later = at(9).date() + datetime.timedelta(days=2)
    order = uphold_dispute(actor=story.office, order=order, version=order.version, reason="经核实没有到场", windows=[span(9, 12, later)])
    assert order.state == State.ORDERED and not evidence_of_order(order)
    order = dispatch_order(actor=story.community, order=order, version=order.version, unit=story.team.unit)
    order = claim_order(actor=story.head, order=order, version=order.version)
    order = accept_order(actor=story.leader, order=order, version=order.version, team=story.team)
    order = schedule_order(actor=story.leader, order=order, version=order.version, starts_at=at(9, later))
    story.clock.move_to(at(9, later))
    story.member_arrives(order)
    order = check_in_order(actor=story.leader, order=order, version=order.version)
    story.clock.shift(datetime.timedelta(hours=1))
    order = finish_order(actor=story.leader, order=order, version=order.version, people_reached=12, minutes=45, report=REPORT)
    assert OrderVisit.objects.filter(order=order).count() == order.visits == 2
    assert {record.kind: record.quantity for record in evidence_of_order(order)}["order_attendance"] == 12


def test_an_order_whose_times_are_past_expires(story: Story, system: Actor) -> None:
    order = story.claimed()
    story.clock.move_to(at(18))
    assert follow_up_orders(actor=system)["expire"] == 1
    order.refresh_from_db()
    assert order.state == State.EXPIRED and told(story.community, "expire")


@pytest.mark.parametrize("who", ["head", "leader", "community"])
def test_a_step_belongs_to_who_stands_in_the_table(story: Story, who: str) -> None:
    order, actor = story.order(), getattr(story, who)
    if who == "community":
        order = dispatch_order(actor=story.community, order=order, version=order.version)
        with pytest.raises(PermissionDenied):
            claim_order(actor=actor, order=order, version=order.version)
    else:
        with pytest.raises(PermissionDenied):
            dispatch_order(actor=actor, order=order, version=order.version)


def test_a_resident_has_no_right_to_an_order_without_its_link(story: Story) -> None:
    order = story.order()
    for call in (cancel_order, report_no_show):
        with pytest.raises(PermissionDenied):
            call(actor=story.resident, order=order, version=order.version, reason="x")


def test_a_step_sent_twice_counts_once(story: Story) -> None:
    order = story.order()
    for _time in range(2):
        dispatched = dispatch_order(actor=story.community, order=order, version=order.version)
    assert order.events.filter(verb="dispatch").count() == 1 and dispatched.version == 2


def test_a_rating_is_given_once(story: Story) -> None:
    order = story.rated()
    again = rate_order(actor=story.resident, token=token_of(order), stars=1)
    assert again.stars == 5 and order.ratings.count() == 1
    assert EvidenceRecord.objects.count() == 3
    assert order.created_at + datetime.timedelta(hours=1) > MONDAY
