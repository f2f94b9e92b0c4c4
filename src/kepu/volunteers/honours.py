"""Stars by hours, as the national rules for records of voluntary service set them, and points by difficulty."""

from __future__ import annotations

from .models import ServiceRules, ServiceSession

#: Hours from which one to five stars are held (志愿服务记录办法).
STARS = (100, 300, 600, 1000, 1500)
_FACTORS = {ServiceSession.Level.PLAIN: "plain", ServiceSession.Level.SKILLED: "skilled", ServiceSession.Level.HARD: "hard"}


def stars_of(minutes: int) -> int:
    """How many stars this much service earns."""
    return sum(minutes >= hours * 60 for hours in STARS)


def minutes_to_next(minutes: int) -> int | None:
    """How much is missing to the next star; None with all five."""
    return next((hours * 60 - minutes for hours in STARS if minutes < hours * 60), None)


def points_of(rules: ServiceRules, level: int, minutes: int, is_organiser: bool) -> int:
    """One point per hour, times the factors of difficulty and of organising, rounded half up.

    >>> points_of(ServiceRules(), 2, 90, True)
    3
    """
    share = getattr(rules, _FACTORS[ServiceSession.Level(level)]) * (rules.organiser if is_organiser else 100)
    return (minutes * share + 300_000) // 600_000
