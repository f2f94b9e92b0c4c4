"""Group robots of WeCom and DingTalk.

Payloads: https://developer.work.weixin.qq.com/document/path/91770 ,
https://open.dingtalk.com/document/orgapp/custom-robots-send-group-messages ; signature:
https://open.dingtalk.com/document/robots/customize-robot-security-settings
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from typing import Any
from urllib.parse import urlsplit

import httpx
from django.conf import settings
from django.utils.translation import gettext as _

from kepu.notifications.models import Delivery, Robot
from kepu.organizations.errors import InvalidInput

from .base import ChannelError, absolute

TIMEOUT = httpx.Timeout(10, connect=5)
ANSWER_LIMIT = 64 * 1024
WECOM_BYTES = 4096
# Codes that say "this address or key is wrong" rather than "later": WeCom 93000, DingTalk 300001, 310000 and 400xxx.
HOPELESS = {93000, 300001, 310000, 400101, 400102, 400013}


def check_webhook(url: str) -> None:
    """Raise InvalidInput unless the address leads to a robot host (KEPU_ROBOT_ORIGINS), so that nobody makes the server call
    addresses of its own network."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        parts, port = urlsplit(""), ""
    origin = f"{parts.scheme}://{parts.hostname or ''}{port}"
    if parts.username or parts.password or origin not in settings.KEPU_ROBOT_ORIGINS:
        hosts = "、".join(settings.KEPU_ROBOT_ORIGINS)
        raise InvalidInput(fields={"webhook": _("地址应是群机器人的 Webhook 地址，以下列之一开头：%s") % hosts})


class _RobotChannel:
    def send(self, delivery: Delivery) -> None:
        """Post the message; raises ChannelError unless the robot says that it took it."""
        robot = delivery.robot
        if robot is None or not robot.is_active:
            raise ChannelError(_("群机器人已停用"), permanent=True)
        try:
            check_webhook(robot.webhook)
        except InvalidInput as error:
            raise ChannelError(_("Webhook 地址不在允许的范围内"), permanent=True) from error
        answer = _post(robot.webhook, self.query(robot), self.payload(delivery))
        code = answer.get("errcode")
        if code != 0:
            message = _("机器人拒收（%(code)s）：%(text)s") % {"code": code, "text": str(answer.get("errmsg", ""))[:120]}
            raise ChannelError(message, permanent=code in HOPELESS)

    def query(self, robot: Robot) -> dict[str, str]:
        """What is added to the address."""
        return {}

    def payload(self, delivery: Delivery) -> dict[str, Any]:
        """The message as the robot takes it."""
        raise NotImplementedError


class WeComChannel(_RobotChannel):
    """企业微信：markdown, at most 4,096 bytes."""

    def payload(self, delivery: Delivery) -> dict[str, Any]:
        """The message, cut to the limit without breaking a character."""
        head, link = f"**{delivery.title}**\n", _link(delivery)
        room = WECOM_BYTES - len((head + link).encode())
        body = delivery.body.encode()[: max(room, 0)].decode(errors="ignore")
        return {"msgtype": "markdown", "markdown": {"content": head + body + link}}


class DingTalkChannel(_RobotChannel):
    """钉钉：markdown, signed when the robot has a secret."""

    def query(self, robot: Robot) -> dict[str, str]:
        """`timestamp` in milliseconds and `sign`: base64 of HMAC-SHA256 over timestamp, newline, secret, keyed with the secret."""
        return dingtalk_signature(robot.secret, round(time.time() * 1000)) if robot.secret else {}

    def payload(self, delivery: Delivery) -> dict[str, Any]:
        """The message; `title` is what the phone shows in its list."""
        text = f"#### {delivery.title}\n\n{delivery.body}{_link(delivery)}"
        return {"msgtype": "markdown", "markdown": {"title": delivery.title, "text": text}, "at": {"isAtAll": False}}


def dingtalk_signature(secret: str, timestamp: int) -> dict[str, str]:
    """The two parameters that prove the sender; the robot refuses a timestamp older than an hour."""
    digest = hmac.new(secret.encode(), f"{timestamp}\n{secret}".encode(), hashlib.sha256).digest()
    return {"timestamp": str(timestamp), "sign": base64.b64encode(digest).decode()}


def _link(delivery: Delivery) -> str:
    url = absolute(delivery.url)
    return f"\n\n[{_('打开查看')}]({url})" if url else ""


def _post(url: str, query: dict[str, str], payload: dict[str, Any]) -> dict[str, Any]:
    try:
        target = httpx.URL(url).copy_merge_params(query)
        with httpx.Client(timeout=TIMEOUT, follow_redirects=False) as client, client.stream("POST", target, json=payload) as response:
            if response.status_code != 200:
                raise ChannelError(_("机器人服务返回状态 %d") % response.status_code)
            content = b""
            for chunk in response.iter_bytes():
                content += chunk
                if len(content) > ANSWER_LIMIT:
                    raise ChannelError(_("机器人服务的回答过长"))
    except httpx.TimeoutException as error:
        raise ChannelError(_("机器人服务没有及时回答")) from error
    except httpx.HTTPError as error:
        raise ChannelError(_("连接不上机器人服务，请核对地址和网络（%s）") % type(error).__name__) from error
    try:
        answer = httpx.Response(200, content=content).json()
    except ValueError as error:
        raise ChannelError(_("机器人服务的回答无法识别")) from error
    return answer if isinstance(answer, dict) else {}
