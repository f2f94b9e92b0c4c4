"""Emptying the outbox: each message is claimed by one worker, sent, and tried again later when its channel failed."""

from __future__ import annotations

import datetime

import structlog
from django.db.models import F
from django.utils import timezone

from kepu.notifications.channels import ChannelError, channel_of
from kepu.notifications.models import Delivery

BACKOFF = (60, 300, 1800, 7200, 21600)  # seconds before the next attempt; after the last the message counts as failed
CLAIM_SECONDS = 600  # a worker that died holds its claim no longer than this
log = structlog.get_logger(__name__)


def deliver_due(limit: int = 500) -> datetime.datetime | None:
    """Send what is due in all districts; returns when to come again for what failed in this run, or None.

    Runs in the worker, outside any transaction: a message is claimed by a conditional update, so that two workers never send
    the same one at once, and sent at least once: a worker that dies between sending and writing it down lets it be sent again.
    """
    again: list[datetime.datetime] = []
    for pk in list(_due().order_by("pk").values_list("pk", flat=True)[:limit]):
        delivery = _claim(pk)
        if delivery is not None and not _attempt(delivery) and delivery.status == Delivery.Status.WAITING:
            again.append(delivery.next_attempt_at)
    return min(again, default=None)


def _due():  # type: ignore[no-untyped-def]
    return Delivery.objects.filter(status__in=(Delivery.Status.WAITING, Delivery.Status.SENDING), next_attempt_at__lte=timezone.now())


def _claim(pk: int) -> Delivery | None:
    until = timezone.now() + datetime.timedelta(seconds=CLAIM_SECONDS)
    claimed = _due().filter(pk=pk).update(status=Delivery.Status.SENDING, attempts=F("attempts") + 1, next_attempt_at=until)
    return Delivery.objects.select_related("recipient", "robot").get(pk=pk) if claimed else None


def _attempt(delivery: Delivery) -> bool:
    try:
        channel_of(delivery).send(delivery)
    except ChannelError as error:
        _failed(delivery, error)
        return False
    delivery.status, delivery.sent_at, delivery.last_error = Delivery.Status.SENT, timezone.now(), ""
    delivery.save(update_fields=["status", "sent_at", "last_error"])
    return True


def _failed(delivery: Delivery, error: ChannelError) -> None:
    delivery.last_error = str(error)[:300]
    if error.permanent or delivery.attempts > len(BACKOFF):
        delivery.status = Delivery.Status.FAILED
    else:
        delivery.status = Delivery.Status.WAITING
        delivery.next_attempt_at = timezone.now() + datetime.timedelta(seconds=BACKOFF[delivery.attempts - 1])
    delivery.save(update_fields=["status", "last_error", "next_attempt_at"])
    log.warning("delivery failed", delivery=delivery.pk, channel=delivery.channel, attempts=delivery.attempts, error=delivery.last_error)
