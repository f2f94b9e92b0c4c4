"""What dashboard templates ask."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from kepu.reports.pictures import work_statuses
from kepu.ui.components.marks import badge

register = template.Library()
TONES = {"done": ("green", "check"), "running": ("primary", ""), "soon": ("amber", "clock"), "waiting": ("", ""), "declined": ("info", "return")}


@register.simple_tag
def work_state(item: Any) -> SafeString:
    """Where a piece of work stands, as a badge."""
    tone, icon = TONES.get(item.state, ("red", "alert"))
    return badge(work_statuses()[item.state][0], tone, icon)
