"""Service orders by the API of staff: the same rights, the same first come, and errors that say what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from kepu.orders.models import Order
from kepu.orders.services import dispatch_order
from kepu.organizations.actors import Actor
from kepu.organizations.models import Role

from .conftest import Story, at

ORDERS = "/api/v1/orders"


@pytest.fixture
def caller(client_for: Callable[[Actor], Client]) -> Callable[..., Any]:
    """POST as an actor, with the version that was read."""

    def call(actor: Actor, path: str, version: int, **values: Any) -> Any:
        headers = {"If-Match": f'"{version}"'}
        return client_for(actor).post(f"{ORDERS}{path}", values, content_type="application/json", headers=headers)

    return call


def test_of_two_departments_the_slower_program_is_told_who_was_faster(story: Story, lead_head: Actor, caller: Callable[..., Any]) -> None:
    order = story.order()
    order = dispatch_order(actor=story.community, order=order, version=order.version)
    assert caller(story.head, f"/{order.pk}/claim", order.version).json()["state"] == "claimed"
    late = caller(lead_head, f"/{order.pk}/claim", order.version)
    assert late.status_code == 409 and str(story.team.unit) in late.json()["detail"]


def test_somebody_elses_order_is_not_moved(story: Story, person: Callable[..., Actor], lead_head: Actor, caller: Callable[..., Any]) -> None:
    order = story.claimed()
    stranger = person(lead_head.unit, Role.TEAM_LEADER, "stranger")
    for actor, path, values in (
        (lead_head, "claim", {}),
        (lead_head, "decline", {"reason": "试一试"}),
        (stranger, "accept", {"team_id": story.team.pk}),
        (stranger, "schedule", {"starts_at": at(9).isoformat()}),
    ):
        assert caller(actor, f"/{order.pk}/{path}", order.version, **values).status_code == 403, path
    order.refresh_from_db()
    assert order.state == "claimed"


def test_what_cannot_be_is_refused_with_its_place(story: Story, caller: Callable[..., Any]) -> None:
    usual = {
        "area_id": story.home.pk, "place": "8号楼活动室", "windows": [{"starts_at": at(9).isoformat(), "ends_at": at(12).isoformat()}],
        "people_expected": 20, "audience": "elderly", "wish": "请讲讲高血压的预防",
    }  # fmt: skip
    for change, field in (
        ({"windows": [{"starts_at": at(9).isoformat(), "ends_at": at(9).isoformat()}]}, "windows"),
        ({"people_expected": 10_000}, "people_expected"),
        ({"minutes": 0}, "minutes"),
        ({"area_id": 987_654}, "area_id"),
    ):
        answer = caller(story.community, "", 0, **usual | change)
        assert answer.status_code == 422 and any(field in one["pointer"] for one in answer.json()["errors"]), change
    assert not Order.objects.exists()
