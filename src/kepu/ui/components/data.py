"""Figures, tables, differences and charts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from kepu.ui import charts, formats
from kepu.ui.text_diff import inline_diff

register = template.Library()

for name, function in {
    "count": formats.count_html,
    "figure": formats.figure,
    "percent": formats.percent,
    "signed": formats.signed,
    "cn_date": formats.cn_date,
    "cn_datetime": formats.cn_datetime,
    "cn_month": formats.cn_month,
}.items():
    register.filter(name, function)


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
    columns = [{"label": header, "right": i in right} for i, header in enumerate(headers, start=1)]
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


@register.inclusion_tag("ui/components/chart.html")
def chart(chart: charts.Chart, height: int | None = None) -> dict[str, Any]:
    """A chart of `kepu.ui.charts`: caption, drawing, and the table behind it for everyone."""
    return {"chart": charts.with_height(chart, height) if height else chart}


@register.simple_tag
def join_list(values: Iterable[Any], separator: str = "、") -> SafeString:
    """Items joined by the Chinese enumeration comma, each escaped."""
    return format_html_join(separator, "{}", ((value,) for value in values))
