"""Writes of notices: tell people, tell groups, read, choose channels."""

from .delivery import deliver_due
from .notify import Audience, announce, notify
from .reading import mark_all_read, open_notice
from .robots import add_robot, retry_delivery, set_robot_active, try_robot, update_robot
from .settings import set_preference

__all__ = [
    "Audience",
    "add_robot",
    "announce",
    "deliver_due",
    "mark_all_read",
    "notify",
    "open_notice",
    "retry_delivery",
    "set_preference",
    "set_robot_active",
    "try_robot",
    "update_robot",
]
