"""Writes of notices: tell people, tell groups, read, choose channels."""

from .codes import consume_proof, forget_codes, phone_digest, send_code, verify_code
from .delivery import deliver_due
from .notify import Audience, announce, notify
from .reading import mark_all_read, open_notice
from .robots import add_robot, retry_delivery, set_robot_active, try_robot, update_robot
from .settings import set_preference
from .texts import clean_phone, send_due_texts, send_text

__all__ = [
    "Audience",
    "add_robot",
    "announce",
    "clean_phone",
    "consume_proof",
    "deliver_due",
    "forget_codes",
    "mark_all_read",
    "notify",
    "open_notice",
    "phone_digest",
    "retry_delivery",
    "send_code",
    "send_due_texts",
    "send_text",
    "set_preference",
    "set_robot_active",
    "try_robot",
    "update_robot",
    "verify_code",
]
