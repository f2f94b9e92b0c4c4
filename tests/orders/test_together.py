"""Several people at once: one is first, and the others learn who it was."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kepu.orders.models import Order
from kepu.orders.services import accept_order, cancel_by_link, claim_order, dispatch_order, finish_order, merge_orders, place_order, rate_order
from kepu.orders.services.evidence import evidence_of_order
from kepu.orders.tokens import token_of
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput
from kepu.organizations.models import Role
from kepu.volunteers.services import create_team
from tests.governance.progress.test_together import at_once

from .conftest import REPORT, Story, at

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_teams_that_accept_at_once_one_has_it_and_the_other_is_told_who(story: Story, person: Callable[..., Actor], system: Actor) -> None:
    rival = person(story.team.unit, Role.TEAM_LEADER, "rival")
    other = create_team(actor=system, unit=story.team.unit, name="第二服务队", skills=[story.offer.topic], leaders=[rival.membership])
    order = story.claimed()
    outcomes = at_once(
        lambda: accept_order(actor=story.leader, order=order, version=order.version, team=story.team),
        lambda: accept_order(actor=rival, order=order, version=order.version, team=other),
    )
    refused = [outcome for outcome in outcomes if isinstance(outcome, Conflict)]
    taken = [outcome for outcome in outcomes if isinstance(outcome, Order)]
    assert len(refused) == len(taken) == 1, outcomes
    assert taken[0].team is not None and taken[0].team.name in refused[0].message
    assert order.events.filter(verb="accept").count() == 1


def test_of_two_departments_that_claim_at_once_one_has_it(story: Story, lead_head: Actor) -> None:
    order = story.order()
    order = dispatch_order(actor=story.community, order=order, version=order.version)
    outcomes = at_once(
        lambda: claim_order(actor=story.head, order=order, version=order.version),
        lambda: claim_order(actor=lead_head, order=order, version=order.version),
    )
    assert sum(isinstance(outcome, Order) for outcome in outcomes) == 1, outcomes
    assert sum(isinstance(outcome, Conflict) and "领单" in outcome.message for outcome in outcomes) == 1, outcomes
    assert order.events.filter(verb="claim").count() == 1


def test_a_telephone_that_sends_twice_orders_once(story: Story) -> None:
    wish, proof = story.wish(), story.proof()
    outcomes = at_once(*[lambda: place_order(actor=story.resident, wish=wish, proof=proof, idempotency_key="abc")] * 3)
    assert Order.objects.count() == 1
    assert all(isinstance(outcome, (Order, InvalidInput)) for outcome in outcomes), outcomes


def test_a_cancellation_and_an_acceptance_cross_and_both_know(story: Story) -> None:
    order = story.claimed()
    at_once(
        lambda: cancel_by_link(actor=story.resident, token=token_of(order)),
        lambda: accept_order(actor=story.leader, order=order, version=order.version, team=story.team),
    )
    order.refresh_from_db()
    assert order.state == "cancelled" == order.events.last().to_state  # type: ignore[union-attr]


def test_two_merges_into_each_other_leave_one_order(story: Story) -> None:
    first, second = story.order(), story.order(contact_phone="13700137000")
    at_once(
        lambda: merge_orders(actor=story.community, order=first, version=first.version, into=second),
        lambda: merge_orders(actor=story.community, order=second, version=second.version, into=first),
    )
    states = sorted(Order.objects.values_list("state", flat=True))
    assert states == ["merged", "ordered"]


def test_a_report_and_a_rating_that_are_sent_twice_count_once(story: Story) -> None:
    order = story.checked_in()
    story.clock.move_to(at(10))
    at_once(*[lambda: finish_order(actor=story.leader, order=order, version=order.version, people_reached=9, minutes=60, report=REPORT)] * 2)
    order.refresh_from_db()
    assert len(evidence_of_order(order)) == 3
    at_once(*[lambda: rate_order(actor=story.resident, token=token_of(order), stars=4)] * 2)
    assert order.ratings.count() == 1
