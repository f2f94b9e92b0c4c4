"""Charts that hold values against something: targets, a reference, other months."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from .base import AXIS_NUMBER, INK, PRIMARY, STATUS_COLOURS, TARGET, WHITE, Chart, Spec, finish, values
from .parts import amount, hint, hint_number, layer, names, rows_height, with_unit
from .rows import Cell, Goal, Number, Range

SHARE_LIMIT = 150
BULLET_STEP = 46
CELL_STEP = 26


def bullet(title: str, goals: Iterable[Goal], *, description: str = "") -> Chart:
    """Goals of different units on one scale: how much of its target each has reached, with the target as a line at 100 %.

    A bar ends at 150 %; the figures under the label and the table are never cut.
    """
    goals = list(goals)
    rows = [_goal_row(goal) for goal in goals]
    scale = {"domain": [0, SHARE_LIMIT]}
    percent = {"title": _("完成目标的百分比"), "labelExpr": "datum.value + '%'", "values": [0, 50, 100, 150]}
    y = names(labelExpr="split(datum.label, '\\n')")
    whole = {"x": amount("all", axis=percent, scale=scale), "y": y}
    colours = {"domain": list(STATUS_COLOURS), "range": list(STATUS_COLOURS.values())}
    reached: Spec = {
        "x": amount("share", axis=percent, scale=scale),
        "y": y,
        "color": {"field": "status", "type": "nominal", "scale": colours, "legend": None},
        "tooltip": [hint("name", _("指标")), hint("text", _("完成 / 目标"))],
    }
    layers = [
        layer("bar", whole, color="#e3eaed", height={"band": 0.7}, cornerRadiusEnd=0),
        layer("bar", reached, height={"band": 0.36}),
        layer("tick", whole, color=INK, thickness=2, height={"band": 0.8}),
    ]
    spec = finish({"data": values(rows), "layer": layers}, height=rows_height(len(rows), BULLET_STEP))
    table = tuple((g.label, g.value, g.target, g.unit) for g in goals)
    return Chart(spec, (_("指标"), _("完成"), _("目标"), _("单位")), table, title, description)


def _goal_row(goal: Goal) -> dict[str, Any]:
    share = 0.0 if goal.value is None or not goal.target else 100 * float(goal.value) / float(goal.target)
    reached = _("暂无数据") if goal.value is None else with_unit(goal.value, "")
    text = f"{reached} / {with_unit(goal.target, goal.unit)}"
    row = {"label": f"{goal.label}\n{text}", "name": goal.label, "text": text, "status": goal.status}
    return row | {"share": min(share, SHARE_LIMIT), "all": 100}


def heat_map(title: str, cells: Iterable[Cell], *, unit: str = "", description: str = "", row_header: str = "") -> Chart:
    """Rows × columns (unit × month), darker is more; an empty cell has no value."""
    cells = list(cells)
    columns = list(dict.fromkeys(c.column for c in cells))
    by_row: dict[str, dict[str, Any]] = {}
    for c in cells:
        by_row.setdefault(c.row, {})[c.column] = c.value
    header = row_header or _("名称")
    x = {"field": "column", "type": "ordinal", "scale": {"domain": columns}}
    legend = {"title": unit or None, "labelExpr": AXIS_NUMBER, "gradientLength": 160, "orient": "bottom"}
    encoding: Spec = {
        "x": {**x, "axis": {"title": None, "orient": "top", "domain": False}},
        "y": names("row") | {"scale": {"domain": list(by_row)}},
        "color": {
            "field": "value",
            "type": "quantitative",
            "scale": {"range": "heatmap", "zero": True},
            "legend": legend,
        },
        "tooltip": [hint("row", header), hint("column", _("时间")), hint_number("value", unit or _("数值"))],
    }
    data = values([{"row": c.row, "column": c.column, "value": c.value} for c in cells if c.value is not None])
    rect = layer("rect", encoding, cornerRadius=3, stroke=WHITE, strokeWidth=2)
    spec = finish({"data": data, **rect}, height=rows_height(len(by_row), CELL_STEP))
    table = tuple((row, *(found.get(column) for column in columns)) for row, found in by_row.items())
    return Chart(spec, (header, *columns), table, title, description)


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
    header, figure = label_header or _("名称"), unit or _("估计")
    y = names()
    x = amount("value", title=unit, axis={"grid": True}, scale={"zero": False})
    numbers = (("value", figure), ("low", _("下限")), ("high", _("上限")))
    tooltip = [hint("label", header), *(hint_number(name, text) for name, text in numbers)]
    interval = {"x": {**x, "field": "low"}, "x2": {"field": "high"}, "y": y, "tooltip": tooltip}
    layers = [
        layer("rule", interval, strokeWidth=2.5, color=PRIMARY, opacity=0.55),
        layer("point", {"x": x, "y": y, "tooltip": tooltip}, size=80, color=PRIMARY),
    ]
    if reference is not None:
        layers += _reference(reference, reference_label or _("目标 %s") % with_unit(reference, unit), items, x)
    data = values([{"label": r.label, "value": r.value, "low": r.low, "high": r.high} for r in items])
    spec = finish({"data": data, "layer": layers}, height=rows_height(len(items)))
    table = tuple((r.label, r.value, r.low, r.high) for r in items)
    return Chart(spec, (header, figure, _("下限"), _("上限")), table, title, description)


def _reference(value: Number, text: str, items: Sequence[Range], x: Spec) -> list[Spec]:
    """A dashed line with its text on the side that has room."""
    ends = [float(end) for r in items for end in (r.low, r.high)] or [0.0]
    right = float(value) > (min(ends) + max(ends)) / 2
    place: Spec = {"align": "right", "dx": -4} if right else {"align": "left", "dx": 4}
    rows = [{"value": value, "text": text}]
    label = {"x": x, "text": {"field": "text"}}
    return [
        layer("rule", {"x": x}, rows=rows, color=TARGET, strokeDash=[3, 3]),
        layer("text", label, rows=rows, y=-6, color=TARGET, **place),
    ]
