"""Each component renders, escapes what it is given, and speaks to screen readers."""

import datetime

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

from kepu.ui import charts, icons

EVIL = '<script>alert("x")</script>'


def render(source: str, **context: object) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


@pytest.mark.parametrize(
    "source",
    [
        "{% card title=evil subtitle=evil action_url=evil action_label=evil tone=evil id=evil %}{{ evil }}{% endcard %}",
        '{% notice "warning" evil %}{{ evil }}{% endnotice %}',
        "{% stat evil evil evil note=evil url=evil status=evil delta=1 delta_note=evil %}",
        "{% traffic_light evil evil %}",
        "{% badge evil evil %}",
        "{% empty_state evil evil evil evil %}",
        "{% progress 1 2 evil evil %}",
        "{% breadcrumbs evil evil evil %}",
        "{% timeline events %}",
        "{% steps labels 0 %}",
        "{% tabs tabs evil %}",
        "{% tree nodes %}",
        "{% data_table labels rows evil %}",
        "{% diff evil evil %}",
        "{% join_list labels %}",
        "{% chart chart %}",
        '{% icon "bell" evil %}',
    ],
)
def test_a_component_escapes_what_it_is_given(source):
    html = render(
        source,
        evil=EVIL,
        labels=[EVIL],
        rows=[[EVIL]],
        events=[{"when": EVIL, "title": EVIL, "actor": EVIL, "text": EVIL, "url": EVIL, "status": EVIL}],
        tabs=[{"label": EVIL, "url": EVIL, "count": EVIL}],
        nodes=[{"title": EVIL, "number": EVIL, "url": EVIL, "badge": EVIL, "children": [{"title": EVIL}]}],
        chart=charts.bars(EVIL, [(EVIL, 1)], unit=EVIL, description=EVIL),
    )
    assert "alert" in html
    assert EVIL not in html
    assert 'alert("x")' not in html.replace('alert(\\"x\\")', "")


def test_every_icon_draws_and_is_silent_unless_it_has_a_label():
    for name in icons.ICONS:
        assert 'aria-hidden="true"' in render("{% icon name %}", name=name)
    assert 'role="img" aria-label="消息"' in render('{% icon "bell" "消息" %}')


def test_an_unknown_icon_is_an_error():
    with pytest.raises(KeyError):
        render('{% icon "unicorn" %}')


def test_the_four_lights_differ_in_shape_and_word():
    lights = {status: render("{% traffic_light s %}", s=status) for status in ("green", "amber", "red", "grey")}
    assert [word for word in ("正常", "预警", "滞后", "暂不评价") if any(word in html for html in lights.values())] == [
        "正常",
        "预警",
        "滞后",
        "暂不评价",
    ]
    assert len(set(icons.LIGHT_SHAPES.values())) == 4


def test_an_unknown_status_is_shown_as_without_data():
    assert "暂不评价" in render("{% traffic_light s %}", s=None)
    assert "暂不评价" in render("{% traffic_light s %}", s="purple")


def test_a_tile_without_value_shows_a_dash_and_no_link():
    html = render('{% stat "本年汇报" None "次" %}')
    assert "—" in html
    assert "href" not in html


@pytest.mark.parametrize(("delta", "better", "css"), [(1, "up", "good"), (1, "down", "bad"), (-1, "down", "good")])
def test_a_change_is_coloured_by_the_direction_that_is_good(delta, better, css):
    assert f"delta-{css}" in render('{% stat "x" 1 delta=delta better=better %}', delta=delta, better=better)


def test_a_change_without_a_good_direction_has_no_colour():
    assert "delta-" not in render('{% stat "x" 1 delta=3 %}')


@pytest.mark.parametrize(("value", "maximum", "bar", "text"), [(50, 200, "25.0", "25%"), (6, 5, "100.0", "120%"), (-3, 5, "0.0", "-60%")])
def test_a_progress_bar_stays_inside_while_its_text_tells_the_share(value, maximum, bar, text):
    html = render("{% progress v m %}", v=value, m=maximum)
    assert f'value="{bar}"' in html
    assert text in html


