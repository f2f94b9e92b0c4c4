"""Quantities in running text: what is a target, what is none, and what has to be asked."""

from __future__ import annotations

from datetime import date

import pytest

from kepu.engines.plan_document.model import Comparison
from kepu.engines.plan_document.targets import Found, Unclear, find_targets

PERIOD = (2026, 2030)


def found_in(text: str) -> list[Found]:
    return [f for f in find_targets(text, PERIOD) if isinstance(f, Found)]


@pytest.mark.parametrize(
    ("text", "value", "unit", "comparison"),
    [
        ("比例达到20%", 20, "%", ">="),
        ("比例达到２０．５％", 20.5, "%", ">="),
        ("比例达到百分之二十", 20, "%", ">="),
        ("比例达到百分之二十点五", 20.5, "%", ">="),
        ("比例提高15.5个百分点", 15.5, "个百分点", ">="),
        ("完成培训10万人次", 100_000, "人次", ">="),
        ("完成培训十二万人次", 120_000, "人次", ">="),
        ("累计服务1.5万人次以上", 15_000, "人次", ">="),
        ("培训1,200名骨干", 1200, "名", ">="),
        ("打造科普品牌五个以上", 5, "个", ">="),
        ("建成科普基地不少于30家", 30, "家", ">="),
        ("总数超过600个", 600, "个", ">"),
        ("观众突破百万人次", None, "", ""),
        ("观众突破100万人次", 1_000_000, "人次", ">"),
        ("招募志愿者约300名", 300, "名", "about"),
        ("招募志愿者300名左右", 300, "名", "about"),
        ("发生率控制在3%以内", 3, "%", "<="),
        ("差距不超过5个百分点", 5, "个百分点", "<="),
        ("失误率保持在0", None, "", ""),
        ("覆盖率保持在100%", 100, "%", "=="),
        ("覆盖率保持在95%以上", 95, "%", ">="),
        ("培训500余人", 500, "人", ">"),
        ("志愿者总数翻一番", 2, "倍", ">="),
        ("志愿者总数翻两番", 4, "倍", ">="),
        ("三分之二以上的社区设有驿站", 66.6667, "%", ">="),
        ("覆盖率达到九成", 90, "%", ">="),
        ("力争进入全省前三名", 3, "位次", "<="),
        ("投入经费不低于2000万元", 20_000_000, "元", ">="),
        ("2小时内发布权威信息", 2, "小时", "<="),
    ],
)
def test_a_promise_is_read_with_value_unit_and_comparison(text: str, value: float | None, unit: str, comparison: str) -> None:
    found = found_in(text)
    if value is None:
        assert found == []
    else:
        assert [(f.value, f.unit, str(f.comparison)) for f in found] == [(value, unit, comparison)]


@pytest.mark.parametrize(
    "text",
    [
        "重点实施5项提升行动",
        "实施5项重点工程",
        "实施十大工程",
        "深入实施基础学科拔尖学生培养计划2.0",
        "发挥5G、人工智能等新技术作用",
        "已经区政府第11次常务会同意",
        "根据（国发〔2021〕9号）要求",
        "2026年3月12日印发",
        "拨打12345热线反映",
        "统筹推进“五位一体”总体布局，协调推进“四个全面”战略布局",
        "打造一支高素质队伍，建设一批科学营地",
        "面向60岁以上老年人开展服务",
        "打造15分钟科普服务圈",
        "推行“1+3+N”工作模式",
        "从四个方面推进工作",
        "加强“一带一路”科技人文交流",
        "组织开展千会千人进千户活动",
        "提供7×24小时服务",
        "比例已达到12.1%",
        "2024年，比例达到12.1%",
        "目前建成科普基地30家",
    ],
)
def test_a_number_that_promises_nothing_is_neither_target_nor_doubt(text: str) -> None:
    assert list(find_targets(text, PERIOD)) == []


@pytest.mark.parametrize(
    ("text", "interval"),
    [
        ("区政府领导每年至少听取1次汇报", "year"),
        ("年均举办活动不少于20场", "year"),
        ("每半年至少调度一次", "half-year"),
        ("每季度进村不少于30场", "quarter"),
        ("每月至少开放4天", "month"),
        ("每学期组织学习两次", "term"),
        ("建成基地3家", None),
    ],
)
def test_a_target_of_each_interval_says_which(text: str, interval: str | None) -> None:
    assert [f.interval for f in found_in(text)] == [interval]


@pytest.mark.parametrize(
    ("text", "per"),
    [
        ("每万人拥有志愿者达到30人", "每万人"),
        ("每个村至少配备1名科普员", "每个村"),
        ("人均科普经费不低于3元", "人均"),
    ],
)
def test_a_ratio_says_what_it_refers_to(text: str, per: str) -> None:
    assert [f.per for f in found_in(text)] == [per]


def test_a_range_has_both_ends() -> None:
    (found,) = found_in("每镇打造品牌活动3—5个")
    assert (found.value, found.upper, found.comparison) == (3, 5, Comparison.BETWEEN)


@pytest.mark.parametrize(
    ("text", "deadlines"),
    [
        ("到2030年，比例达到20%", [date(2030, 12, 31)]),
        ("2027年6月底前，新建驿站15个", [date(2027, 6, 30)]),
        ("到2028年比例达到18%，到2030年比例达到20%", [date(2028, 12, 31), date(2030, 12, 31)]),
        ("到“十五五”末，比例达到20%", [date(2030, 12, 31)]),
        ("新建驿站15个", [None]),
        ("到2030年，比例比2025年提高6个百分点", [date(2030, 12, 31)]),
    ],
)
def test_the_deadline_is_the_year_that_governs_the_number(text: str, deadlines: list[date | None]) -> None:
    assert [f.deadline for f in found_in(text)] == deadlines


def test_the_start_of_a_rise_is_no_target() -> None:
    assert [f.value for f in found_in("比例从12.5%提高到20%")] == [20]


def test_every_item_of_a_list_is_a_target_with_its_own_phrase() -> None:
    found = found_in("新建科普场馆3座、科普基地10家、科普驿站20个。")
    assert [(f.phrase, f.value, f.unit) for f in found] == [
        ("新建科普场馆3座", 3, "座"),
        ("科普基地10家", 10, "家"),
        ("科普驿站20个", 20, "个"),
    ]


@pytest.mark.parametrize("text", ["样本量不低于1000", "辖区科普场馆12个，分布不均"])
def test_a_number_without_unit_or_without_promise_is_a_doubt(text: str) -> None:
    (found,) = find_targets(text, PERIOD)
    assert isinstance(found, Unclear)
