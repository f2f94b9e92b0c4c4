"""Charts over time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from .base import PRIMARY, WHITE, Chart, Spec, finish, values
from .parts import Table, amount, hint, hint_number, layer, point_row, target_line, time_axis, with_unit
from .rows import Number, Point


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
    y = amount("y", title=unit, scale={"zero": zero})
    colour: Spec = {"field": "series", "type": "nominal", "sort": None} if several else {"value": PRIMARY}
    base = {"x": time_axis(known), "y": y, "color": colour}
    tooltip = [hint("series", _("系列"))] if several else []
    tooltip += [hint("label", _("时间")), hint_number("y", unit or _("数值"))]
    layers = [*_band(known, base), *_lines(known, base), *_marks(known, {**base, "tooltip": tooltip})]
    if target is not None:
        layers += target_line(target, target_label or _("目标 %s") % with_unit(target, unit), y)
    spec = finish({"data": values([point_row(p) for p in known]), "layer": layers}, height=height)
    return Chart(spec, *_line_table(points, unit, several), title, description)


def _band(points: Sequence[Point], base: Spec) -> list[Spec]:
    """The interval around the values, where it is known."""
    if not any(p.low is not None and p.high is not None for p in points):
        return []
    encoding = {**base, "y": {**base["y"], "field": "low"}, "y2": {"field": "high"}}
    return [layer("area", encoding, keep="isValid(datum.low) && isValid(datum.high)", opacity=0.16)]


def _lines(points: Sequence[Point], base: Spec) -> list[Spec]:
    """The measured part in full, the forecast dashed."""
    parts = ((_stretch(points, False), [1, 0]), (_stretch(points, True), [6, 5]))
    return [layer("line", base, rows=rows, strokeDash=dash, clip=True) for rows, dash in parts if rows]


def _marks(points: Sequence[Point], encoding: Spec) -> list[Spec]:
    """A full mark for each value, a hollow one for each forecast."""
    layers = [layer("point", encoding, keep="!datum.forecast", filled=True)]
    if any(p.forecast for p in points):
        layers.append(layer("point", encoding, keep="datum.forecast", filled=False, fill=WHITE, strokeWidth=2))
    return layers


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
            rows.append(point_row(last[p.series]))
            joined.add(p.series)
        rows.append(point_row(p))
    return rows


def _line_table(points: Sequence[Point], unit: str, several: bool) -> Table:
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
    x = time_axis(known)
    x["axis"] = {**x["axis"], "tickCount": 3}
    tooltip = [hint("label", _("时间")), hint_number("y", unit or _("数值"))]
    encoding = {"x": x, "y": amount("y", axis={"tickCount": 3}), "tooltip": tooltip}
    small = layer("area", encoding, line={"color": PRIMARY}, color=PRIMARY, fillOpacity=0.14)
    body: Spec = {
        "data": values([point_row(p) for p in known]),
        "facet": {"field": "series", "type": "nominal", "sort": None, "header": {"title": None}},
        "columns": columns,
        "spec": {"width": 190, "height": 90, **small},
    }
    table = tuple((p.series, p.x, p.y) for p in points)
    headers = (series_header or _("名称"), _("时间"), unit or _("数值"))
    return Chart(finish(body, height=None), headers, table, title, description)