def test_progress_without_value_or_target_says_so():
    assert "暂无数据" in render("{% progress None 5 %}")
    assert "暂无数据" in render("{% progress 3 0 %}")


def test_the_last_breadcrumb_is_the_page_itself():
    html = render('{% breadcrumbs "规划" "/plans/" "第三部分" %}')
    assert '<a href="/plans/">规划</a>' in html
    assert '<span aria-current="page">第三部分</span>' in html


def test_pagination_keeps_the_rest_of_the_query():
    request = RequestFactory().get("/x/", {"q": "街道&a", "page": "2"})
    page = Paginator(range(100), 10).get_page(2)
    html = render("{% pagination page %}", page=page, request=request)
    assert 'href="?q=%E8%A1%97%E9%81%93%26a&amp;page=3" rel="next"' in html
    assert "共 100 条" in html


def test_pagination_of_a_single_page_is_left_out():
    assert render("{% pagination page %}", page=Paginator([1], 10).get_page(1)).strip() == ""


def test_steps_mark_what_is_done_and_where_it_stands():
    html = render("{% steps labels 1 %}", labels=["草稿", "审核", "通过"])
    assert html.count('class="done"') == 1
    assert '<li class="current" aria-current="step">审核</li>' in html


def test_a_tree_opens_to_the_given_depth():
    nodes = [{"title": "一", "children": [{"title": "（一）", "children": [{"title": "1", "url": "/n/1/"}]}]}]
    html = render("{% tree nodes 1 %}", nodes=nodes)
    assert html.count("<details open>") == 1
    assert html.count("<details>") == 1
    assert 'href="/n/1/"' in html


def test_table_cells_carry_their_column_for_the_phone():
    html = render("{% data_table headers rows '' '2' %}", headers=["单位", "人次"], rows=[("区科协", "12")])
    assert '<td data-label="人次" class="num">12</td>' in html


def test_a_table_row_of_the_wrong_length_is_an_error():
    with pytest.raises(ValueError, match="shorter"):
        render("{% data_table headers rows %}", headers=["单位", "人次"], rows=[("区科协",)])


def test_the_timeline_shows_when_and_who():
    when = datetime.datetime(2026, 11, 20, 9, 30)
    html = render("{% timeline items %}", items=[{"when": when, "title": "退回", "actor": "张三", "status": "red"}])
    assert "2026年11月20日 09:30 · 张三" in html
    assert '<li class="red">' in html


def test_a_chart_brings_its_table_and_its_data():
    chart = charts.bars("各街道人次", [("大坪", 12_345), ("解放碑", 20)], unit="人次")
    html = render("{% chart chart 400 %}", chart=chart)
    assert "data-chart" in html
    assert '"height": 400' in html
    assert "<details>" in html
    assert "12,345" in html
    assert "<noscript>" in html


def test_a_chart_without_data_says_so_and_draws_nothing():
    html = render("{% chart chart %}", chart=charts.bars("空", []))
    assert "暂无数据" in html
    assert "data-chart" not in html


def test_a_branch_with_an_address_is_a_link_beside_its_switch():
    html = render("{% tree nodes %}", nodes=[{"title": "一", "url": "/n/1/", "children": [{"title": "（一）"}]}])
    summary = html[html.index("<summary>") : html.index("</summary>")]
    assert "<a " not in summary
    assert "展开或收起：一" in summary
    assert '<a href="/n/1/">' in html


def test_a_small_line_tells_its_ends_and_skips_what_is_unknown():
    html = render("{% spark values '人次' %}", values=[1, None, 3, 2])
    assert 'aria-label="人次从 1 到 2"' in html
    assert 'points="2.0,22.0 66.0,2.0 98.0,12.0"' in html


@pytest.mark.parametrize(("values", "shown"), [([], "暂无数据"), ([None], "暂无数据"), ([7], "7")])
def test_a_small_line_needs_two_values(values, shown):
    html = render("{% spark values %}", values=values)
    assert shown in html
    assert "<svg" not in html


def test_a_small_line_of_equal_values_is_flat():
    assert 'points="2.0,22.0 98.0,22.0"' in render("{% spark values %}", values=[5, 5])
