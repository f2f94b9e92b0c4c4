"""Plans of other places: a county with farmers, a city with units in the text, a district with tabs."""

from __future__ import annotations

from datetime import date

import pytest

from kepu.engines.plan_document import DoubtKind, NodeKind, PlanDocument, read_plan
from kepu.engines.plan_document.serialise import comparison_text

from .conftest import DATA


@pytest.fixture(scope="module")
def county() -> PlanDocument:
    return read_plan((DATA / "county-2026-2030.txt").read_bytes())


@pytest.fixture(scope="module")
def city() -> PlanDocument:
    return read_plan((DATA / "city-inline.txt").read_bytes())


@pytest.fixture(scope="module")
def tabs() -> PlanDocument:
    return read_plan((DATA / "district-tabs.txt").read_bytes())


def test_the_county_plan_has_its_own_head(county: PlanDocument) -> None:
    head = county.head
    assert head.number == "青禾府办发〔2026〕12号"
    assert head.issuer == "青禾县人民政府办公室"
    assert head.issued_on == date(2026, 3, 12)
    assert head.period == (2026, 2030)
    assert [cite.number for cite in head.cites] == ["国发〔2021〕9号", "山政发〔2025〕31号"]


def test_farmers_are_a_group_like_any_other(county: PlanDocument) -> None:
    assert [node.title for node in county.of_kind(NodeKind.ACTION)] == [
        "农民科学素质提升行动",
        "青少年科学素质提升行动",
        "老年人科学素质提升行动",
        "领导干部和公务员科学素质提升行动",
    ]


def test_goals_may_stand_inside_the_general_requirements(county: PlanDocument) -> None:
    (goal,) = county.of_kind(NodeKind.GOAL)
    assert (goal.number, goal.title) == ("（三）", "工作目标")


def test_numbered_paragraphs_under_an_action_are_its_measures(county: PlanDocument) -> None:
    assert [(n.number, n.title) for n in county.of_kind(NodeKind.MEASURE)] == [
        ("1、", "办好农民田间课堂"),
        ("2、", "建设科技小院"),
        ("1.", "开齐开足科学课程"),
        ("2.", "举办“小小发明家”大赛"),
    ]


def test_a_figure_of_the_year_before_the_plan_is_no_target(county: PlanDocument) -> None:
    assert 11.6 not in [target.value for target in county.targets]
    assert len(county.targets) == 19


def test_a_line_of_units_after_the_last_measure_speaks_for_the_action_and_is_asked_about(
    county: PlanDocument,
) -> None:
    first = county.responsibilities[0]
    assert (first.task, first.lead) == ("农民科学素质提升行动", ("县农业农村局",))
    asked = [d.line for d in county.doubts if d.kind is DoubtKind.ASSIGNMENT_SCOPE]
    assert asked == [31, 36]


def test_a_gap_and_a_unit_named_twice_are_doubts(county: PlanDocument) -> None:
    found = {d.kind: d for d in county.doubts}
    assert found[DoubtKind.NUMBERING_GAP].line == 40
    assert found[DoubtKind.NUMBERING_GAP].suggestions[0] == "（四）"
    assert found[DoubtKind.DUPLICATE_UNIT].suggestions == ("县人社局",)


def test_phases_may_carry_their_years_in_the_title(county: PlanDocument) -> None:
    assert [phase.period for phase in county.phases] == [(2026, 2026), (2027, 2029), (2030, 2030)]


def test_the_period_may_be_named_as_a_five_year_plan(city: PlanDocument) -> None:
    assert city.head.period == (2026, 2030)


def test_a_signature_under_the_text_gives_issuer_and_date(city: PlanDocument) -> None:
    assert (city.head.issuer, city.head.issued_on) == ("临江市人民政府", date(2026, 5, 8))


def test_units_in_the_text_are_read_in_every_usual_wording(city: PlanDocument) -> None:
    assert [(r.task, r.lead, r.responsible, r.open_ended) for r in city.responsibilities] == [
        ("推进中小学科学教育提质", (), ("市教育局", "市科协", "市科技局"), True),
        ("开展产业工人技能提升", ("市总工会",), ("市人社局", "市经信局"), False),
        ("改造科普场馆", ("市科协", "市发展改革委"), ("市财政局",), False),
        ("繁荣科普创作", (), ("市委宣传部", "市文化和旅游局"), False),
        ("建立应急科普机制", (), ("市应急局",), False),
    ]


def test_the_measure_without_unit_among_others_with_units_is_a_doubt(city: PlanDocument) -> None:
    found = [d for d in city.doubts if d.kind is DoubtKind.TASK_WITHOUT_UNIT]
    assert [(d.line, "强化基层科普服务" in d.message) for d in found] == [(13, True)]


def test_chapters_and_sections_are_levels(city: PlanDocument) -> None:
    top = [node for node in city.nodes if node.number]
    assert [node.number for node in top] == ["第一章", "第二章", "第三章", "第四章"]
    assert [node.number for node in top[2].children] == ["第一节", "第二节"]


