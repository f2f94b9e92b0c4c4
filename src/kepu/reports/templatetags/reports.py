"""What dashboard templates ask."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kepu.evidence.queries import IndicatorStatus
from kepu.plans.models import Indicator
from kepu.reports.pictures import work_statuses
from kepu.ui.components.marks import badge, spark
from kepu.ui.formats import count_html, figure

register = template.Library()
TONES = {
    "done": ("green", "check"),
    "running": ("primary", ""),
    "soon": ("amber", "clock"),
    "waiting": ("", ""),
    "declined": ("info", "return"),
    "unfinished": ("", ""),
}
POINTS = 24


@register.simple_tag
def work_state(item: Any) -> SafeString:
    """Where a piece of work stands, as a badge."""
    tone, icon = TONES.get(item.state, ("red", "alert"))
    return badge(work_statuses()[item.state][0], tone, icon)


@register.simple_tag
def indicator_url(indicator: Indicator) -> str:
    """The page on which a figure is followed down to its records."""
    return reverse("evidence:indicator", args=[indicator.pk])


@register.simple_tag
def level(status: IndicatorStatus, target: Decimal | None = None) -> SafeString | str:
    """The value with its unit, with the target behind it if given, and its interval where there is one; — where nothing is known."""
    unit = status.indicator.unit_label
    aim = format_html(" / {}{}", count_html(target), unit) if target is not None else ""
    if status.value is None:
        return format_html("—{}", aim)
    value = format_html("<span>{}{}{}</span>", count_html(status.value), unit, aim)
    if status.low is None or status.high is None:
        return value
    interval = _("置信区间 %(low)s—%(high)s") % {"low": figure(status.low) + unit, "high": figure(status.high) + unit}
    return format_html('<span>{}<br><span class="muted small">{}</span></span>', value, interval)


@register.simple_tag
def trend_line(status: IndicatorStatus) -> SafeString:
    """The last months as a small line."""
    return spark([float(value) for _month, value in status.trend[-POINTS:]], status.indicator.name)
