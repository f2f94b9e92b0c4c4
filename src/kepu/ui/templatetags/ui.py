"""Components of the design system. Load with `{% load ui %}`; usage with snippets stands in kepu/ui/README.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm
from django.template import Context
from django.template.loader import render_to_string
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kepu.ui import icons
from kepu.ui.formats import (
    cn_date,
    cn_datetime,
    cn_month,
    count_html,
    figure,
    percent,
    signed,
)
from kepu.ui.text_diff import inline_diff

register = template.Library()

for name, function in {
    "count": count_html,
    "figure": figure,
    "percent": percent,
    "signed": signed,
    "cn_date": cn_date,
    "cn_datetime": cn_datetime,
    "cn_month": cn_month,
}.items():
    register.filter(name, function)

LIGHT_TEXT = {
    "green": gettext_lazy("正常"),
    "amber": gettext_lazy("预警"),
    "red": gettext_lazy("滞后"),
    "grey": gettext_lazy("暂无数据"),
}
NOTICE_ICONS = {
    "info": "info",
    "success": "check",
    "warning": "alert",
    "error": "alert",
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
def traffic_light(
    status: str | None, text: str = "", mark_only: bool = False
) -> SafeString:
    """Status as shape, colour and word; anything that is not green, amber or red is shown as 暂无数据."""
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


@register.inclusion_tag("ui/components/progress.html")
def progress(
    value: float | None, max: float = 100, label: str = "", status: str = ""
) -> dict[str, Any]:
    """A bar with its text; `value` of `max`. Status colours it green, amber or red."""
    share = None if value is None or not max else 100 * float(value) / float(max)
    return {
        "label": label,
        "status": status,
        "share": share,
        "bar": 0 if share is None else min(100.0, share if share > 0 else 0.0),
        "text": percent(share) if share is not None else _("暂无数据"),
    }


@register.inclusion_tag("ui/components/breadcrumbs.html")
def breadcrumbs(*parts: Any) -> dict[str, Any]:
    """`{% breadcrumbs "规划" plans_url plan.title plan_url "第三部分" %}`: label and address in turn, the last without one."""
    labels, urls = parts[::2], (*parts[1::2], "")
    return {
        "crumbs": [
            {"label": label, "url": url}
            for label, url in zip(labels, urls, strict=False)
        ]
    }


@register.inclusion_tag("ui/components/pagination.html", takes_context=True)
def pagination(
    context: Context, page_obj: Page[Any], param: str = "page"
) -> dict[str, Any]:
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
        for n in paginator.get_elided_page_range(
            page_obj.number, on_each_side=2, on_ends=1
        )
    ]
    return {
        "page": page_obj,
        "pages": pages,
        "total": paginator.count,
        "previous": url(page_obj.previous_page_number())
        if page_obj.has_previous()
        else "",
        "next": url(page_obj.next_page_number()) if page_obj.has_next() else "",
    }


@register.inclusion_tag("ui/components/timeline.html")
def timeline(items: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What happened, newest first as given. Keys: when, title, and if wanted actor, text, status, url, diff."""
    return {"items": list(items)}


@register.inclusion_tag("ui/components/steps.html")
def steps(labels: Sequence[str], current: int, stopped: bool = False) -> dict[str, Any]:
    """Where a thing stands on its way; `current` counts from 0, and len(labels) means all done."""
    states = [
        "done" if i < current else "current" if i == current else ""
        for i in range(len(labels))
    ]
    if stopped and current < len(states):
        states[current] = "stopped current"
    return {"steps": list(zip(labels, states, strict=True))}


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


@register.inclusion_tag("ui/components/data_table.html")
def data_table(
    headers: Sequence[str],
    rows: Iterable[Sequence[Any]],
    caption: str = "",
    numeric: str = "",
    cards: bool = True,
) -> dict[str, Any]:
    """A plain table from rows; `numeric` names the columns set right, e.g. "2,3" counted from 1."""
    right = {int(part) for part in numeric.split(",") if part.strip()}
    columns = [
        {"label": header, "right": i in right}
        for i, header in enumerate(headers, start=1)
    ]
    return {
        "columns": columns,
        "rows": [list(zip(columns, row, strict=True)) for row in rows],
        "caption": caption,
        "cards": cards,
    }


@register.simple_tag
def diff(old: str, new: str) -> SafeString:
    """Two versions of a sentence, what was taken out and put in marked in place."""
    return inline_diff(old, new)


@register.inclusion_tag("ui/components/field.html")
def field(
    bound_field: Any, unit: str = "", help: str = "", label: str = ""
) -> dict[str, Any]:
    """One form field with label, help, errors, and the attributes that screen readers need."""
    from kepu.ui.forms import field_context

    return field_context(bound_field, unit=unit, help_text=help, label=label)


@register.inclusion_tag("ui/components/form_fields.html")
def form_fields(form: BaseForm) -> dict[str, Any]:
    """All fields of a form, after a summary of its errors."""
    return {"form": form}


@register.inclusion_tag("ui/components/error_summary.html")
def error_summary(form: BaseForm) -> dict[str, Any]:
    """What is wrong in the form, each line a link to its field; nothing when it is right."""
    from kepu.ui.forms import error_links

    return {"errors": error_links(form)}


@register.simple_tag(takes_context=True)
def repeat_block(context: Context, name: str) -> SafeString:
    """The text of another block once more (the title of the page as its heading)."""
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    block = blocks.get_block(name) if blocks is not None else None
    return mark_safe(block.render(context)) if block is not None else mark_safe("")


@register.inclusion_tag("ui/components/chart.html")
def chart(chart: Any, height: int | None = None) -> dict[str, Any]:
    """A chart of `kepu.ui.charts`: caption, drawing, and the table behind it for everyone."""
    from kepu.ui.charts import with_height

    return {"chart": with_height(chart, height) if height else chart}


@register.simple_tag
def join_list(values: Iterable[Any], separator: str = "、") -> SafeString:
    """Items joined by the Chinese enumeration comma, each escaped."""
    return format_html_join(separator, "{}", ((value,) for value in values))
