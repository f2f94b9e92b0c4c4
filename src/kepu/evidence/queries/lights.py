"""The one rule of the traffic light."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

AMBER_FROM = Decimal("0.8")


class Light(models.TextChoices):
    """How an indicator stands against what is due by now."""

    GREEN = "green", _("正常")
    AMBER = "amber", _("预警")
    RED = "red", _("滞后")
    GREY = "grey", _("暂不评价")


def ratio_of(value: Decimal | None, due: Decimal | None, at_most: bool) -> Decimal | None:
    """How much of what is due is reached: 1 or more is enough, for a limit as well; None where nothing can be divided."""
    if value is None or due is None:
        return None
    over, under = (due, value) if at_most else (value, due)
    return (over / under).quantize(Decimal("0.0001")) if under > 0 else None


def light_of(value: Decimal | None, low: Decimal | None, high: Decimal | None, due: Decimal | None, *, at_most: bool, recorded: bool) -> Light:
    """Grey: nothing is recorded and nothing is due, or there is no value. Green: what is due is reached. Amber: at least 80 % of it. Red: less.

    A value with an interval is green only when the whole interval is on the right side of what is due, and never red while some of it is.
    """
    if value is None or due is None or (not recorded and (due <= 0 or at_most)):
        return Light.GREY
    worst, best = (high, low) if at_most else (low, high)
    if _reached(value if worst is None else worst, due, at_most):
        return Light.GREEN
    ratio = ratio_of(value, due, at_most)
    near = ratio is not None and ratio >= AMBER_FROM
    return Light.AMBER if near or (best is not None and _reached(best, due, at_most)) else Light.RED


def _reached(value: Decimal, due: Decimal, at_most: bool) -> bool:
    return value <= due if at_most else value >= due
