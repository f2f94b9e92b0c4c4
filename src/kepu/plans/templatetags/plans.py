"""What the pages of the plan ask."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from kepu.engines.plan_document import NodeKind
from kepu.engines.plan_document.human import KIND_NAMES
from kepu.plans import panels as places
from kepu.plans.models import Plan, WorkItem

register = template.Library()
TONES: dict[str, str] = {
    WorkItem.Status.DRAFT: "",
    WorkItem.Status.ISSUED: "info",
    WorkItem.Status.ACCEPTED: "primary",
    WorkItem.Status.DECLINED: "amber",
    WorkItem.Status.DONE: "green",
    WorkItem.Status.DROPPED: "",
    Plan.Status.REVIEW: "amber",
    Plan.Status.CLOSED: "",
}


@register.simple_tag(takes_context=True)
def panels(context: dict[str, Any], place: str, obj: Any) -> SafeString:
    """What higher rooms show at a place of the page."""
    return format_html_join("\n", "{}", ((mark_safe(html),) for html in places.render(place, context["request"], obj)))


@register.filter
def tone(status: str) -> str:
    """Tone of the badge of a status of a plan or a work item."""
    return TONES.get(status, "")


@register.filter
def node_kind(kind: str) -> str:
    """Name of a kind of node."""
    return KIND_NAMES.get(NodeKind(kind), kind)
