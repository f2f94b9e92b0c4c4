"""Notices, the outbox, robots, choices; text messages to telephones and the codes that prove a number."""

from .notices import Delivery, Notice, Preference, Robot
from .texts import PhoneCode, TextMessage

__all__ = ["Delivery", "Notice", "PhoneCode", "Preference", "Robot", "TextMessage"]
