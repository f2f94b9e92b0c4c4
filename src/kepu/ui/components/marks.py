"""Small things in a line of text or a tile: icons, lights, badges, figures, progress."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kepu.ui import icons
from kepu.ui.formats import count_html, figure, percent, signed

register = template.Library()
LIGHT_TEXT = {
    "green": gettext_lazy("正常"),
    "amber": gettext_lazy("预警"),
    "red": gettext_lazy("滞后"),
    "grey": gettext_lazy("暂不评价"),
}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A line icon; decorative unless it has a label. KeyError for an unknown name."""
    if label:
        return format_html(
            '<svg class="icon" viewBox="0 0 24 24" role="img" aria-label="{}"><path d="{}"/></svg>',
            label,
            icons.ICONS[name],
        )
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="{}"/></svg>',
        icons.ICONS[name],
    )


@register.simple_tag
def traffic_light(status: str | None, text: str = "", mark_only: bool = False) -> SafeString:
    """Status as shape, colour and word; anything that is not green, amber or red is shown as 暂不评价."""
    key = str(status or "grey")
    key = key if key in LIGHT_TEXT else "grey"
    return format_html(
        '<span class="light light-{}{}"><svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg><span>{}</span></span>',
        key,
        " mark-only" if mark_only else "",
        mark_safe(icons.LIGHT_SHAPES[key]),
        text or LIGHT_TEXT[key],
    )


@register.simple_tag
def badge(text: Any, tone: str = "", icon_name: str = "") -> SafeString:
    """A small label. Tones: primary, accent, green, amber, red, info; none is grey."""
    return format_html(
        '<span class="badge {}">{}{}</span>',
        tone,
        icon(icon_name) if icon_name else "",
        text,
    )


@register.inclusion_tag("ui/components/stat.html")
def stat(
    label: str,
    value: Any,
    unit: str = "",
    note: str = "",
    url: str = "",
    status: str = "",
    delta: float | None = None,
    delta_note: str = "",
    better: str = "",
) -> dict[str, Any]:
    """A tile with one figure. Numbers are shortened (12.3万) with the full figure as tooltip; None shows —.

    A change (`delta`) is coloured only where `better` says which direction is good: "up" or "down".
    """
    return {
        "label": label,
        "value": count_html(value),
        "unit": unit,
        "note": note,
        "url": url,
        "status": status,
        "delta": None if delta is None else signed(delta),
        "delta_class": _delta_class(delta, better),
        "delta_note": delta_note or _("较上期"),
    }


def _delta_class(delta: float | None, better: str) -> str:
    if not delta or better not in ("up", "down"):
        return ""
    return "delta-good" if (delta > 0) == (better == "up") else "delta-bad"


@register.inclusion_tag("ui/components/progress.html")
def progress(value: float | None, max: float = 100, label: str = "", status: str = "") -> dict[str, Any]:
    """A bar with its text; `value` of `max`. Status colours it green, amber or red."""
    share = None if value is None or not max else 100 * float(value) / float(max)
    return {
        "label": label,
        "status": status,
        "share": share,
        "bar": 0 if share is None else min(100.0, share if share > 0 else 0.0),
        "text": percent(share) if share is not None else _("暂无数据"),
    }


@register.simple_tag
def spark(values: Iterable[float | None], label: str = "") -> SafeString:
    """A small line in a table cell, scaled from its least to its greatest value; the line passes over values that are None.

    It says its first and last value to screen readers; nothing is drawn for fewer than two values.
    """
    numbers = [None if value is None else float(value) for value in values]
    known = [number for number in numbers if number is not None]
    if len(known) < 2:
        return format_html('<span class="muted">{}</span>', figure(known[0]) if known else _("暂无数据"))
    low, span = min(known), (max(known) - min(known)) or 1.0
    points = [(96 * i / (len(numbers) - 1) + 2, 22 - 20 * (number - low) / span) for i, number in enumerate(numbers) if number is not None]
    text = _("%(label)s从 %(first)s 到 %(last)s") % {"label": label, "first": figure(known[0]), "last": figure(known[-1])}
    x, y = points[-1]
    return format_html(
        '<svg class="spark" viewBox="0 0 100 24" role="img" aria-label="{}"><polyline points="{}"/><circle cx="{}" cy="{}" r="2.5"/></svg>',
        text,
        " ".join(f"{px:.1f},{py:.1f}" for px, py in points),
        f"{x:.1f}",
        f"{y:.1f}",
    )
