"""What time does: reminders and escalation once per stage, expiry, closing, and forgetting who ordered."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from kepu.notifications.models import Notice
from kepu.orders.models import Order, OrderSettings
from kepu.orders.order_states import LIMITS
from kepu.orders.services import close_follow_up, follow_up_orders, moderate_rating, place_by_phone, set_order_settings
from kepu.orders.tasks import follow_up_everywhere
from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidInput, PermissionDenied
from kepu.organizations.models import AuditEntry, Unit

from .conftest import MONDAY, TUESDAY, Story, span

FAR = [span(9, 12, TUESDAY + datetime.timedelta(days=60))]


def late(actor: Actor) -> int:
    return Notice.objects.filter(recipient=actor.user, kind="order_late").count()


def after(story: Story, **time: float) -> None:
    story.clock.move_to(MONDAY + datetime.timedelta(**time))


def test_an_order_that_nobody_dispatches_is_told_of_once_and_then_one_floor_higher(story: Story, system: Actor) -> None:
    story.order(windows=FAR)
    after(story, hours=23)
    assert follow_up_orders(actor=system)["level_1"] == 0
    after(story, hours=25)
    for _hour in range(3):
        follow_up_orders(actor=system)
    assert (late(story.community), late(story.office)) == (1, 0)
    after(story, hours=49)
    for _hour in range(2):
        follow_up_orders(actor=system)
    assert (late(story.community), late(story.office)) == (1, 1)


@pytest.mark.parametrize(("stage", "hours", "who"), [("dispatched", 25, "head"), ("claimed", 49, "leader"), ("accepted", 49, "leader")])
def test_every_stage_has_its_limit(story: Story, system: Actor, stage: str, hours: int, who: str) -> None:
    getattr(story, stage)(windows=FAR)
    after(story, hours=hours - 2)
    follow_up_orders(actor=system)
    assert late(getattr(story, who)) == 0
    after(story, hours=hours)
    follow_up_orders(actor=system)
    assert late(getattr(story, who)) == 1


def test_a_visit_that_nobody_reported_is_told_of_a_day_after_its_end(story: Story, system: Actor) -> None:
    story.scheduled()
    after(story, days=1, hours=3)  # Tuesday 11 o'clock, an hour after the end
    follow_up_orders(actor=system)
    assert late(story.leader) == 0
    after(story, days=2, hours=3)
    follow_up_orders(actor=system)
    assert late(story.leader) == 1


def test_a_new_stage_begins_a_new_count(story: Story, system: Actor) -> None:
    from kepu.orders.services import dispatch_order

    order = story.order(windows=FAR)
    after(story, hours=25)
    follow_up_orders(actor=system)
    order = dispatch_order(actor=story.community, order=order, version=order.version, unit=story.team.unit)
    follow_up_orders(actor=system)
    assert late(story.head) == 0
    after(story, hours=51)
    follow_up_orders(actor=system)
    assert late(story.head) == 1


def test_a_visit_that_nobody_rates_closes_by_itself(story: Story, system: Actor) -> None:
    order = story.done()
    after(story, days=10)
    assert follow_up_orders(actor=system)["close"] == 0
    after(story, days=16)
    assert follow_up_orders(actor=system)["close"] == 1
    order.refresh_from_db()
    assert order.state == Order.State.CLOSED


def test_a_low_rating_keeps_the_order_open_until_somebody_called(story: Story, system: Actor) -> None:
    order = story.rated(stars=1)
    after(story, days=30)
    assert follow_up_orders(actor=system)["close"] == 0
    rating = order.ratings.get()
    with pytest.raises(InvalidInput):
        close_follow_up(actor=story.office, rating=rating, note="")
    with pytest.raises(PermissionDenied):
        close_follow_up(actor=story.leader, rating=rating, note="已说明情况")
    close_follow_up(actor=story.office, rating=rating, note="已电话回访，说明情况")
    assert follow_up_orders(actor=system)["close"] == 1


def test_who_ordered_is_forgotten_half_a_year_after_the_end(story: Story, system: Actor) -> None:
    order = story.done()
    after(story, days=16)
    follow_up_orders(actor=system)
    after(story, days=100)
    assert follow_up_orders(actor=system)["forgotten"] == 0
    after(story, days=200)
    assert follow_up_orders(actor=system)["forgotten"] == 1
    order.refresh_from_db()
    assert (order.contact_name, order.contact_phone, order.contact_digest, order.token_digest) == ("", "", "", None)
    assert order.people_reached == 23


def test_every_district_is_looked_after(story: Story, outsider: Actor) -> None:
    story.order(windows=FAR)
    after(story, hours=25)
    done = follow_up_everywhere()
    assert done["渝中区"]["level_1"] == 1 and done["江北区"]["level_1"] == 0


def test_an_order_of_a_place_without_a_worker_goes_to_the_office(story: Story, units: dict[str, Unit]) -> None:
    area = units["解放碑街道"].area
    place_by_phone(actor=story.office, wish=story.wish(area=area))
    assert Notice.objects.filter(recipient=story.office.user, kind="order_order").count() == 1


def test_only_the_office_decides_which_words_are_public(story: Story) -> None:
    rating = story.rated().ratings.get()
    with pytest.raises(PermissionDenied):
        moderate_rating(actor=story.head, rating=rating, show=True)
    assert moderate_rating(actor=story.office, rating=rating, show=False).moderation == "hidden"


def test_the_office_sets_how_long_each_stage_may_take(story: Story, system: Actor, client_for: Callable[[Actor], Client]) -> None:
    story.order(windows=FAR)
    client = client_for(story.office)
    page = client.get("/orders/settings/").content.decode()
    assert 'name="hours_ordered"' in page and 'value="24"' in page
    form = {"reach_km": 15, "separation_days": 28, "accepts_orders": "on", "is_open": "on", "close_unrated_days": 3, "close_rated_days": 2}
    hours = {f"hours_{state}": limit.hours for state, limit in LIMITS.items()}
    refused = client.post("/orders/settings/", form | hours | {"hours_ordered": 0, "close_unrated_days": 91})
    assert refused.status_code == 422 and not OrderSettings.objects.exists()
    assert client.post("/orders/settings/", form | hours | {"hours_ordered": 4}).status_code == 302
    assert OrderSettings.objects.get().limit_hours == {"ordered": 4}
    assert AuditEntry.objects.filter(action="orders.set_settings").count() == 1
    after(story, hours=5)
    follow_up_orders(actor=system)
    assert (late(story.community), late(story.office)) == (1, 0)
    after(story, hours=9)
    follow_up_orders(actor=system)
    assert late(story.office) == 1


def test_a_district_closes_what_nobody_rates_after_its_own_days(story: Story, system: Actor) -> None:
    set_order_settings(actor=story.office, measure=None, close_unrated_days=3)
    story.done()
    after(story, days=3)
    assert follow_up_orders(actor=system)["close"] == 0
    after(story, days=5)
    assert follow_up_orders(actor=system)["close"] == 1


@pytest.mark.parametrize("values", [{"close_rated_days": 0}, {"limit_hours": {"ordered": 721}}, {"limit_hours": {"closed": 5}}])
def test_limits_out_of_reason_are_refused(story: Story, values: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        set_order_settings(actor=story.office, measure=None, **values)
    assert not OrderSettings.objects.exists()
