"""Charts of amounts by name: bars, bars made of statuses, a ring of shares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from .base import INK, PRIMARY, SERIES_COLOURS, SHORT, STATUS_COLOURS, TARGET, WHITE, Chart, Spec, finish, values
from .parts import Table, amount, hint, hint_number, layer, names, rows_height, status_labels
from .rows import Number, Part

DONUT_LIMIT = 5
LEGEND_ROW = 3  # so many entries beside one another where there are too many for a line


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
    header, figure = label_header or _("名称"), unit or _("数值")
    x: Spec = {**amount("value", scale={"zero": True, "nice": True}), "axis": None}
    y = names()
    bar = {"x": x, "y": y, "tooltip": [hint("label", header), hint_number("value", figure)]}
    text = layer("text", {"x": x, "y": y, "text": {"field": "text"}}, align="left", dx=5, color=INK)
    text["transform"] = [{"calculate": SHORT.format(v="datum.value"), "as": "text"}]
    layers = [layer("bar", bar, color=PRIMARY, height={"band": 0.62}), text]
    if target is not None:
        layers.append(layer("rule", {"x": x}, rows=[{"value": target}], color=TARGET, strokeDash=[3, 3], strokeWidth=1.5))
    data = values([{"label": label, "value": value} for label, value in shown])
    spec = finish({"data": data, "layer": layers}, height=rows_height(len(shown)))
    return Chart(spec, (header, figure), tuple(items), title, description)


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

    `share=True` draws each bar to 100 %. Labels keep the order in which they first appear. KeyError for an unknown status.
    """
    parts = list(parts)
    known = statuses or {key: (text, STATUS_COLOURS[key]) for key, text in status_labels().items()}
    present = [key for key in known if any(p.status == key and p.value for p in parts)]
    header = label_header or _("名称")
    axis: Spec = {"format": ".0%", "labelExpr": "datum.label"} if share else {"tickMinStep": 1}
    scale = {"domain": [known[key][0] for key in present], "range": [known[key][1] for key in present]}
    encoding: Spec = {
        "y": names(),
        "x": amount("value", axis=axis, aggregate="sum", stack="normalize" if share else "zero"),
        "color": {
            "field": "status",
            "type": "nominal",
            "scale": scale,
            "legend": {"title": None, "columns": LEGEND_ROW if len(present) > LEGEND_ROW + 1 else 0},
        },
        "order": {"field": "order", "type": "quantitative"},
        "tooltip": [
            hint("label", header),
            hint("status", _("状态")),
            hint_number("value", unit or _("数量")) | {"aggregate": "sum"},
        ],
    }
    order = {key: i for i, key in enumerate(known)}
    data = values([{"label": p.label, "status": known[p.status][0], "value": p.value, "order": order[p.status]} for p in parts])
    look: Spec = {"height": {"band": 0.62}, "cornerRadiusEnd": 0, "stroke": WHITE, "strokeWidth": 1}
    body = {"data": data, **layer("bar", encoding, **look)}
    spec = finish(body, height=rows_height(len({p.label for p in parts})))
    return Chart(spec, *_stacked_table(parts, known, header), title, description)


def _stacked_table(parts: Sequence[Part], known: Mapping[str, tuple[str, str]], header: str) -> Table:
    """One row per label, one column per status that occurs."""
    totals: dict[str, dict[str, Any]] = {}
    for p in parts:
        row = totals.setdefault(p.label, {})
        row[p.status] = row.get(p.status, 0) + p.value
    used = [key for key in known if any(key in row for row in totals.values())]
    headers = (header, *(known[key][0] for key in used))
    return headers, tuple((label, *(row.get(key, 0) for key in used)) for label, row in totals.items())


def donut(title: str, parts: Iterable[tuple[str, Number]], *, unit: str = "", description: str = "") -> Chart:
    """Shares of a whole, for at most five parts; ValueError beyond, because bars are then easier to read."""
    items = list(parts)
    if len(items) > DONUT_LIMIT:
        raise ValueError(f"a ring of {len(items)} parts cannot be read; use bars()")
    total = sum(float(value) for _label, value in items) or 1.0
    labels = [f"{label} {100 * float(value) / total:.1f}%" for label, value in items]
    scale = {"domain": labels, "range": list(SERIES_COLOURS[: len(items)])}
    legend = {"orient": "right", "labelLimit": 220}
    encoding: Spec = {
        "theta": {"field": "value", "type": "quantitative", "stack": True},
        "color": {"field": "label", "type": "nominal", "sort": None, "scale": scale, "legend": legend},
        "order": {"field": "order", "type": "quantitative"},
        "tooltip": [hint("label", _("类别")), hint_number("value", unit or _("数值"))],
    }
    data = values([{"label": labels[i], "value": value, "order": i} for i, (_label, value) in enumerate(items)])
    ring = layer("arc", encoding, innerRadius=52, outerRadius=90, stroke=WHITE, strokeWidth=2)
    spec = finish({"data": data, **ring}, height=210)
    return Chart(spec, (_("类别"), unit or _("数值")), tuple(items), title, description)
