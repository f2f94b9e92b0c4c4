"""Charts: valid specifications, honest tables, pictures with Chinese letters on any machine."""

import datetime
import json
import re
from decimal import Decimal
from pathlib import Path

import altair
import pytest
from jsonschema import Draft7Validator

import kepu.ui
from kepu.ui import charts
from kepu.ui.charts.render import picture_spec, register_fonts

SCHEMA = Path(altair.__file__).parent / "vegalite" / "v6" / "schema" / "vega-lite-schema.json"
POINTS = [
    charts.Point("2024年", Decimal("15.8"), low=14.7, high=16.9),
    charts.Point("2025年", None),
    charts.Point("2026年", 18.9, low=17.1, high=20.7, forecast=True),
]
DATED = [charts.Point(datetime.date(2026, m, 1), m * 10, series=s) for s in ("大坪", "解放碑") for m in (1, 2, 3)]


def every_chart() -> dict[str, charts.Chart]:
    return {
        "line": charts.line("走势", POINTS, unit="%", target=20),
        "line of dates": charts.line("走势", DATED, unit="场", zero=False),
        "small multiples": charts.small_multiples("走势", DATED),
        "bars": charts.bars("人次", [("大坪", 12_345), ("解放碑", Decimal("20"))], unit="人次", target=50),
        "stacked": charts.stacked("状态", [charts.Part("大坪", "green", 3), charts.Part("大坪", "red", 1)]),
        "shares": charts.stacked("状态", [charts.Part("大坪", "green", 3)], share=True),
        "donut": charts.donut("经费", [("财政", 3), ("社会", 1)]),
        "bullet": charts.bullet("指标", [charts.Goal("培训", 86_234, 100_000, "人次", "amber")]),
        "bullet without value": charts.bullet("指标", [charts.Goal("汇报", None, 1, "次")]),
        "heat map": charts.heat_map("记录", [charts.Cell("大坪", "1月", 3), charts.Cell("大坪", "2月", None)]),
        "ranges": charts.ranges("估计", [charts.Range("大坪", 15, 13.2, 17)], unit="%", reference=20),
        "empty line": charts.line("空", []),
        "empty bars": charts.bars("空", []),
        "empty heat map": charts.heat_map("空", []),
        "empty ranges": charts.ranges("空", [], reference=20),
    }


@pytest.fixture(scope="module")
def validator() -> Draft7Validator:
    return Draft7Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", every_chart())
def test_a_specification_is_valid_vega_lite(name, validator):
    spec = json.loads(json.dumps(every_chart()[name].spec))
    error = next(validator.iter_errors(spec), None)
    assert error is None, error.message[:500]


def test_a_broken_specification_would_be_found(validator):
    spec = charts.bars("人次", [("大坪", 1)]).spec | {"layer": [{"mark": "unicorn"}]}
    assert not validator.is_valid(spec)


def test_the_table_holds_what_is_drawn_and_what_is_unknown():
    chart = charts.line("走势", POINTS, unit="%")
    assert chart.headers == ("时间", "%", "区间下限", "区间上限", "性质")
    assert chart.display_rows == [
        ["2024年", "15.8", "14.7", "16.9", "实际"],
        ["2025年", "—", "—", "—", "实际"],
        ["2026年", "18.9", "17.1", "20.7", "预测"],
    ]


def test_the_forecast_is_dashed_and_joined_to_the_last_value():
    layers = charts.line("走势", POINTS).spec["layer"]
    (dashed,) = [part for part in layers if part["mark"].get("strokeDash") == [6, 5]]
    assert [row["x"] for row in dashed["data"]["values"]] == ["2024年", "2026年"]


def test_bars_are_sorted_and_only_the_drawing_is_cut():
    chart = charts.bars("人次", [("甲", 1), ("乙", 3), ("丙", 2)], limit=2)
    assert [row["label"] for row in chart.spec["data"]["values"]] == ["乙", "丙"]
    assert [row[0] for row in chart.rows] == ["乙", "丙", "甲"]
    assert [row[0] for row in charts.bars("人次", [("甲", 1), ("乙", 3)], sort=False).rows] == ["甲", "乙"]


def test_the_table_of_statuses_has_a_column_for_each_that_occurs():
    parts = [charts.Part("甲", "red", 2), charts.Part("乙", "green", 1), charts.Part("甲", "red", 1)]
    chart = charts.stacked("状态", parts, label_header="单位")
    assert chart.headers == ("单位", "正常", "滞后")
    assert chart.rows == (("甲", 0, 3), ("乙", 1, 0))


def test_a_status_without_a_name_is_an_error():
    with pytest.raises(KeyError):
        charts.stacked("状态", [charts.Part("甲", "purple", 1)])


def test_a_bullet_is_cut_at_its_edge_but_tells_the_figure():
    chart = charts.bullet("指标", [charts.Goal("品牌活动", 20, 5, "项", "green")])
    (row,) = chart.spec["data"]["values"]
    assert row["share"] == 150
    assert row["text"] == "20 / 5项"
    assert chart.rows == (("品牌活动", 20, 5, "项"),)


def test_a_ring_of_many_parts_is_refused():
    with pytest.raises(ValueError, match="use bars"):
        charts.donut("经费", [(str(i), 1) for i in range(6)])


def test_an_empty_cell_of_a_heat_map_is_no_zero():
    chart = charts.heat_map("记录", [charts.Cell("大坪", "1月", 0), charts.Cell("大坪", "2月", None)])
    assert chart.spec["data"]["values"] == [{"row": "大坪", "column": "1月", "value": 0}]
    assert chart.rows == (("大坪", 0, None),)
    assert chart.spec["encoding"]["x"]["scale"]["domain"] == ["1月", "2月"]


def test_a_picture_has_a_width_of_its_own():
    chart = charts.bars("人次", [("大坪", 1)])
    assert picture_spec(chart, 500)["width"] == 500
    assert chart.spec["width"] == "container"


@pytest.mark.parametrize("name", ["line", "bars", "bullet", "small multiples", "empty line"])
def test_a_chart_becomes_a_png(name):
    picture = charts.png(every_chart()[name], scale=1)
    assert picture.startswith(b"\x89PNG")
    assert len(picture) > 400


def test_a_larger_scale_gives_a_larger_picture():
    chart = every_chart()["bars"]
    assert len(charts.png(chart, scale=2)) > len(charts.png(chart, scale=1))


def test_chinese_letters_are_drawn_and_not_replaced_by_boxes():
    """Missing letters all look the same, so two pictures that differ only in a Chinese label would be equal."""
    one = charts.png(charts.bars("人次", [("大坪街道", 1)]), scale=1)
    other = charts.png(charts.bars("人次", [("南纪门街", 1)]), scale=1)
    assert one != other


def test_the_font_of_the_pictures_is_carried_by_a_package_and_stands_first():
    assert any(Path(register_fonts()).glob("NotoSansCJK-Regular.ttc"))
    assert charts.bars("人次", [("大坪", 1)]).spec["config"]["font"].startswith("Noto Sans CJK SC")


def test_an_svg_keeps_its_letters_as_text():
    assert "大坪" in charts.svg(charts.bars("人次", [("大坪", 1)]))


def test_each_colour_of_a_chart_has_its_counterpart_on_the_dark_wall_screen():
    script = (Path(kepu.ui.__file__).parent / "static" / "ui" / "ui.js").read_text(encoding="utf-8")
    dark = set(re.findall(r'"(#[0-9a-f]{6})":', script))
    used = set(re.findall(r"#[0-9a-f]{6}", json.dumps([chart.spec for chart in every_chart().values()])))
    assert used <= dark
