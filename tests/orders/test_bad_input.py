"""What cannot be: a clear error beside its field, and nothing changed."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
import time_machine

from kepu.orders.models import Order, ServiceOffer
from kepu.orders.queries import following
from kepu.orders.services import (
    cancel_by_link,
    check_in_order,
    create_offer,
    dispatch_order,
    dispute_order,
    finish_order,
    place_by_phone,
    place_order,
    rate_order,
    schedule_order,
    set_order_settings,
)
from kepu.orders.tokens import token_of
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, Gone, InvalidInput, KepuError, NotFound, PermissionDenied, TooManyRequests
from kepu.organizations.models import Area

from .conftest import MONDAY, TUESDAY, Story, at, span

SQUARE = {"type": "Polygon", "coordinates": [[[106.5, 29.5], [106.6, 29.5], [106.6, 29.6], [106.5, 29.6], [106.5, 29.5]]]}
WRONG: list[tuple[str, dict[str, Any]]] = [
    ("windows", {"windows": []}),
    ("windows", {"windows": [span(9, 12, TUESDAY - datetime.timedelta(days=2))]}),
    ("windows", {"windows": [span(9, 9)]}),
    ("windows", {"windows": [span(12, 9)]}),
    ("windows", {"windows": [(at(9), at(9, minute=30))]}),
    ("windows", {"windows": [(at(9), at(9, TUESDAY + datetime.timedelta(days=1)))]}),
    ("windows", {"windows": [span(9, 12, TUESDAY + datetime.timedelta(days=400))]}),
    ("windows", {"windows": [span(9, 12, TUESDAY + datetime.timedelta(days=day)) for day in range(9)]}),
    ("minutes", {"minutes": 0}),
    ("minutes", {"minutes": 1000}),
    ("people_expected", {"people_expected": 10_000}),
    ("people_expected", {"people_expected": 0}),
    ("people_expected", {"people_expected": -5}),
    ("people_expected", {"people_expected": 80}),
    ("audience", {"audience": "martians"}),
    ("audience", {"audience": "youth"}),
    ("language", {"language": "tlh"}),
    ("place", {"place": " "}),
    ("latitude", {"latitude": 31.2, "longitude": 121.5}),
    ("latitude", {"latitude": 29.55}),
    ("latitude", {"latitude": 290.55, "longitude": 106.5}),
    ("wish", {"offer": None, "wish": "  "}),
    ("phone", {"contact_phone": "12345"}),
]


@pytest.mark.parametrize(("name", "values"), WRONG)
def test_a_wrong_order_is_refused_beside_its_field(story: Story, name: str, values: dict[str, Any]) -> None:
    Area.objects.filter(pk=story.home.district_id).update(boundary=SQUARE)
    actor = Actor.resident(Area.objects.get(pk=story.home.district_id))
    proof = story.proof()
    with pytest.raises(InvalidInput) as refused:
        place_order(actor=actor, wish=story.wish(**values), proof=proof)
    assert name in refused.value.fields
    assert not Order.objects.exists()
    place_order(actor=actor, wish=story.wish(latitude=29.55, longitude=106.55), proof=proof)  # the proof was not used up


def test_without_a_boundary_the_distance_from_the_centre_decides(story: Story) -> None:
    Area.objects.filter(pk=story.home.district_id).update(latitude=29.553, longitude=106.563)
    actor = Actor.resident(Area.objects.get(pk=story.home.district_id))
    with pytest.raises(InvalidInput):
        place_order(actor=actor, wish=story.wish(latitude=29.9, longitude=106.563), proof=story.proof())
    set_order_settings(actor=story.office, measure=None, reach_km=60)
    assert place_order(actor=actor, wish=story.wish(latitude=29.9, longitude=106.563), proof=story.proof())


def test_an_order_needs_a_number_that_was_proved(story: Story) -> None:
    for proof in ("", "forged", story.proof("13700137000")):
        with pytest.raises(InvalidInput):
            place_order(actor=story.resident, wish=story.wish(), proof=proof)
    assert not Order.objects.exists()


def test_a_street_with_communities_asks_for_the_community(story: Story) -> None:
    street = story.home.parent
    assert street is not None
    with pytest.raises(InvalidInput) as refused:
        place_order(actor=story.resident, wish=story.wish(area=street), proof=story.proof())
    assert "area" in refused.value.fields


def test_a_place_of_another_district_is_refused(story: Story, outsider: Actor) -> None:
    with pytest.raises(InvalidInput) as refused:
        place_order(actor=story.resident, wish=story.wish(area=outsider.district), proof=story.proof())
    assert "area" in refused.value.fields


def test_an_offer_that_was_withdrawn_is_not_ordered(story: Story) -> None:
    ServiceOffer.objects.update(is_published=False)
    story.offer.refresh_from_db()
    with pytest.raises(InvalidInput) as refused:
        story.order()
    assert "offer" in refused.value.fields


def test_an_offer_out_of_its_season_or_area_is_not_ordered(story: Story, units: Any) -> None:
    story.offer.areas.set([units["解放碑街道"].area])
    with pytest.raises(InvalidInput) as refused:
        story.order()
    assert "area" in refused.value.fields
    story.offer.areas.clear()
    ServiceOffer.objects.update(months=[6, 7])
    story.offer.refresh_from_db()
    with pytest.raises(InvalidInput) as refused:
        story.order()
    assert "windows" in refused.value.fields


def test_one_number_cannot_fill_the_desk(story: Story) -> None:
    for _number in range(5):
        story.order()
    with pytest.raises(TooManyRequests):
        story.order()


def test_a_community_orders_only_for_its_own(story: Story, units: Any) -> None:
    with pytest.raises(PermissionDenied):
        place_by_phone(actor=story.community, wish=story.wish(area=units["解放碑街道"].area))
    order = place_by_phone(actor=story.community, wish=story.wish(contact_phone=""))
    assert (order.source, order.created_by, order.contact_phone) == ("phone", story.community.user, "")


def test_a_link_that_was_never_given_out_leads_nowhere(story: Story) -> None:
    story.order()
    for token in ("", "x", "A" * 32):
        with pytest.raises(NotFound):
            following(token)


def test_a_link_of_another_district_does_nothing_here(story: Story, outsider: Actor) -> None:
    order = story.done()
    stranger = Actor.resident(outsider.district)
    with pytest.raises(NotFound):
        rate_order(actor=stranger, token=token_of(order), stars=5)


def test_a_link_ends(story: Story) -> None:
    order = story.order()
    with time_machine.travel(MONDAY + datetime.timedelta(days=120)):
        for call in (lambda: following(token_of(order)), lambda: cancel_by_link(actor=story.resident, token=token_of(order))):
            with pytest.raises(Gone, match="已过期"):
                call()


def test_links_are_not_stored(story: Story) -> None:
    order = story.order()
    assert token_of(order) not in str(Order.objects.values_list().get())


@pytest.mark.parametrize("values", [{"stars": 0}, {"stars": 6}, {"stars": 5, "tags": ["bribed"]}, {"stars": 5, "words": "好" * 301}])
def test_a_wrong_rating_is_refused(story: Story, values: dict[str, Any]) -> None:
    order = story.done()
    with pytest.raises(InvalidInput):
        rate_order(actor=story.resident, token=token_of(order), **values)
    assert not order.ratings.exists()


def test_nothing_is_rated_or_disputed_before_it_was_served(story: Story) -> None:
    order = story.scheduled()
    for call in (lambda: rate_order(actor=story.resident, token=token_of(order), stars=5),
                 lambda: dispute_order(actor=story.resident, token=token_of(order), reason="没有来")):  # fmt: skip
        with pytest.raises(Conflict):
            call()


def test_a_visit_is_not_arranged_in_the_past(story: Story) -> None:
    order = story.accepted()
    with pytest.raises(InvalidInput):
        schedule_order(actor=story.leader, order=order, version=order.version, starts_at=at(7, MONDAY.date()), agreed=True)


@pytest.mark.parametrize("values", [{"people_reached": 0}, {"people_reached": 99_999}, {"minutes": 0}, {"report": "好"}])
def test_an_incomplete_report_is_refused_and_leaves_no_evidence(story: Story, values: dict[str, Any]) -> None:
    from kepu.orders.services.evidence import evidence_of_order

    order = story.checked_in()
    story.clock.move_to(at(10))
    with pytest.raises(InvalidInput):
        finish_order(actor=story.leader, order=order, version=order.version, **{"people_reached": 9, "minutes": 60, "report": "讲了一小时", **values})
    assert not evidence_of_order(order)


def test_no_visit_is_reported_longer_than_the_time_since_it_began(story: Story) -> None:
    from kepu.orders.services.evidence import evidence_of_order

    order = story.scheduled()
    story.clock.move_to(at(9) + datetime.timedelta(minutes=40))  # a late check-in takes nothing from a visit that began in time
    story.member_arrives(order)
    order = check_in_order(actor=story.leader, order=order, version=order.version)
    story.clock.move_to(at(9) + datetime.timedelta(minutes=50))
    report = {"people_reached": 9, "report": "讲了一小时"}
    with pytest.raises(InvalidInput) as refused:
        finish_order(actor=story.leader, order=order, version=order.version, minutes=90, **report)
    assert "不到90分钟" in str(refused.value.fields["minutes"])
    assert not evidence_of_order(order)
    assert finish_order(actor=story.leader, order=order, version=order.version, minutes=60, **report).served_minutes == 60


def test_somebody_elses_order_is_not_found_or_refused(story: Story, outsider: Actor, lead_head: Actor) -> None:
    order = story.dispatched()
    with pytest.raises(KepuError) as hidden:
        dispatch_order(actor=outsider, order=order, version=order.version)
    assert hidden.value.status == 404
    from kepu.orders.services import claim_order

    with pytest.raises(PermissionDenied):  # it was sent to another department
        claim_order(actor=lead_head, order=order, version=order.version)


def test_an_offer_is_made_for_the_own_unit_only(story: Story, units: Any) -> None:
    with pytest.raises(PermissionDenied):
        create_offer(actor=story.head, unit=units["区教委"], title="讲座", topic=story.offer.topic)
    with pytest.raises(InvalidInput):
        create_offer(actor=story.head, unit=story.team.unit, title="讲座", topic=story.offer.topic, group_min=9, group_max=3)
