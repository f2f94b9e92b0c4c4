"""Application of notices."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Between floors 1 and 2: tells people, in the page, by e-mail and through group robots."""

    name = "kepu.notifications"
    label = "notifications"
    verbose_name = "通知"
