"""Shares and intervals in words."""

from __future__ import annotations

from django import template

from kepu.literacy.estimation.wording import interval, percent
from kepu.literacy.models import Estimate

register = template.Library()


@register.filter
def share(value: float) -> str:
    """0.1537 → 15.4%."""
    return percent(value)


@register.filter
def points(value: float) -> str:
    """A difference of shares in percentage points, with its sign."""
    return f"{100 * value:+.1f}"


@register.filter
def between(row: Estimate) -> str:
    """The interval of an estimate."""
    return interval(row.low, row.high)
