"""The plan of Yuzhong District, 渝中府办〔2022〕20号, read without hand edits. Counted by hand."""

from __future__ import annotations

from datetime import date

from kepu.engines.plan_document import DoubtKind, Node, NodeKind, PlanDocument, Register, Unit, read_plan, render
from kepu.engines.plan_document.serialise import comparison_text

MEASURES = {
    "实施青少年科学素质提升行动": [
        "全面弘扬科学精神",
        "提升基础教育阶段科学教育水平",
        "强化青少年科技教育联动协作机制",
        "推进高等教育阶段科学教育和科普工作",
        "实施科技创新后备人才培育计划",
        "建立校内外科学教育资源有效衔接机制",
        "实施教师科学素质提升工程",
    ],
    "实施城市居民科学素质提升行动": [
        "推进基层科普行动计划",
        "加强社区科普阵地设施建设",
        "开展科普宣传教育活动",
    ],
    "实施产业工人科学素质提升行动": [
        "开展理想信念和职业精神宣传教育",
        "实施技能中国创新行动",
        "实施职业技能提升行动",
        "强化园区、企业与科技要素、资源的对接",
        "发挥企业家提升产业工人科学素质的示范引领作用",
    ],
    "实施老年人科学素质提升行动": [
        "实施智慧助老科普行动",
        "加强老年人健康科普服务",
        "实施银龄科普专项行动",
    ],
    "实施领导干部和公务员科学素质提升行动": [
        "深入贯彻落实新发展理念",
        "加强科学素质教育培训",
        "在公务员考核录用中落实科学素质要求",
    ],
    "实施科技资源科普化工程": [
        "建立完善科技资源科普化机制",
        "实施科技资源科普转化专项行动",
        "弘扬科学家精神",
        "提升科技工作者科普能力",
    ],
    "实施科普信息化提升工程": [
        "实施智慧科普建设工程",
        "实施全媒体科学传播能力提升计划",
        "实施繁荣科普创作资助计划",
        "大力发展数字科普文化产业",
    ],
    "实施科普基础设施工程": [
        "加强统筹规划和宏观指导",
        "加强科普基地建设",
        "加强基层科普阵地建设",
    ],
    "实施基层科普能力提升工程": [
        "建立应急科普宣教协同机制",
        "健全基层科普服务体系",
        "培育科普品牌活动",
        "加强专兼职科普队伍建设",
    ],
    "实施科学素质交流合作工程": [
        "参与科学素质交流合作",
        "加强“一带一路”科技人文交流",
        "加强川渝科普交流合作",
    ],
}


def titled(plan: PlanDocument, title: str) -> Node:
    found = [node for node in plan.walk() if node.title == title and node.kind is not NodeKind.TASK]
    assert len(found) == 1
    return found[0]


def test_every_character_of_the_source_comes_back(real: PlanDocument, real_bytes: bytes) -> None:
    assert render(real) == real_bytes.decode("utf-8")


def test_head_names_number_issuer_date_title_and_period(real: PlanDocument) -> None:
    head = real.head
    assert head.number == "渝中府办〔2022〕20号"
    assert head.issuer == "重庆市渝中区人民政府办公室"
    assert head.issued_on == date(2022, 5, 24)
    assert head.title == "重庆市渝中区全民科学素质行动规划纲要实施方案（2021―2025年）"
    assert head.period == (2021, 2025)


def test_head_cites_the_two_superior_documents_and_not_itself(real: PlanDocument) -> None:
    assert [(cite.number, cite.line) for cite in real.head.cites] == [
        ("国发〔2021〕9号", 21),
        ("渝府办发〔2021〕138号", 21),
    ]


def test_five_actions_and_five_key_projects_stand_in_order(real: PlanDocument) -> None:
    assert [node.title for node in real.of_kind(NodeKind.ACTION)] == list(MEASURES)[:5]
    assert [node.title for node in real.of_kind(NodeKind.KEY_PROJECT)] == list(MEASURES)[5:]


def test_the_39_measures_stand_under_their_action_or_project(real: PlanDocument) -> None:
    found = {
        node.title: [child.title for child in node.children if child.kind is NodeKind.MEASURE]
        for node in real.of_kind(NodeKind.ACTION, NodeKind.KEY_PROJECT)
    }
    assert found == MEASURES
    assert len(real.of_kind(NodeKind.MEASURE)) == 39


def test_each_action_opens_with_a_paragraph_that_is_no_measure(real: PlanDocument) -> None:
    for node in real.of_kind(NodeKind.ACTION, NodeKind.KEY_PROJECT):
        assert [child.kind for child in node.children].count(NodeKind.TEXT) == 1
        assert node.children[0].kind is NodeKind.TEXT


