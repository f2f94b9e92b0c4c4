"""Messages leave the house through real connections, once, and what fails is seen."""

from __future__ import annotations

import base64
import datetime
import hashlib
import hmac
import socket
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from typing import Any

import pytest
import time_machine
from aiosmtpd.controller import Controller
from django.db import connection
from django.test import Client
from django_tasks_db.models import DBTaskResult

from kepu.notifications.channels.robots import WECOM_BYTES, check_webhook, dingtalk_signature
from kepu.notifications.models import Delivery, Robot
from kepu.notifications.services import add_robot, announce, deliver_due, notify, retry_delivery, set_preference, set_robot_active, try_robot
from kepu.notifications.services.delivery import BACKOFF
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput

from .servers import RobotHost, robot_host

ClientFor = Callable[[Actor], Client]


@pytest.fixture
def host(settings: Any) -> Iterator[RobotHost]:
    with robot_host() as running:
        settings.KEPU_ROBOT_ORIGINS = [running.origin]
        yield running


@pytest.fixture
def wecom(office: Actor, host: RobotHost) -> Robot:
    return add_robot(actor=office, kind="wecom", name="纲要办工作群", webhook=host.webhook)


def test_wecom_gets_a_markdown_message_with_a_link(office: Actor, wecom: Robot, host: RobotHost, settings: Any) -> None:
    settings.KEPU_BASE_URL = "https://kepu.example.org"
    announce(actor=office, title="11月填报还有2天截止", body="还有 6 个单位没有交齐。", url="/governance/inbox/")
    deliver_due()
    content = host.bodies[0]["markdown"]["content"]
    assert host.bodies[0]["msgtype"] == "markdown"
    assert "11月填报还有2天截止" in content and "(https://kepu.example.org/governance/inbox/)" in content
    assert host.queries[0]["key"] == ["secret-key-7788"]


def test_a_long_message_keeps_to_the_limit_of_wecom(office: Actor, wecom: Robot, host: RobotHost) -> None:
    announce(actor=office, title="通知", body="长" * 3000)
    deliver_due()
    assert len(host.bodies[0]["markdown"]["content"].encode()) <= WECOM_BYTES


def test_dingtalk_gets_a_message_signed_with_the_secret(office: Actor, host: RobotHost) -> None:
    add_robot(actor=office, kind="dingtalk", name="钉钉群", webhook=host.webhook, secret="SEC123")
    announce(actor=office, title="填报提醒", body="请尽快提交。")
    deliver_due()
    query = {name: values[0] for name, values in host.queries[0].items()}
    text = f"{query['timestamp']}\nSEC123".encode()
    assert query["sign"] == base64.b64encode(hmac.new(b"SEC123", text, hashlib.sha256).digest()).decode()
    assert abs(int(query["timestamp"]) / 1000 - datetime.datetime.now().timestamp()) < 60
    assert host.bodies[0]["markdown"]["title"] == "填报提醒"


def test_the_signature_is_that_of_the_documentation() -> None:
    # Computed with `printf '1577262236757\nthis is secret' | openssl dgst -sha256 -hmac 'this is secret' -binary | base64`.
    assert dingtalk_signature("this is secret", 1577262236757)["sign"] == "hmPWwU+7lVdm3ZZz0r9tSfx0L4Q26jWOZr9+Gs6EZQM="


def test_a_message_leaves_once_however_often_the_worker_runs(office: Actor, wecom: Robot, host: RobotHost) -> None:
    announce(actor=office, title="一次", dedupe_key="only-once")
    announce(actor=office, title="一次", dedupe_key="only-once")
    for _run in range(3):
        deliver_due()
    assert len(host.bodies) == 1


def test_a_host_that_is_down_is_tried_again_later_and_then_given_up(office: Actor, wecom: Robot, host: RobotHost) -> None:
    host.answers = [(503, b"", {})]
    announce(actor=office, title="提醒")
    now = datetime.datetime.now(tz=datetime.UTC)
    for wait in (0, *BACKOFF):
        now += datetime.timedelta(seconds=wait + 1)
        with time_machine.travel(now, tick=False):
            deliver_due()
            deliver_due()
    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.attempts, len(host.bodies)) == ("failed", len(BACKOFF) + 1, len(BACKOFF) + 1)
    assert "503" in delivery.last_error


def test_a_host_that_recovers_gets_the_message(office: Actor, wecom: Robot, host: RobotHost) -> None:
    host.answers = [(500, b"", {}), (200, b'{"errcode":0}', {})]
    announce(actor=office, title="提醒")
    again = deliver_due()
    assert again is not None
    with time_machine.travel(again, tick=False):
        assert deliver_due() is None
    assert Delivery.objects.get().status == "sent"


def test_a_wrong_key_is_not_tried_again(office: Actor, wecom: Robot, host: RobotHost) -> None:
    host.answers = [(200, b'{"errcode":93000,"errmsg":"invalid webhook url"}', {})]
    announce(actor=office, title="提醒")
    assert deliver_due() is None
    assert Delivery.objects.get().status == "failed"


@pytest.mark.parametrize(
    "answer",
    [(200, b"<html>", {}), (200, b"[]", {}), (200, b"x" * 100_000, {}), (302, b"", {"Location": "http://127.0.0.1:1/"})],
    ids=["no JSON", "no object", "too long", "redirect"],
)
def test_an_answer_that_makes_no_sense_is_a_failure_and_not_the_end(office: Actor, wecom: Robot, host: RobotHost, answer: Any) -> None:
    host.answers = [answer]
    announce(actor=office, title="提醒")
    deliver_due()
    delivery = Delivery.objects.get()
    assert delivery.status == "waiting" and delivery.last_error
    assert len(host.bodies) == 1


