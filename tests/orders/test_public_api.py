"""Another program orders for a resident, with the same checks."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client

from kepu.notifications.models import TextMessage
from kepu.orders.models import Order
from kepu.orders.tokens import token_of

from .conftest import PHONE, Story, at

BASE = "/orders/public/500103/"


def post(path: str, data: Any) -> Any:
    return Client(enforce_csrf_checks=True).post(BASE + path, json.dumps(data), content_type="application/json")


def wanted(story: Story, **values: Any) -> dict[str, Any]:
    assert post("codes/", {"phone": values.get("phone", PHONE)}).status_code == 202
    message = TextMessage.objects.filter(template="code").first()
    assert message is not None
    usual = {
        "area": story.home.code, "place": "8号楼", "windows": [{"starts_at": at(9).isoformat(), "ends_at": at(12).isoformat()}],
        "people_expected": 20, "audience": "elderly", "contact_name": "李奶奶", "phone": PHONE, "offer": story.offer.pk, "key": "mini-program-1",
        "code": json.loads(message.parameters)["code"],
    }  # fmt: skip
    return usual | values


def test_a_program_orders_for_a_resident_once(story: Story) -> None:
    menu = Client().get(BASE).json()
    assert [offer["title"] for offer in menu["offers"]] == ["慢性病防治讲座"]
    answer = post("orders/", wanted(story))
    order = Order.objects.get()
    assert answer.status_code == 201 and answer.json() == {"number": order.number, "state": "ordered", "link": f"/orders/my/{token_of(order)}/"}


def test_a_key_that_another_telephone_used_leads_to_no_order_of_a_stranger(story: Story) -> None:
    first = post("orders/", wanted(story)).json()
    other = post("orders/", wanted(story, phone="13900139000", contact_name="王爷爷"))
    assert other.status_code == 201 and other.json()["link"] != first["link"] and Order.objects.count() == 2


def test_what_is_wrong_is_named_and_nothing_is_stored(story: Story) -> None:
    data = wanted(story)
    for values, field in (
        ({"people_expected": 10_000}, "people_expected"), ({"area": "000"}, "area"), ({"offer": 999_999}, "offer"), ({"windows": []}, "windows"),
        ({"windows": [{"starts_at": "2026-11-24T09:00:00", "ends_at": "2026-11-24T12:00:00"}]}, "windows"), 
        ({"key": ""}, "key"), ({"code": "0"}, "code"),
    ):  # fmt: skip
        answer = post("orders/", data | values)
        assert answer.status_code == 422 and field in answer.json()["fields"], (values, answer.json())
    assert not Order.objects.exists()
    for body in (b"", b"[]", b"{", b"\xff"):
        assert Client().post(f"{BASE}orders/", body, content_type="application/json").status_code == 422


def test_codes_are_not_sent_without_end(story: Story) -> None:
    assert post("codes/", {"phone": PHONE}).status_code == 202
    answer = post("codes/", {"phone": PHONE})
    assert answer.status_code == 429 and int(answer.headers["Retry-After"]) > 0
