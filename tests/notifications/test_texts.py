"""Text messages leave once and are not logged; a code proves a number once, for a while, to who received it."""

from __future__ import annotations

import datetime
import json
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from kepu.notifications.channels.sms import aliyun_headers
from kepu.notifications.models import PhoneCode, TextMessage
from kepu.notifications.services import consume_proof, forget_codes, send_code, send_due_texts, send_text, verify_code
from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidInput, TooManyRequests
from kepu.organizations.models import Area

PHONE = "13800138000"
ClientFor = Callable[[Actor], Client]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def resident(district: Area) -> Actor:
    return Actor.resident(district)


def ask(actor: Actor, phone: str = PHONE, address: str = "10.0.0.1") -> str:
    """Ask for a code and read it on the telephone."""
    send_code(actor=actor, phone=phone, purpose="order", address=address)
    message = TextMessage.objects.first()
    assert message is not None
    return str(json.loads(message.parameters)["code"])


@contextmanager
def aliyun(settings: Any, *answers: dict[str, str]) -> Iterator[list[dict[str, Any]]]:
    """A service on this machine that stands for Aliyun's; what arrived."""
    calls: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
            calls.append({"query": query, "headers": dict(self.headers)})
            content = json.dumps(answers[min(len(calls), len(answers)) - 1]).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    settings.KEPU_SMS, settings.KEPU_SMS_ENDPOINT = "aliyun", f"http://127.0.0.1:{server.server_port}"
    settings.KEPU_SMS_KEY_ID, settings.KEPU_SMS_KEY_SECRET, settings.KEPU_SMS_SIGN = "id", "secret", "科普"
    settings.KEPU_SMS_TEMPLATES = {"code": "SMS_1", "order": "SMS_2"}
    try:
        yield calls
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_the_signature_is_that_of_aliyuns_documentation(settings: Any) -> None:
    # The worked example of "V3版本请求体&签名机制" (RunInstances).
    settings.KEPU_SMS_KEY_ID, settings.KEPU_SMS_KEY_SECRET = "YourAccessKeyId", "YourAccessKeySecret"
    query = {"ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd", "RegionId": "cn-shanghai"}
    headers = aliyun_headers(
        "ecs.cn-shanghai.aliyuncs.com", "RunInstances", "2014-05-26", query, "2023-10-26T10:22:32Z", "3156853299f313e23d1673dc12e1703d"
    )
    assert headers["Authorization"].endswith("Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0")


def test_a_message_goes_to_the_service_once_and_its_words_are_forgotten(resident: Actor, settings: Any) -> None:
    with aliyun(settings, {"Code": "OK"}) as calls:
        send_text(actor=resident, phone="+86 138-0013-8000", template="code", parameters={"code": "123456", "minutes": "5"})
        send_due_texts()
    assert [call["query"]["PhoneNumbers"] for call in calls] == [PHONE]
    assert json.loads(calls[0]["query"]["TemplateParam"]) == {"code": "123456", "minutes": "5"}
    message = TextMessage.objects.get()
    assert (message.status, message.parameters) == ("sent", "")


def test_a_message_that_the_service_could_not_take_is_tried_again(resident: Actor, settings: Any) -> None:
    with aliyun(settings, {"Code": "isp.SYSTEM_ERROR"}, {"Code": "OK"}) as calls:
        send_text(actor=resident, phone=PHONE, template="code", parameters={"code": "123456", "minutes": "5"})
        assert TextMessage.objects.get().status == "waiting"
        with time_machine.travel(timezone.now() + datetime.timedelta(minutes=2)):
            assert send_due_texts() is None
    assert len(calls) == 2 and TextMessage.objects.get().status == "sent"


def test_a_message_that_the_service_refuses_is_not_tried_again(resident: Actor, settings: Any) -> None:
    with aliyun(settings, {"Code": "isv.MOBILE_NUMBER_ILLEGAL"}):
        message = send_text(actor=resident, phone=PHONE, template="order", parameters={"number": "1", "state": "已受理", "link": ""})
    message.refresh_from_db()
    assert message.status == "failed" and "isv.MOBILE_NUMBER_ILLEGAL" in message.last_error