def test_no_error_shows_the_secret_address(office: Actor, wecom: Robot, settings: Any) -> None:
    wecom.webhook = "http://127.0.0.1:1/robot/send?key=secret-key-7788"
    wecom.save()
    settings.KEPU_ROBOT_ORIGINS = ["http://127.0.0.1:1"]
    announce(actor=office, title="提醒")
    deliver_due()
    assert "secret-key" not in Delivery.objects.get().last_error


@pytest.mark.parametrize(
    "url",
    [
        "http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1",
        "https://qyapi.weixin.qq.com.evil.example/send",
        "https://user@qyapi.weixin.qq.com/send",
        "https://qyapi.weixin.qq.com:8443/send",
        "https://169.254.169.254/latest/meta-data/",
        "https://127.0.0.1/",
        "file:///etc/passwd",
        "https://[::1",
        "",
    ],
)
def test_a_robot_cannot_be_pointed_at_another_address(url: str) -> None:
    with pytest.raises(InvalidInput):
        check_webhook(url)


def test_real_robot_addresses_are_accepted() -> None:
    check_webhook("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1")
    check_webhook("https://oapi.dingtalk.com/robot/send?access_token=1")


def test_the_address_is_encrypted_and_never_shown(office: Actor, wecom: Robot, client_for: ClientFor) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT webhook FROM notifications_robot")
        assert "secret-key" not in cursor.fetchone()[0]
    for path in ("/notices/channels/", f"/notices/channels/{wecom.pk}/"):
        page = client_for(office).get(path).content.decode()
        assert "secret-key" not in page and "…7788" in page


def test_a_new_name_keeps_the_stored_address(office: Actor, wecom: Robot, client_for: ClientFor) -> None:
    answer = client_for(office).post(f"/notices/channels/{wecom.pk}/", {"name": "新名称", "webhook": "", "secret": ""})
    assert answer.status_code == 302
    changed = Robot.objects.get()
    assert (changed.name, changed.webhook) == ("新名称", wecom.webhook)


def test_a_robot_that_was_stopped_says_nothing(office: Actor, wecom: Robot, host: RobotHost) -> None:
    announce(actor=office, title="停用前")
    set_robot_active(actor=office, robot=wecom, is_active=False)
    announce(actor=office, title="停用后")
    deliver_due()
    assert host.bodies == []
    with pytest.raises(Conflict):
        try_robot(actor=office, robot=wecom)


def test_the_office_tests_a_robot_and_sends_a_failed_message_again(office: Actor, wecom: Robot, host: RobotHost, client_for: ClientFor) -> None:
    host.answers = [(200, b'{"errcode":93000}', {}), (200, b'{"errcode":0}', {})]
    client = client_for(office)
    client.post(f"/notices/channels/{wecom.pk}/action/", {"action": "test"})
    deliver_due()
    assert "发送失败" in client.get("/notices/channels/").content.decode()
    retry_delivery(actor=office, delivery=Delivery.objects.get())
    deliver_due()
    assert Delivery.objects.get().status == "sent"


@pytest.mark.django_db(transaction=True)
def test_the_worker_is_woken_when_the_transaction_commits(office: Actor, wecom: Robot) -> None:
    before = DBTaskResult.objects.count()
    announce(actor=office, title="提醒")
    assert DBTaskResult.objects.count() == before + 1


def test_a_worker_that_died_lets_another_send(office: Actor, wecom: Robot, host: RobotHost) -> None:
    announce(actor=office, title="提醒")
    died = datetime.datetime.now(tz=datetime.UTC)
    Delivery.objects.update(status="sending", attempts=1, next_attempt_at=died + datetime.timedelta(minutes=10))
    deliver_due()
    assert host.bodies == []
    with time_machine.travel(died + datetime.timedelta(minutes=11), tick=False):
        deliver_due()
    assert len(host.bodies) == 1


class Mailbox:
    def __init__(self) -> None:
        self.received: list[bytes] = []
        self.refuse = ""

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if self.refuse:
            return self.refuse
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.received.append(envelope.content)
        return "250 OK"


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    box = Mailbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield box
    controller.stop()


def test_an_email_reaches_the_mail_server(office: Actor, head: Actor, mailbox: Mailbox) -> None:
    set_preference(actor=head, by_email=True, email="head@example.org")
    notify(actor=office, recipients=[head.user], kind="test", title="请审核：\n智慧助老课程", body="区卫生健康委 · 2026年11月")
    deliver_due()
    message = message_from_bytes(mailbox.received[0], policy=policy.default)
    assert (message["To"], message["Subject"]) == ("head@example.org", "请审核： 智慧助老课程")
    assert "区卫生健康委 · 2026年11月" in message.get_content()


def test_an_address_that_the_server_refuses_is_not_tried_again(office: Actor, head: Actor, mailbox: Mailbox) -> None:
    mailbox.refuse = "550 no such user"
    set_preference(actor=head, by_email=True, email="head@example.org")
    notify(actor=office, recipients=[head.user], kind="test", title="请审核")
    assert deliver_due() is None
    assert Delivery.objects.get().status == "failed"


def test_a_mail_server_that_is_away_is_tried_again(office: Actor, head: Actor, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    set_preference(actor=head, by_email=True, email="head@example.org")
    notify(actor=office, recipients=[head.user], kind="test", title="请审核")
    assert deliver_due() is not None
    assert Delivery.objects.get().status == "waiting"
