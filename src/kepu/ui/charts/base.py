"""The chart object, its theme, and number formats."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from kepu.ui.formats import cn_date, figure

Spec = dict[str, Any]

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
FONT = "Noto Sans CJK SC, PingFang SC, Microsoft YaHei, Source Han Sans SC, sans-serif"

# Distinct in lightness as well as in hue, so that they stay apart in print and for colour-blind readers.
SERIES_COLOURS = ("#0b5f7d", "#d9822b", "#5b4bc4", "#1f8a57", "#b23a6b", "#6c7c86")
STATUS_COLOURS: Mapping[str, str] = {
    "green": "#1f8a57",
    "amber": "#e0a11b",
    "red": "#c8322b",
    "grey": "#9aa9b1",
}
PRIMARY, TARGET, INK, MUTED, GRID, WHITE = (
    "#0b6f92",
    "#a8201a",
    "#14252e",
    "#566973",
    "#e3eaed",
    "#ffffff",
)

# Numbers of an axis or a label in 万 and 亿.
SHORT = "abs({v}) >= 1e8 ? format({v} / 1e8, ',.2~f') + '亿' : abs({v}) >= 1e4 ? format({v} / 1e4, ',.1~f') + '万' : format({v}, ',.2~f')"
AXIS_NUMBER = SHORT.format(v="datum.value")


@dataclass(frozen=True)
class Chart:
    """A drawing and the table it is made of.

    `spec` is a Vega-Lite 6 specification with its data inside; `headers` and `rows` are what a screen reader or a spreadsheet gets.
    """

    spec: Spec
    headers: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    title: str
    description: str = ""

    @property
    def is_empty(self) -> bool:
        """True where there is nothing to draw."""
        return not self.rows

    @property
    def display_rows(self) -> list[list[str]]:
        """The rows as text: figures with thousands separated, dates in Chinese, — for nothing."""
        return [[_text(value) for value in row] for row in self.rows]


def _text(value: Any) -> str:
    if isinstance(value, datetime.date):
        return cn_date(value)
    return figure(value)


def with_height(chart: Chart, height: int) -> Chart:
    """The chart with another height in pixels."""
    return replace(chart, spec={**chart.spec, "height": height})


def plain(value: Any) -> Any:
    """A value as JSON can hold it: Decimal becomes float, a date its ISO form."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    return value


def values(rows: Sequence[Mapping[str, Any]]) -> Spec:
    """Inline data of a specification."""
    return {"values": [{key: plain(value) for key, value in row.items()} for row in rows]}


def finish(body: Spec, *, height: int | None) -> Spec:
    """Adds what every specification carries: schema, width of the container, theme."""
    spec: Spec = {
        "$schema": SCHEMA,
        "background": "transparent",
        "config": theme(),
        **body,
    }
    if height is not None:
        spec["height"] = height
        spec.setdefault("width", "container")
        spec.setdefault("autosize", {"type": "fit-x", "contains": "padding"})
    return spec


def theme() -> Spec:
    """Configuration that all charts share."""
    text = {
        "labelFont": FONT,
        "titleFont": FONT,
        "labelColor": MUTED,
        "titleColor": MUTED,
        "labelFontSize": 12,
        "titleFontSize": 12,
    }
    return {
        "font": FONT,
        "view": {"stroke": None},
        "axis": {
            **text,
            "titleFontWeight": "normal",
            "grid": True,
            "gridColor": GRID,
            "domain": False,
            "ticks": False,
            "labelPadding": 6,
            "labelLimit": 200,
            "labelLineHeight": 16,
        },
        "axisX": {
            "grid": False,
            "domain": True,
            "domainColor": "#9aa9b1",
            "labelAngle": 0,
            "labelOverlap": True,
        },
        "axisQuantitative": {"tickCount": 5},
        "legend": {
            **text,
            "title": None,
            "orient": "top",
            "symbolSize": 90,
            "symbolType": "square",
            "columnPadding": 14,
        },
        "header": {
            **text,
            "labelFontSize": 13,
            "labelFontWeight": 600,
            "labelColor": INK,
        },
        "range": {
            "category": list(SERIES_COLOURS),
            "heatmap": ["#eaf3f6", "#5fa9c2", "#084a62"],
        },
        "line": {"strokeWidth": 2.5},
        "point": {"filled": True, "size": 55, "opacity": 1},
        "bar": {"cornerRadiusEnd": 3},
        "text": {"font": FONT, "fontSize": 12, "color": INK},
    }
