"""What a channel is."""

from __future__ import annotations

from typing import Protocol

from django.conf import settings

from kepu.notifications.models import Delivery


class ChannelError(Exception):
    """The message did not leave; `permanent` when trying again cannot help. The text is for the office and carries no secret."""

    def __init__(self, message: str, *, permanent: bool = False) -> None:
        super().__init__(message)
        self.permanent = permanent


class Channel(Protocol):
    """A way out of the house."""

    def send(self, delivery: Delivery) -> None:
        """Hand the message over, or raise ChannelError."""


def absolute(url: str) -> str:
    """The full address of a page for readers outside; empty where the message names none or the site's address is not set."""
    base = settings.KEPU_BASE_URL.rstrip("/")
    return f"{base}{url}" if url and base else ""
