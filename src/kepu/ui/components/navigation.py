"""Ways through the pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.core.paginator import Page
from django.template import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

register = template.Library()


@register.inclusion_tag("ui/components/breadcrumbs.html")
def breadcrumbs(*parts: Any) -> dict[str, Any]:
    """`{% breadcrumbs "规划" plans_url plan.title plan_url "第三部分" %}`: label and address in turn, the last without one."""
    labels, urls = parts[::2], (*parts[1::2], "")
    return {"crumbs": [{"label": label, "url": url} for label, url in zip(labels, urls, strict=False)]}


@register.inclusion_tag("ui/components/pagination.html", takes_context=True)
def pagination(context: Context, page_obj: Page[Any], param: str = "page") -> dict[str, Any]:
    """Links to the pages of a Django `Page`; the rest of the query string is kept."""
    request = context.get("request")
    query = request.GET.copy() if request is not None else None

    def url(number: int) -> str:
        if query is None:
            return f"?{param}={number}"
        query[param] = str(number)
        return f"?{query.urlencode()}"

    paginator = page_obj.paginator
    pages = [
        {
            "number": n,
            "url": url(n) if isinstance(n, int) else "",
            "current": n == page_obj.number,
        }
        for n in paginator.get_elided_page_range(page_obj.number, on_each_side=2, on_ends=1)
    ]
    return {
        "page": page_obj,
        "pages": pages,
        "total": paginator.count,
        "previous": url(page_obj.previous_page_number()) if page_obj.has_previous() else "",
        "next": url(page_obj.next_page_number()) if page_obj.has_next() else "",
    }


KEEP_ON_FAILURE = (
    'hx-boost="true" hx-target="#main" hx-select="#main" hx-swap="outerHTML show:window:top" hx-sync="this:drop" hx-disinherit="*" '
    """hx-request='{"timeout": 30000}'"""
)


@register.simple_tag
def keep_on_failure() -> SafeString:
    """`<form method="post" {% keep_on_failure %}>`: sent by htmx, so that without network what was filled stays on the screen.

    For forms that answer with a redirect: a page that comes as the answer itself has no address to go back to.

    The head of the next page is not loaded: its scripts and styles stand in this one too, and scripts listen to `htmx:load`.
    """
    return mark_safe(KEEP_ON_FAILURE)


@register.inclusion_tag("ui/components/tabs.html")
def tabs(items: Iterable[Mapping[str, Any]], label: str = "") -> dict[str, Any]:
    """Links as tabs. Keys of an item: label, url, current, and if wanted count."""
    return {"items": list(items), "label": label or _("页内导航")}


@register.inclusion_tag("ui/components/tree.html")
def tree(nodes: Iterable[Any], open_depth: int = 1, depth: int = 0) -> dict[str, Any]:
    """Outline. Nodes (dict or object) with title, and if wanted number, url, children, badge, tone, current."""
    return {
        "nodes": nodes,
        "open": depth < open_depth,
        "depth": depth + 1,
        "open_depth": open_depth,
    }


@register.simple_tag(takes_context=True)
def repeat_block(context: Context, name: str) -> SafeString:
    """The text of another block once more (the title of the page as its heading)."""
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    block = blocks.get_block(name) if blocks is not None else None
    return mark_safe(block.render(context)) if block is not None else mark_safe("")