def test_neither_number_nor_code_is_logged(resident: Actor, settings: Any, caplog: pytest.LogCaptureFixture, capsys: Any) -> None:
    with caplog.at_level(logging.INFO), aliyun(settings, {"Code": "isp.SYSTEM_ERROR"}) as calls:
        send_code(actor=resident, phone=PHONE, purpose="order", address="10.0.0.1")
    code = json.loads(calls[0]["query"]["TemplateParam"])["code"]
    said = caplog.text + "".join(capsys.readouterr())
    assert "text message failed" in said and PHONE not in said and code not in said


def test_number_and_code_lie_encrypted_or_as_digests(resident: Actor) -> None:
    code = ask(resident)
    rows = [*PhoneCode.objects.values(), *TextMessage.objects.extra(select={"raw": "phone || parameters"}).values("raw")]
    assert PHONE not in str(rows) and code not in str(rows)


def test_the_code_proves_the_number_for_one_write(resident: Actor) -> None:
    proof = verify_code(actor=resident, phone=PHONE, purpose="order", code=ask(resident))
    consume_proof(actor=resident, phone=PHONE, purpose="order", proof=proof)
    with pytest.raises(InvalidInput):
        consume_proof(actor=resident, phone=PHONE, purpose="order", proof=proof)


@pytest.mark.parametrize(("phone", "purpose"), [("13900139000", "order"), (PHONE, "volunteer")])
def test_a_proof_is_good_for_its_number_and_purpose_only(resident: Actor, phone: str, purpose: str) -> None:
    proof = verify_code(actor=resident, phone=PHONE, purpose="order", code=ask(resident))
    with pytest.raises(InvalidInput):
        consume_proof(actor=resident, phone=phone, purpose=purpose, proof=proof)


def test_five_wrong_codes_end_the_code(resident: Actor) -> None:
    code = ask(resident)
    wrong = "000000" if code != "000000" else "111111"
    for left in (4, 3, 2, 1):
        with pytest.raises(InvalidInput) as refused:
            verify_code(actor=resident, phone=PHONE, purpose="order", code=wrong)
        assert str(left) in refused.value.fields["code"]
    for attempt in (wrong, code):
        with pytest.raises(InvalidInput):
            verify_code(actor=resident, phone=PHONE, purpose="order", code=attempt)


def test_a_code_expires(resident: Actor) -> None:
    code = ask(resident)
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=6)), pytest.raises(InvalidInput):
        verify_code(actor=resident, phone=PHONE, purpose="order", code=code)


def test_a_newer_code_ends_the_older(resident: Actor) -> None:
    old = ask(resident)
    with time_machine.travel(timezone.now() + datetime.timedelta(seconds=61)):
        new = ask(resident)
        if old != new:
            with pytest.raises(InvalidInput):
                verify_code(actor=resident, phone=PHONE, purpose="order", code=old)
        assert verify_code(actor=resident, phone=PHONE, purpose="order", code=new)


def test_a_number_gets_one_code_a_minute(resident: Actor) -> None:
    ask(resident)
    with pytest.raises(TooManyRequests) as refused:
        ask(resident)
    assert 0 < (refused.value.retry_after or 0) <= 60


def test_an_address_cannot_ask_for_codes_to_many_numbers(resident: Actor) -> None:
    for number in range(30):
        ask(resident, f"138001380{number:02d}")
    with pytest.raises(TooManyRequests):
        ask(resident, "13900139000")
    ask(resident, "13900139000", address="10.0.0.2")


@pytest.mark.parametrize("phone", ["", "1380013800", "12800138000", "138001380001", "abc"])
def test_what_is_no_mobile_number_gets_no_code(resident: Actor, phone: str) -> None:
    with pytest.raises(InvalidInput):
        send_code(actor=resident, phone=phone, purpose="order", address="10.0.0.1")
    assert not TextMessage.objects.exists()


def test_old_codes_are_forgotten(resident: Actor) -> None:
    ask(resident)
    with time_machine.travel(timezone.now() + datetime.timedelta(days=3)):
        assert forget_codes() == 1


def test_the_operator_reads_what_was_kept(resident: Actor, operator: Actor, client_for: ClientFor) -> None:
    code = ask(resident)
    page = client_for(operator).get("/notices/texts/").content.decode()
    assert re.search(rf"138\*\*\*\*8000.*{code}", page, re.S)


def test_words_are_not_shown_once_a_gateway_is_in_use(resident: Actor, operator: Actor, client_for: ClientFor, settings: Any) -> None:
    code = ask(resident)
    settings.KEPU_SMS = "aliyun"
    assert code not in client_for(operator).get("/notices/texts/").content.decode()
