"""Who lost the message finds his orders again by his number, and learns nothing of anybody else's."""

from __future__ import annotations

import datetime
import json

from django.test import Client
from django.utils import timezone

from kepu.notifications.models import PhoneCode, TextMessage
from kepu.orders.models import Order
from kepu.orders.services import cancel_by_link
from kepu.orders.tokens import token_of
from kepu.organizations.models import AuditEntry

from .conftest import PHONE, Story

FIND = "/orders/find/500103/"
OTHER = "13700137000"


def code_for(client: Client, phone: str) -> str:
    PhoneCode.objects.update(created_at=timezone.now() - datetime.timedelta(days=1))
    told = client.post(f"{FIND}code/", {"contact_phone": phone})
    assert "已发送" in told.content.decode()
    message = TextMessage.objects.filter(template="code").first()
    assert message is not None
    return str(json.loads(message.parameters)["code"])


def found(client: Client, phone: str, code: str) -> tuple[int, str]:
    page = client.post(FIND, {"contact_phone": phone, "code": code, "go": "find"})
    return page.status_code, page.content.decode()


def test_a_lost_link_is_found_again_from_the_menu(story: Story) -> None:
    mine, cancelled = story.order(), story.order(place="3号楼")
    cancel_by_link(actor=story.resident, token=token_of(cancelled))
    others = story.order(contact_phone=OTHER, place="王家大院")
    client = Client()
    assert FIND in client.get("/orders/menu/500103/").content.decode()
    status, page = found(client, PHONE, code_for(client, PHONE))
    assert status == 200 and f"/orders/my/{token_of(mine)}/" in page
    assert token_of(cancelled) not in page and token_of(others) not in page and "王家大院" not in page
    assert AuditEntry.objects.filter(action="orders.find_orders").count() == 1


def test_a_link_that_ended_is_made_anew_for_an_order_that_is_still_open(story: Story) -> None:
    order = story.order()
    Order.objects.filter(pk=order.pk).update(token_expires_at=timezone.now() - datetime.timedelta(days=1))
    client = Client()
    assert client.get(f"/orders/my/{token_of(order)}/").status_code == 410
    found(client, PHONE, code_for(client, PHONE))
    assert client.get(f"/orders/my/{token_of(order)}/").status_code == 200


def test_nothing_is_told_of_a_number_before_its_code_is_right(story: Story) -> None:
    story.order()
    client = Client()
    answers = []
    for phone in (PHONE, OTHER):
        code = code_for(client, phone)
        asked = client.post(FIND, {"contact_phone": phone, "go": "code"}).content.decode()
        status, page = found(client, phone, "000000" if code != "000000" else "000001")
        assert token_of(Order.objects.get()) not in page + asked
        answers.append((status, "还可以再试 4 次" in page))
    assert answers == [(422, True), (422, True)]


def test_a_code_counts_for_its_number_its_purpose_and_once(story: Story) -> None:
    story.order()
    client = Client()
    code = code_for(client, OTHER)
    assert "还没有办结" in client.get(FIND).content.decode()
    assert found(client, PHONE, code)[0] == 422
    ordering = story.proof()
    message = TextMessage.objects.filter(template="code").first()
    assert ordering and message is not None
    assert found(client, PHONE, json.loads(message.parameters)["code"])[0] == 422
    status, page = found(client, OTHER, code)
    assert status == 200 and "没有未办结的服务单" in page
    assert found(client, OTHER, code)[0] == 422


def test_codes_are_not_sent_without_end(story: Story) -> None:
    client = Client()
    code_for(client, PHONE)
    assert "太频繁" in client.post(f"{FIND}code/", {"contact_phone": PHONE}).content.decode()
