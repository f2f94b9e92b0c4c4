"""Text messages: written in the transaction that causes them, sent right after it, and again later where the gateway failed."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Mapping

import structlog
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.notifications.channels.base import ChannelError
from kepu.notifications.channels.sms import gateway
from kepu.notifications.models import TextMessage
from kepu.notifications.text_templates import TEMPLATES
from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidInput
from kepu.organizations.services.base import service

from .delivery import BACKOFF, CLAIM_SECONDS

MOBILE = re.compile(r"1[3-9][0-9]{9}")
log = structlog.get_logger(__name__)


def clean_phone(phone: str) -> str:
    """A mobile number of the mainland without blanks and country code; raises InvalidInput for anything else."""
    digits = re.sub(r"[\s\-]", "", phone)
    digits = re.sub(r"^(\+|00)?86(?=1)", "", digits)
    if not MOBILE.fullmatch(digits):
        raise InvalidInput(fields={"phone": _("请填写11位手机号")})
    return digits


@service
def send_text(*, actor: Actor, phone: str, template: str, parameters: Mapping[str, str], minutes: int = 24 * 60) -> TextMessage:
    """Send a text message once the transaction commits; after `minutes` it is of no use and given up.

    Called by other services; it has no right of its own. Raises InvalidInput for a number that cannot be one.
    """
    if template not in TEMPLATES:
        raise ValueError(f"no template {template}")
    message = TextMessage.objects.create(
        district=actor.district,
        phone=clean_phone(phone),
        template=template,
        parameters=json.dumps(dict(parameters), ensure_ascii=False),
        expires_at=timezone.now() + datetime.timedelta(minutes=minutes),
    )
    transaction.on_commit(lambda: _send_now(message.pk))
    return message


def _send_now(pk: int) -> None:
    """A person waits for a code, so the first attempt is made at once; what fails goes to the worker."""
    if not attempt_text(pk):
        from kepu.notifications.tasks import send_texts

        send_texts.using(run_after=timezone.now() + datetime.timedelta(seconds=BACKOFF[0])).enqueue()


def send_due_texts(limit: int = 500) -> datetime.datetime | None:
    """Send what waits in all districts; returns when to come again, or None."""
    due = TextMessage.objects.filter(status=TextMessage.Status.WAITING, next_attempt_at__lte=timezone.now()).order_by("pk")
    for pk in list(due.values_list("pk", flat=True)[:limit]):
        attempt_text(pk)
    waiting = TextMessage.objects.filter(status=TextMessage.Status.WAITING).order_by("next_attempt_at")
    return waiting.values_list("next_attempt_at", flat=True).first()


def attempt_text(pk: int) -> bool:
    """Claim a waiting message and send it; False when it has to be tried again."""
    now = timezone.now()
    claim = TextMessage.objects.filter(pk=pk, status=TextMessage.Status.WAITING, next_attempt_at__lte=now)
    if not claim.update(attempts=F("attempts") + 1, next_attempt_at=now + datetime.timedelta(seconds=CLAIM_SECONDS)):
        return True
    message = TextMessage.objects.get(pk=pk)
    way = gateway()
    try:
        if message.expires_at <= now:
            raise ChannelError(_("已过时效，不再发送"), permanent=True)
        way.send(message.phone, message.template, json.loads(message.parameters))
    except ChannelError as error:
        return _failed(message, error)
    message.status = TextMessage.Status.KEPT if way.keeps else TextMessage.Status.SENT
    message.last_error, message.parameters = "", message.parameters if way.keeps else ""
    message.save(update_fields=["status", "last_error", "parameters"])
    return True


def _failed(message: TextMessage, error: ChannelError) -> bool:
    message.last_error = str(error)[:300]
    over = error.permanent or message.attempts > len(BACKOFF)
    if over:
        message.status, message.parameters = TextMessage.Status.FAILED, ""
    else:
        message.next_attempt_at = timezone.now() + datetime.timedelta(seconds=BACKOFF[message.attempts - 1])
    message.save(update_fields=["status", "last_error", "parameters", "next_attempt_at"])
    log.warning("text message failed", message=message.pk, template=message.template, attempts=message.attempts, error=message.last_error)
    return over