def test_city_targets_in_words_and_full_width_digits(city: PlanDocument) -> None:
    found = {(t.value, t.unit, comparison_text(t)) for t in city.targets}
    assert {(18, "%", ">="), (1_000_000, "人次", ">"), (60, "家", "between"), (120_000, "人次", ">=")} <= found
    assert (30, "个", ">= per quarter") in found


def test_a_table_with_tabs_is_read_by_row(tabs: PlanDocument) -> None:
    assert [(r.number, r.task, r.lead, r.responsible) for r in tabs.responsibilities] == [
        ("1", "实施社区科普行动", ("区民政局",), ("区科协", "各街道")),
        ("2", "实施科技馆提升工程", ("区科协",), ("区财政局", "区文旅局")),
    ]
    assert tabs.doubts == ()


def test_mixed_numbering_styles_keep_their_levels(tabs: PlanDocument) -> None:
    assert [(n.number, n.title) for n in tabs.of_kind(NodeKind.MEASURE)] == [
        ("１．", "建好社区科普驿站"),
        ("２．", "做强科普品牌"),
        ("①", "改造展厅"),
        ("②", "延长开放"),
    ]


def test_a_plan_that_stands_in_the_annex_of_its_letter_is_read() -> None:
    plan = read_plan(
        "某县科协文件\n关于印发实施方案的通知\n各乡镇：\n现将方案印发给你们，请执行。\n2026年4月2日\n附件\n"
        "某县科普实施方案（2026—2030年）\n一、工作目标\n到2030年，比例达到15%。\n二、重点行动\n"
        "（一）农民素质提升行动\n办好夜校。每年办班不少于10期。\n"
    )
    assert plan.head.period == (2026, 2030)
    assert [n.title for n in plan.of_kind(NodeKind.ACTION)] == ["农民素质提升行动"]
    assert [n.title for n in plan.of_kind(NodeKind.MEASURE)] == ["办好夜校"]


def test_text_wrapped_at_28_characters_is_joined_into_paragraphs() -> None:
    body = "围绕粮油果蔬茶等主导产业组织专家下乡，把课堂办到地头，让农民看得懂学得会用得上，" * 3
    sentence = "办好田间课堂。" + body + "每年培训农民不少于3000人次。"
    paragraph = [sentence[i : i + 28] for i in range(0, len(sentence), 28)]
    text = "\n".join(
        [
            "某县科普方案（2026—2030年）",
            "一、重点行动",
            "（一）农民科学素质提升行动",
            *paragraph,
            "（二）青年科学素质提升行动",
            *paragraph,
            "二、组织保障",
            *paragraph,
        ]
    )
    plan = read_plan(text)
    assert [n.title for n in plan.of_kind(NodeKind.MEASURE)] == ["办好田间课堂", "办好田间课堂"]
    assert [t.value for t in plan.targets] == [3000, 3000, 3000]
    assert plan.targets[0].line == 2 + len(paragraph)


def test_half_width_punctuation_changes_nothing(county: PlanDocument) -> None:
    text = (DATA / "county-2026-2030.txt").read_text("utf-8")
    half = read_plan(text.translate(str.maketrans("，：；（）", ",:;()")))
    assert [(n.kind, n.title) for n in half.of_kind(NodeKind.ACTION, NodeKind.MEASURE)] == [
        (n.kind, n.title) for n in county.of_kind(NodeKind.ACTION, NodeKind.MEASURE)
    ]
    assert [(t.value, t.unit, t.comparison, t.deadline) for t in half.targets] == [
        (t.value, t.unit, t.comparison, t.deadline) for t in county.targets
    ]
    assert [(r.task, r.lead, r.responsible) for r in half.responsibilities] == [(r.task, r.lead, r.responsible) for r in county.responsibilities]
    assert [d.kind for d in half.doubts] == [d.kind for d in county.doubts]


def test_the_issuer_may_open_the_title_of_its_letter() -> None:
    plan = read_plan(
        "北湾市人民政府关于印发北湾市科普实施方案(2026-2030年)的通知\n北湾府发〔2026〕7号\n各县(区)人民政府:\n现印发给你们,请遵照执行。\n"
        "2026年5月6日\n北湾市科普实施方案(2026-2030年)\n根据上级要求,结合我市实际,制定本方案。\n一、指导思想和主要目标\n"
        "(一)指导思想\n坚持服务群众。\n(二)主要目标\n到2030年,比例达到16%。\n二、保障措施\n"
    )
    assert (plan.head.issuer, plan.head.number) == ("北湾市人民政府", "北湾府发〔2026〕7号")
    assert plan.head.title == "北湾市科普实施方案(2026-2030年)"
    assert [n.title for n in plan.of_kind(NodeKind.GOAL)] == ["主要目标"]


def test_measures_may_open_with_a_dash_as_in_the_national_plan() -> None:
    plan = read_plan(
        "某县科普方案（2026—2030年）\n一、提升行动\n（一）农民素质提升行动\n——办好夜校。围绕产业开班。\n——建好小院。依托基地建设。\n二、保障措施\n"
    )
    assert [n.title for n in plan.of_kind(NodeKind.MEASURE)] == ["办好夜校", "建好小院"]
