"""Builders: each makes one kind of chart from plain rows."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from .base import (
    AXIS_NUMBER,
    INK,
    PRIMARY,
    SERIES_COLOURS,
    SHORT,
    STATUS_COLOURS,
    TARGET,
    WHITE,
    Chart,
    Spec,
    finish,
    values,
)
from .rows import Cell, Goal, Number, Part, Point, Range

BAR_STEP = 30
DONUT_LIMIT = 5


def _status_labels() -> dict[str, str]:
    return {
        "green": _("正常"),
        "amber": _("预警"),
        "red": _("滞后"),
        "grey": _("暂无数据"),
    }


def _rows_height(rows: int, step: int) -> int:
    """Height of a chart with one line per row; a chart of one row keeps room for its axis."""
    return max(rows, 1) * step


def _number_axis(title: str, **more: Any) -> Spec:
    return {"title": title or None, "labelExpr": AXIS_NUMBER, **more}


def _x_encoding(points: Sequence[Point]) -> Spec:
    if points and all(isinstance(p.x, datetime.date) for p in points):
        axis = {
            "title": None,
            "labelExpr": "utcFormat(datum.value, '%Y年%-m月')",
            "tickCount": 6,
        }
        return {
            "field": "x",
            "type": "temporal",
            "scale": {"type": "utc"},
            "axis": axis,
        }
    return {
        "field": "x",
        "type": "ordinal",
        "sort": None,
        "axis": {"title": None},
        "scale": {"padding": 0.3},
    }


def line(
    title: str,
    points: Iterable[Point],
    *,
    unit: str = "",
    target: Number | None = None,
    target_label: str = "",
    description: str = "",
    zero: bool = True,
    height: int = 260,
) -> Chart:
    """Values over time, with interval band, dashed forecast and target line where the points have them.

    One line per `series`; the forecast is joined to the last value before it. `zero=False` lets the axis begin above 0.
    """
    points = list(points)
    known = [p for p in points if p.y is not None]
    several = len({p.series for p in known}) > 1
    x = _x_encoding(known)
    y: Spec = {
        "field": "y",
        "type": "quantitative",
        "axis": _number_axis(unit),
        "scale": {"zero": zero},
    }
    colour: Spec = (
        {"field": "series", "type": "nominal", "sort": None}
        if several
        else {"value": PRIMARY}
    )
    tooltip = [
        {"field": "label", "title": _("时间")},
        {
            "field": "y",
            "type": "quantitative",
            "title": unit or _("数值"),
            "format": ",.2~f",
        },
    ]
    if several:
        tooltip.insert(0, {"field": "series", "title": _("系列")})
    layers: list[Spec] = []
    if any(p.low is not None and p.high is not None for p in known):
        band_y = {**y, "field": "low"}
        layers.append(
            {
                "transform": [{"filter": "isValid(datum.low) && isValid(datum.high)"}],
                "mark": {"type": "area", "opacity": 0.16},
                "encoding": {
                    "x": x,
                    "y": band_y,
                    "y2": {"field": "high"},
                    "color": colour,
                },
            }
        )
    for forecast, dash in ((False, [1, 0]), (True, [6, 5])):
        rows = _stretch(known, forecast)
        if rows:
            layers.append(
                {
                    "data": values(rows),
                    "mark": {"type": "line", "strokeDash": dash, "clip": True},
                    "encoding": {"x": x, "y": y, "color": colour},
                }
            )
    for forecast in (False, True):
        if any(p.forecast == forecast for p in known):
            fill: Spec = (
                {"filled": False, "fill": WHITE, "strokeWidth": 2}
                if forecast
                else {"filled": True}
            )
            layers.append(
                {
                    "transform": [
                        {"filter": "datum.forecast" if forecast else "!datum.forecast"}
                    ],
                    "mark": {"type": "point", **fill},
                    "encoding": {"x": x, "y": y, "color": colour, "tooltip": tooltip},
                }
            )
    if target is not None:
        layers += _target_layers(
            target, target_label or _("目标 %s") % _short(target, unit), y
        )
    spec = finish(
        {"data": values([_point_row(p) for p in known]), "layer": layers}, height=height
    )
    return Chart(spec, *_line_table(points, unit, several), title, description)


def _short(value: Number, unit: str) -> str:
    from kepu.ui.formats import short_count

    return f"{short_count(value)}{unit}"


def _point_row(p: Point) -> dict[str, Any]:
    from kepu.ui.formats import cn_date

    label = cn_date(p.x) if isinstance(p.x, datetime.date) else p.x
    return {
        "x": p.x,
        "label": label,
        "y": p.y,
        "series": p.series,
        "low": p.low,
        "high": p.high,
        "forecast": p.forecast,
    }


def _stretch(points: Sequence[Point], forecast: bool) -> list[dict[str, Any]]:
    """Rows of the measured (or forecast) part; the forecast begins at the last measured point of its series."""
    rows: list[dict[str, Any]] = []
    last: dict[str, Point] = {}
    joined: set[str] = set()
    for p in points:
        if p.forecast != forecast:
            last[p.series] = p
            continue
        if forecast and p.series in last and p.series not in joined:
            rows.append(_point_row(last[p.series]))
            joined.add(p.series)
        rows.append(_point_row(p))
    return rows


def _target_layers(target: Number, label: str, y: Spec) -> list[Spec]:
    data = values([{"target": target, "text": label}])
    encoding_y = {**y, "field": "target"}
    return [
        {
            "data": data,
            "mark": {
                "type": "rule",
                "strokeDash": [3, 3],
                "color": TARGET,
                "strokeWidth": 1.5,
            },
            "encoding": {"y": encoding_y},
        },
        {
            "data": data,
            "mark": {
                "type": "text",
                "align": "left",
                "baseline": "bottom",
                "dy": -3,
                "color": TARGET,
                "x": 4,
            },
            "encoding": {"y": encoding_y, "text": {"field": "text"}},
        },
    ]


def _line_table(
    points: Sequence[Point], unit: str, several: bool
) -> tuple[tuple[str, ...], tuple[tuple[Any, ...], ...]]:
    with_band = any(p.low is not None for p in points)
    with_forecast = any(p.forecast for p in points)
    headers = [_("时间"), *([_("系列")] if several else []), unit or _("数值")]
    headers += [_("区间下限"), _("区间上限")] if with_band else []
    headers += [_("性质")] if with_forecast else []
    rows = []
    for p in points:
        row: list[Any] = [p.x, *([p.series] if several else []), p.y]
        row += [p.low, p.high] if with_band else []
        row += [_("预测") if p.forecast else _("实际")] if with_forecast else []
        rows.append(tuple(row))
    return tuple(headers), tuple(rows)


def bars(
    title: str,
    rows: Iterable[tuple[str, Number]],
    *,
    unit: str = "",
    sort: bool = True,
    limit: int | None = None,
    target: Number | None = None,
    description: str = "",
    label_header: str = "",
) -> Chart:
    """Horizontal bars with their figure; largest first unless `sort=False`. `limit` shows the first ones only, the table holds all."""
    items = list(rows)
    if sort:
        items.sort(key=lambda row: -float(row[1]))
    shown = items[:limit] if limit else items
    y: Spec = {
        "field": "label",
        "type": "nominal",
        "sort": None,
        "axis": {"title": None, "grid": False, "labelLimit": 150},
    }
    x: Spec = {
        "field": "value",
        "type": "quantitative",
        "axis": None,
        "scale": {"zero": True, "nice": True},
    }
    tooltip = [
        {"field": "label", "title": label_header or _("名称")},
        {"field": "value", "title": unit or _("数值"), "format": ",.2~f"},
    ]
    layers: list[Spec] = [
        {
            "mark": {"type": "bar", "color": PRIMARY, "height": {"band": 0.62}},
            "encoding": {"x": x, "y": y, "tooltip": tooltip},
        },
        {
            "mark": {"type": "text", "align": "left", "dx": 5, "color": INK},
            "transform": [{"calculate": SHORT.format(v="datum.value"), "as": "text"}],
            "encoding": {"x": x, "y": y, "text": {"field": "text"}},
        },
    ]
    if target is not None:
        layers.append(
            {
                "data": values([{"value": target}]),
                "mark": {
                    "type": "rule",
                    "color": TARGET,
                    "strokeDash": [3, 3],
                    "strokeWidth": 1.5,
                },
                "encoding": {"x": x},
            }
        )
    data = values([{"label": label, "value": value} for label, value in shown])
    spec = finish(
        {"data": data, "layer": layers}, height=_rows_height(len(shown), BAR_STEP)
    )
    return Chart(
        spec,
        (label_header or _("名称"), unit or _("数值")),
        tuple(items),
        title,
        description,
    )


def stacked(
    title: str,
    parts: Iterable[Part],
    *,
    unit: str = "",
    statuses: Mapping[str, tuple[str, str]] | None = None,
    description: str = "",
    label_header: str = "",
    share: bool = False,
) -> Chart:
    """Horizontal bars made of statuses. `statuses` maps key → (label, colour) in order; by default the four traffic lights.

    `share=True` draws each bar to 100 %. Labels keep the order in which they first appear.
    """
    parts = list(parts)
    names = statuses or {
        key: (text, STATUS_COLOURS[key]) for key, text in _status_labels().items()
    }
    order = list(names)
    data = [
        {
            "label": p.label,
            "status": names[p.status][0],
            "value": p.value,
            "order": order.index(p.status),
        }
        for p in parts
    ]
    present = [key for key in order if any(p.status == key and p.value for p in parts)]
    x_axis = (
        {"title": None, "format": ".0%"} if share else _number_axis("", tickMinStep=1)
    )
    encoding: Spec = {
        "y": {
            "field": "label",
            "type": "nominal",
            "sort": None,
            "axis": {"title": None, "grid": False, "labelLimit": 150},
        },
        "x": {
            "field": "value",
            "type": "quantitative",
            "aggregate": "sum",
            "stack": "normalize" if share else "zero",
            "axis": x_axis,
        },
        "color": {
            "field": "status",
            "type": "nominal",
            "scale": {
                "domain": [names[k][0] for k in present],
                "range": [names[k][1] for k in present],
            },
            "legend": {"title": None},
        },
        "order": {"field": "order", "type": "quantitative"},
        "tooltip": [
            {"field": "label", "title": label_header or _("名称")},
            {"field": "status", "title": _("状态")},
            {
                "field": "value",
                "title": unit or _("数量"),
                "aggregate": "sum",
                "type": "quantitative",
            },
        ],
    }
    mark = {
        "type": "bar",
        "height": {"band": 0.62},
        "cornerRadiusEnd": 0,
        "stroke": WHITE,
        "strokeWidth": 1,
    }
    spec = finish(
        {"data": values(data), "mark": mark, "encoding": encoding},
        height=_rows_height(len({p.label for p in parts}), BAR_STEP),
    )
    return Chart(spec, *_stacked_table(parts, names, label_header), title, description)


def _stacked_table(
    parts: Sequence[Part], names: Mapping[str, tuple[str, str]], label_header: str
) -> tuple[tuple[str, ...], tuple[tuple[Any, ...], ...]]:
    """One row per label, one column per status."""
    totals: dict[str, dict[str, Any]] = {}
    for p in parts:
        row = totals.setdefault(p.label, {})
        row[p.status] = row.get(p.status, 0) + p.value
    used = [key for key in names if any(key in row for row in totals.values())]
    headers = (label_header or _("名称"), *(names[key][0] for key in used))
    return headers, tuple(
        (label, *(row.get(key, 0) for key in used)) for label, row in totals.items()
    )


def bullet(title: str, goals: Iterable[Goal], *, description: str = "") -> Chart:
    """Goals of different units on one scale: how much of its target each has reached, with the target as a line at 100 %.

    A bar ends at 150 %; the figures under the label and the table are never cut.
    """
    goals = list(goals)
    rows = []
    for goal in goals:
        share = (
            None
            if goal.value is None or not goal.target
            else 100 * float(goal.value) / float(goal.target)
        )
        reached = _("暂无数据") if goal.value is None else _short(goal.value, "")
        text = f"{reached} / {_short(goal.target, goal.unit)}"
        rows.append(
            {
                "label": f"{goal.label}\n{text}",
                "name": goal.label,
                "share": min(share or 0, 150),
                "text": text,
                "status": goal.status,
                "all": 100,
            }
        )
    y: Spec = {
        "field": "label",
        "type": "nominal",
        "sort": None,
        "axis": {
            "title": None,
            "grid": False,
            "labelLimit": 150,
            "labelExpr": "split(datum.label, '\\n')",
        },
    }
    scale = {"domain": [0, 150]}
    colour = {
        "field": "status",
        "type": "nominal",
        "scale": {
            "domain": list(STATUS_COLOURS),
            "range": list(STATUS_COLOURS.values()),
        },
        "legend": None,
    }
    share_axis = {
        "title": _("完成目标的百分比"),
        "labelExpr": "datum.value + '%'",
        "values": [0, 50, 100, 150],
    }
    layers: list[Spec] = [
        {
            "mark": {
                "type": "bar",
                "color": "#e3eaed",
                "height": {"band": 0.7},
                "cornerRadiusEnd": 0,
            },
            "encoding": {
                "x": {
                    "field": "all",
                    "type": "quantitative",
                    "scale": scale,
                    "axis": share_axis,
                },
                "y": y,
            },
        },
        {
            "mark": {"type": "bar", "height": {"band": 0.36}},
            "encoding": {
                "x": {"field": "share", "type": "quantitative", "scale": scale},
                "y": y,
                "color": colour,
                "tooltip": [
                    {"field": "name", "title": _("指标")},
                    {"field": "text", "title": _("完成 / 目标")},
                ],
            },
        },
        {
            "mark": {
                "type": "tick",
                "color": INK,
                "thickness": 2,
                "height": {"band": 0.8},
            },
            "encoding": {
                "x": {"field": "all", "type": "quantitative", "scale": scale},
                "y": y,
            },
        },
    ]
    spec = finish(
        {"data": values(rows), "layer": layers}, height=_rows_height(len(rows), 46)
    )
    table = tuple((g.label, g.value, g.target, g.unit) for g in goals)
    return Chart(
        spec, (_("指标"), _("完成"), _("目标"), _("单位")), table, title, description
    )


def heat_map(
    title: str,
    cells: Iterable[Cell],
    *,
    unit: str = "",
    description: str = "",
    row_header: str = "",
) -> Chart:
    """Rows × columns (unit × month), darker is more; an empty cell has no value."""
    cells = list(cells)
    columns = list(dict.fromkeys(c.column for c in cells))
    encoding: Spec = {
        "x": {
            "field": "column",
            "type": "ordinal",
            "scale": {"domain": columns},
            "axis": {"title": None, "orient": "top", "domain": False},
        },
        "y": {
            "field": "row",
            "type": "nominal",
            "scale": {"domain": list(dict.fromkeys(c.row for c in cells))},
            "axis": {"title": None, "grid": False, "labelLimit": 150},
        },
        "color": {
            "field": "value",
            "type": "quantitative",
            "scale": {"range": "heatmap", "zero": True},
            "legend": {
                "title": unit or None,
                "labelExpr": AXIS_NUMBER,
                "gradientLength": 160,
                "orient": "bottom",
            },
        },
        "tooltip": [
            {"field": "row", "title": row_header or _("名称")},
            {"field": "column", "title": _("时间")},
            {"field": "value", "title": unit or _("数值"), "format": ",.2~f"},
        ],
    }
    data = values(
        [
            {"row": c.row, "column": c.column, "value": c.value}
            for c in cells
            if c.value is not None
        ]
    )
    mark = {"type": "rect", "cornerRadius": 3, "stroke": WHITE, "strokeWidth": 2}
    spec = finish(
        {"data": data, "mark": mark, "encoding": encoding},
        height=_rows_height(len({c.row for c in cells}), 26),
    )
    by_row: dict[str, dict[str, Any]] = {}
    for c in cells:
        by_row.setdefault(c.row, {})[c.column] = c.value
    table = tuple(
        (row, *(found.get(column) for column in columns))
        for row, found in by_row.items()
    )
    return Chart(spec, (row_header or _("名称"), *columns), table, title, description)


def ranges(
    title: str,
    rows: Iterable[Range],
    *,
    unit: str = "",
    reference: Number | None = None,
    reference_label: str = "",
    description: str = "",
    label_header: str = "",
) -> Chart:
    """Estimates with their intervals, one per line, and a line for the reference (target, district mean)."""
    items = list(rows)
    y: Spec = {
        "field": "label",
        "type": "nominal",
        "sort": None,
        "axis": {"title": None, "grid": False, "labelLimit": 150},
    }
    x: Spec = {
        "field": "value",
        "type": "quantitative",
        "scale": {"zero": False},
        "axis": _number_axis(unit, grid=True),
    }
    tooltip = [
        {"field": "label", "title": label_header or _("名称")},
        *(
            {"field": name, "title": text, "format": ",.2~f"}
            for name, text in (
                ("value", _("估计")),
                ("low", _("下限")),
                ("high", _("上限")),
            )
        ),
    ]
    layers: list[Spec] = [
        {
            "mark": {
                "type": "rule",
                "strokeWidth": 2.5,
                "color": PRIMARY,
                "opacity": 0.55,
            },
            "encoding": {
                "x": {**x, "field": "low"},
                "x2": {"field": "high"},
                "y": y,
                "tooltip": tooltip,
            },
        },
        {
            "mark": {"type": "point", "size": 80, "color": PRIMARY},
            "encoding": {"x": x, "y": y, "tooltip": tooltip},
        },
    ]
    if reference is not None:
        data = values(
            [
                {
                    "value": reference,
                    "text": reference_label or _("目标 %s") % _short(reference, unit),
                }
            ]
        )
        ends = [float(v) for r in items for v in (r.low, r.high)] or [0.0]
        on_the_right = float(reference) > (min(ends) + max(ends)) / 2
        layers += [
            {
                "data": data,
                "mark": {"type": "rule", "color": TARGET, "strokeDash": [3, 3]},
                "encoding": {"x": x},
            },
            {
                "data": data,
                "mark": {
                    "type": "text",
                    "align": "right" if on_the_right else "left",
                    "dx": -4 if on_the_right else 4,
                    "y": -6,
                    "color": TARGET,
                },
                "encoding": {"x": x, "text": {"field": "text"}},
            },
        ]
    data_rows = values(
        [
            {"label": r.label, "value": r.value, "low": r.low, "high": r.high}
            for r in items
        ]
    )
    spec = finish(
        {"data": data_rows, "layer": layers}, height=_rows_height(len(items), BAR_STEP)
    )
    table = tuple((r.label, r.value, r.low, r.high) for r in items)
    return Chart(
        spec,
        (label_header or _("名称"), unit or _("估计"), _("下限"), _("上限")),
        table,
        title,
        description,
    )


def small_multiples(
    title: str,
    points: Iterable[Point],
    *,
    unit: str = "",
    columns: int = 3,
    description: str = "",
    series_header: str = "",
) -> Chart:
    """One small line chart per `series`, all on the same scale. On a page the number of columns follows the width."""
    points = list(points)
    known = [p for p in points if p.y is not None]
    x = _x_encoding(known)
    x["axis"] = {**x["axis"], "tickCount": 3}
    encoding = {
        "x": x,
        "y": {
            "field": "y",
            "type": "quantitative",
            "axis": _number_axis("", tickCount=3),
        },
        "tooltip": [
            {"field": "label", "title": _("时间")},
            {"field": "y", "title": unit or _("数值"), "format": ",.2~f"},
        ],
    }
    body: Spec = {
        "data": values([_point_row(p) for p in known]),
        "facet": {
            "field": "series",
            "type": "nominal",
            "sort": None,
            "header": {"title": None},
        },
        "columns": columns,
        "spec": {
            "width": 190,
            "height": 90,
            "mark": {
                "type": "area",
                "line": {"color": PRIMARY},
                "color": PRIMARY,
                "fillOpacity": 0.14,
            },
            "encoding": encoding,
        },
    }
    table = tuple((p.series, p.x, p.y) for p in points)
    headers = (series_header or _("名称"), _("时间"), unit or _("数值"))
    return Chart(finish(body, height=None), headers, table, title, description)


def donut(
    title: str,
    parts: Iterable[tuple[str, Number]],
    *,
    unit: str = "",
    description: str = "",
) -> Chart:
    """Shares of a whole, for at most five parts; ValueError beyond, because bars are then easier to read."""
    items = list(parts)
    if len(items) > DONUT_LIMIT:
        raise ValueError(f"a ring of {len(items)} parts cannot be read; use bars()")
    total = sum(float(value) for _label, value in items) or 1.0
    named = [f"{label} {100 * float(value) / total:.1f}%" for label, value in items]
    encoding: Spec = {
        "theta": {"field": "value", "type": "quantitative", "stack": True},
        "color": {
            "field": "label",
            "type": "nominal",
            "sort": None,
            "scale": {"domain": named, "range": list(SERIES_COLOURS[: len(items)])},
            "legend": {"orient": "right", "labelLimit": 220},
        },
        "order": {"field": "order", "type": "quantitative"},
        "tooltip": [
            {"field": "label", "title": _("类别")},
            {"field": "value", "title": unit or _("数值"), "format": ",.2~f"},
        ],
    }
    data = values(
        [
            {"label": named[i], "value": value, "order": i}
            for i, (_label, value) in enumerate(items)
        ]
    )
    mark = {
        "type": "arc",
        "innerRadius": 52,
        "outerRadius": 90,
        "stroke": WHITE,
        "strokeWidth": 2,
    }
    spec = finish({"data": data, "mark": mark, "encoding": encoding}, height=210)
    return Chart(spec, (_("类别"), unit or _("数值")), tuple(items), title, description)