def test_the_four_targets_are_found_and_nothing_else(real: PlanDocument) -> None:
    found = [(t.line, t.value, t.unit, comparison_text(t), t.deadline, t.deadline_stated) for t in real.targets]
    end = date(2025, 12, 31)
    assert found == [
        (27, 20, "%", ">=", end, True),
        (63, 100_000, "人次", ">=", end, False),
        (130, 5, "个", ">=", end, False),
        (146, 1, "次", ">= per year", end, False),
    ]


def test_a_target_says_in_which_measure_it_stands(real: PlanDocument) -> None:
    assert [real.node(target.node).title for target in real.targets[1:3]] == [
        "实施职业技能提升行动",
        "培育科普品牌活动",
    ]


def test_mechanisms_and_phases_are_told_apart(real: PlanDocument) -> None:
    assert [(m.title, m.aspect) for m in real.mechanisms] == [
        ("组织保障", "organisation"),
        ("机制保障", "monitoring"),
        ("经费保障", "funding"),
    ]
    assert [(p.title, p.period) for p in real.phases] == [
        ("启动实施", (2021, 2021)),
        ("深入实施", (2022, 2025)),
        ("总结评估", (2025, 2025)),
    ]


def test_named_programmes_leave_out_slogans_and_periods(real: PlanDocument) -> None:
    names = [programme.name for programme in real.programmes]
    assert {"渝创渝新", "巴渝工匠", "科创中国", "渝中大讲堂", "科普渝中", "智惠行动"} <= set(names)
    assert not {"十四五", "五位一体", "四个全面", "质量强区", "三长", "三长制"} & set(names)


def test_the_annex_gives_lead_and_responsible_units_of_seven_tasks(real: PlanDocument) -> None:
    whole = [entry for entry in real.responsibilities if entry.task]
    assert [entry.task for entry in whole] == list(MEASURES)[:7]
    assert [len(entry.lead) for entry in whole] == [2, 3, 4, 3, 3, 2, 3]
    assert [len(entry.responsible) for entry in whole] == [18, 17, 12, 16, 14, 22, 14]
    assert [entry.category for entry in whole] == ["提升行动"] * 5 + ["重点工程"] * 2
    assert "区委党校（行政学院）" in whole[4].responsible
    assert whole[0].groups == ("各街道",)
    assert all(real.node(entry.node or "").title == entry.task for entry in whole)


def test_the_row_without_task_is_kept_with_its_units(real: PlanDocument) -> None:
    cut = real.responsibilities[-1]
    assert cut.task is None
    assert cut.lead == ()
    assert len(cut.responsible) == 20
    assert cut.lines == (205, 206)


def test_the_unnumbered_project_is_a_doubt_that_suggests_its_number(real: PlanDocument) -> None:
    node = titled(real, "实施基层科普能力提升工程")
    assert node.kind is NodeKind.KEY_PROJECT
    assert node.number is None
    doubts = [d for d in real.doubts if d.kind is DoubtKind.HEADING_WITHOUT_NUMBER]
    assert [(d.line, d.suggestions) for d in doubts] == [(122, ("（四）",))]


def test_all_doubts_are_those_that_a_clerk_finds(real: PlanDocument) -> None:
    assert [(d.line, str(d.kind)) for d in real.doubts] == [
        (112, "task_without_unit"),
        (122, "heading_without_number"),
        (122, "task_without_unit"),
        (133, "task_without_unit"),
        (205, "row_cut_off"),
        (205, "table_truncated"),
    ]


def test_the_cut_row_is_offered_the_projects_that_have_no_row(real: PlanDocument) -> None:
    cut = next(d for d in real.doubts if d.kind is DoubtKind.ROW_CUT_OFF)
    assert cut.suggestions == (
        "（三）实施科普基础设施工程",
        "（四）实施基层科普能力提升工程",
        "（五）实施科学素质交流合作工程",
    )


def test_checked_against_a_register_only_strangers_are_doubted(real_bytes: bytes, real: PlanDocument) -> None:
    names = {name for entry in real.responsibilities for name in (*entry.lead, *entry.responsible)}
    units = [Unit(name, (), ("各街道",) if name == "区科协" else ()) for name in sorted(names - {"各街道", "区卫生健康委", "区交通局"})]
    register = Register((*units, Unit("区卫生健康委员会", ("区卫生健康委",)), Unit("区交通运输委")))
    plan = read_plan(real_bytes, register=register)
    strangers = [d for d in plan.doubts if d.kind is DoubtKind.UNIT_NOT_IN_REGISTER]
    assert [(d.line, "区交通局" in d.message, d.suggestions[0]) for d in strangers] == [(205, True, "区交通运输委")]
    assert plan.responsibilities[0].canonical == {"区卫生健康委": "区卫生健康委员会"}
    assert plan.responsibilities[0].members == {"各街道": ("区科协",)}
