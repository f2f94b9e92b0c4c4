"""Text messages behind one interface: `gateway().send(phone, template, parameters)`.

Aliyun: SendSms https://help.aliyun.com/document_detail/419273.html , signature ACS3-HMAC-SHA256
https://help.aliyun.com/document_detail/315526.html
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Protocol
from urllib.parse import quote, urlsplit

import httpx
from django.conf import settings
from django.utils.translation import gettext as _

from .base import ChannelError

TIMEOUT = httpx.Timeout(6, connect=3)
ALGORITHM = "ACS3-HMAC-SHA256"
VERSION = "2017-05-25"
# Answers after which the same message may succeed later: flow control and faults of the service.
PASSING = {"isv.BUSINESS_LIMIT_CONTROL", "isp.SYSTEM_ERROR", "Throttling", "Throttling.User", "ServiceUnavailable", "InternalError"}


class Gateway(Protocol):
    """A way to telephones."""

    keeps: bool  # whether messages stay in the outbox, for people to read, instead of leaving

    def send(self, phone: str, template: str, parameters: Mapping[str, str]) -> None:
        """Hand the message over, or raise ChannelError."""


class OutboxGateway:
    """For development and demonstrations: nothing leaves, the operator reads the outbox in the page."""

    keeps = True

    def send(self, phone: str, template: str, parameters: Mapping[str, str]) -> None:
        """Keep the message where it is."""


class AliyunGateway:
    """阿里云短信."""

    keeps = False

    def send(self, phone: str, template: str, parameters: Mapping[str, str]) -> None:
        """Call SendSms; raises ChannelError with the code that the service gave and never with the number or the words."""
        code = settings.KEPU_SMS_TEMPLATES.get(template)
        if not code or not settings.KEPU_SMS_SIGN or not settings.KEPU_SMS_KEY_SECRET:
            raise ChannelError(_("短信通道没有配置完整（模板“%s”）") % template, permanent=True)
        query = {
            "PhoneNumbers": phone,
            "SignName": settings.KEPU_SMS_SIGN,
            "TemplateCode": code,
            "TemplateParam": json.dumps(dict(parameters), ensure_ascii=False),
        }
        answer = self._call("SendSms", query)
        found = str(answer.get("Code", ""))
        if found != "OK":
            raise ChannelError(_("短信服务拒收（%s）") % found[:60], permanent=found not in PASSING)

    def _call(self, action: str, query: Mapping[str, str]) -> dict[str, Any]:
        endpoint = settings.KEPU_SMS_ENDPOINT.rstrip("/")
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        headers = aliyun_headers(urlsplit(endpoint).netloc, action, VERSION, query, now, secrets.token_hex(16))
        try:
            with httpx.Client(timeout=TIMEOUT, follow_redirects=False) as client:
                response = client.post(f"{endpoint}/?{canonical_query(query)}", headers=headers)
            answer = response.json()
        except httpx.TimeoutException:
            raise ChannelError(_("短信服务没有及时回答")) from None  # the chained error would name the address with the number
        except httpx.HTTPError as error:
            raise ChannelError(_("连接不上短信服务：%s") % type(error).__name__) from None
        except ValueError:
            raise ChannelError(_("短信服务的回答无法识别")) from None
        return answer if isinstance(answer, dict) else {}


def canonical_query(query: Mapping[str, str]) -> str:
    """Sorted, and encoded by RFC 3986 as the signature needs it."""
    return "&".join(f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}" for name, value in sorted(query.items()))


def aliyun_headers(host: str, action: str, version: str, query: Mapping[str, str], date: str, nonce: str) -> dict[str, str]:
    """Headers of a signed call without a body."""
    digest = hashlib.sha256(b"").hexdigest()
    signed = {
        "host": host,
        "x-acs-action": action,
        "x-acs-content-sha256": digest,
        "x-acs-date": date,
        "x-acs-signature-nonce": nonce,
        "x-acs-version": version,
    }
    names = ";".join(signed)
    lines = "".join(f"{name}:{value}\n" for name, value in signed.items())
    request = f"POST\n/\n{canonical_query(query)}\n{lines}\n{names}\n{digest}"
    text = f"{ALGORITHM}\n{hashlib.sha256(request.encode()).hexdigest()}"
    signature = hmac.new(settings.KEPU_SMS_KEY_SECRET.encode(), text.encode(), hashlib.sha256).hexdigest()
    return signed | {"Authorization": f"{ALGORITHM} Credential={settings.KEPU_SMS_KEY_ID},SignedHeaders={names},Signature={signature}"}


def gateway() -> Gateway:
    """The gateway that this installation uses."""
    return AliyunGateway() if settings.KEPU_SMS == "aliyun" else OutboxGateway()
