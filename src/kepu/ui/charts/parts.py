"""Pieces that several chart builders share."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from kepu.ui.formats import cn_date, short_count

from .base import AXIS_NUMBER, TARGET, Spec, values
from .rows import Number, Point

BAR_STEP = 30
Rows = Iterable[Mapping[str, Any]]
Table = tuple[tuple[str, ...], tuple[tuple[Any, ...], ...]]


def layer(mark: str, encoding: Spec, *, rows: Rows | None = None, keep: str = "", **style: Any) -> Spec:
    """One layer: a mark with its style, its encoding, and where it differs its own rows or a filter (`keep`, a Vega expression)."""
    spec: Spec = {"mark": {"type": mark, **style}, "encoding": encoding}
    if rows is not None:
        spec["data"] = values(list(rows))
    if keep:
        spec["transform"] = [{"filter": keep}]
    return spec


def amount(field: str, *, title: str = "", axis: Spec | None = None, **more: Any) -> Spec:
    """Encoding of a number; the axis writes 万 and 亿. Further keys (`scale`, `stack`, …) are taken as they are."""
    own = {"title": title or None, "labelExpr": AXIS_NUMBER, **(axis or {})}
    return {"field": field, "type": "quantitative", "axis": own, **more}


def names(field: str = "label", **axis: Any) -> Spec:
    """Encoding of labels down the left side, in the order of the rows."""
    look = {"title": None, "grid": False, "labelLimit": 150, **axis}
    return {"field": field, "type": "nominal", "sort": None, "axis": look}


def hint(field: str, title: str) -> Spec:
    """A text in the tooltip."""
    return {"field": field, "title": title}


def hint_number(field: str, title: str) -> Spec:
    """A figure in the tooltip."""
    return {"field": field, "type": "quantitative", "title": title, "format": ",.2~f"}


def time_axis(points: Sequence[Point]) -> Spec:
    """Encoding of `x`: a time scale when all are dates, else periods in the order of the rows."""
    if points and all(isinstance(p.x, datetime.date) for p in points):
        axis = {"title": None, "labelExpr": "utcFormat(datum.value, '%Y年%-m月')", "tickCount": 6}
        return {"field": "x", "type": "temporal", "scale": {"type": "utc"}, "axis": axis}
    return {"field": "x", "type": "ordinal", "sort": None, "axis": {"title": None}, "scale": {"padding": 0.3}}


def point_row(p: Point) -> dict[str, Any]:
    """A point as a row of data."""
    label = cn_date(p.x) if isinstance(p.x, datetime.date) else p.x
    row = {"x": p.x, "label": label, "y": p.y, "series": p.series}
    return row | {"low": p.low, "high": p.high, "forecast": p.forecast}


def target_line(target: Number, text: str, y: Spec) -> list[Spec]:
    """A dashed line across, with its text above it at the left."""
    rows = [{"target": target, "text": text}]
    at = {**y, "field": "target"}
    rule = layer("rule", {"y": at}, rows=rows, strokeDash=[3, 3], color=TARGET, strokeWidth=1.5)
    label: Spec = {"align": "left", "baseline": "bottom", "dy": -3, "x": 4, "color": TARGET}
    return [rule, layer("text", {"y": at, "text": {"field": "text"}}, rows=rows, **label)]


def rows_height(rows: int, step: int = BAR_STEP) -> int:
    """Height of a chart with one line per row."""
    return max(rows, 1) * step


def with_unit(value: Number, unit: str) -> str:
    """Short figure and its unit: 10万人次."""
    return f"{short_count(value)}{unit}"


def status_labels() -> dict[str, str]:
    """Words of the traffic lights."""
    return {"green": _("正常"), "amber": _("预警"), "red": _("滞后"), "grey": _("暂不评价")}
