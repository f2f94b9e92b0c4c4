"""Figures and dates as a Chinese reader expects them."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kepu.ui import formats
from kepu.ui.text_diff import inline_diff, operations


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, "0"),
        (9_999, "9,999"),
        (10_000, "1万"),
        (123_456, "12.3万"),
        (-123_456, "-12.3万"),
        (99_940_000, "9,994万"),
        (99_996_000, "9,999.6万"),
        (99_999_600, "1亿"),
        (123_456_789, "1.23亿"),
        (Decimal("86234"), "8.6万"),
        (None, "—"),
        (float("nan"), "—"),
        ("待定", "待定"),
    ],
)
def test_large_counts_are_shortened_to_wan_and_yi(value, expected):
    assert formats.short_count(value) == expected


def test_a_shortened_count_keeps_the_full_figure_as_its_title():
    assert formats.count_html(123_456) == '<abbr class="num" title="123,456">12.3万</abbr>'
    assert formats.count_html(128) == "128"


def test_a_text_given_as_a_count_is_not_taken_as_html():
    assert "<script>" not in str(formats.count_html("<script>")) or not hasattr(formats.count_html("<script>"), "__html__")


@pytest.mark.parametrize(("value", "expected"), [(20, "20%"), (15.37, "15.4%"), (0.04, "0%"), (Decimal("2.30"), "2.3%"), (None, "—")])
def test_percent_takes_a_value_already_in_percent(value, expected):
    assert formats.percent(value) == expected


@pytest.mark.parametrize(("value", "expected"), [(3.21, "+3.2"), (-1, "−1"), (0, "0"), (-0.01, "0"), (None, "—")])
def test_a_change_shows_its_sign(value, expected):
    assert formats.signed(value) == expected


def test_dates_are_written_in_chinese_and_in_local_time(settings):
    settings.TIME_ZONE = "Asia/Shanghai"
    assert formats.cn_date(datetime.date(2026, 3, 5)) == "2026年3月5日"
    assert formats.cn_month(datetime.date(2026, 3, 5)) == "2026年3月"
    late = datetime.datetime(2026, 12, 31, 17, 30, tzinfo=datetime.UTC)
    assert formats.cn_datetime(late) == "2027年1月1日 01:30"
    assert formats.cn_date(None) == "—"


@given(st.text(max_size=80), st.text(max_size=80))
def test_a_difference_gives_both_texts_back(old, new):
    pieces = operations(old, new)
    assert "".join(text for kind, text in pieces if kind != "added") == old
    assert "".join(text for kind, text in pieces if kind != "removed") == new


def test_a_difference_of_long_texts_gives_both_texts_back():
    old = "甲乙丙丁\n" * 2_000
    new = old.replace("丙", "戊", 3)
    pieces = operations(old, new)
    assert "".join(text for kind, text in pieces if kind != "added") == old
    assert "".join(text for kind, text in pieces if kind != "removed") == new


def test_a_number_that_changed_is_shown_whole():
    assert inline_diff("培训100000人次", "培训120000人次") == '<span class="diff">培训<del>100000</del><ins>120000</ins>人次</span>'


def test_a_difference_escapes_the_texts():
    assert inline_diff("<b>", "<i>") == '<span class="diff">&lt;<del>b</del><ins>i</ins>&gt;</span>'
