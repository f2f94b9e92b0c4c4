"""Blocks of a page: cards, notices, empty states, what happened, where a thing stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template
from django.template.loader import render_to_string

register = template.Library()
NOTICE_ICONS = {
    "info": "info",
    "success": "check",
    "warning": "alert",
    "error": "alert",
}


@register.simple_block_tag
def card(
    content: str,
    title: str = "",
    subtitle: str = "",
    action_url: str = "",
    action_label: str = "",
    tone: str = "",
    id: str = "",
    level: int = 2,
) -> str:
    """A framed group with heading. Tones: info, green, amber, red, accent."""
    return render_to_string("ui/components/card.html", locals())


@register.simple_block_tag
def notice(content: str, kind: str = "info", title: str = "") -> str:
    """A message inside the page: info, success, warning, error."""
    kind = kind if kind in NOTICE_ICONS else "info"
    return render_to_string(
        "ui/components/notice.html",
        {
            "content": content,
            "kind": kind,
            "title": title,
            "icon_name": NOTICE_ICONS[kind],
        },
    )


@register.inclusion_tag("ui/components/empty_state.html")
def empty_state(
    title: str,
    text: str = "",
    action_url: str = "",
    action_label: str = "",
    icon_name: str = "inbox",
) -> dict[str, Any]:
    """What to show instead of an empty list: what is missing and what to do next."""
    return {
        "title": title,
        "text": text,
        "action_url": action_url,
        "action_label": action_label,
        "icon_name": icon_name,
    }


@register.inclusion_tag("ui/components/timeline.html")
def timeline(items: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What happened, newest first as given. Keys: when, title, and if wanted actor, text, status, url, diff."""
    return {"items": list(items)}


@register.inclusion_tag("ui/components/steps.html")
def steps(labels: Sequence[str], current: int, stopped: bool = False) -> dict[str, Any]:
    """Where a thing stands on its way; `current` counts from 0, and len(labels) means all done."""
    states = ["done" if i < current else "current" if i == current else "" for i in range(len(labels))]
    if stopped and current < len(states):
        states[current] = "stopped current"
    return {"steps": list(zip(labels, states, strict=True))}
