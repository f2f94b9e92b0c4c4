"""What a careful clerk asks about: each question with its line and its suggestions."""

from __future__ import annotations

from kepu.engines.plan_document import Doubt, DoubtKind, PlanDocument, Register, Unit, read_plan

HEAD = "某区科普方案（2026—2030年）\n"
BODY = HEAD + "一、提升行动\n（一）实施护苗行动\n（二）实施银龄行动\n二、重点工程\n（一）实施场馆工程\n三、组织保障\n附件\n"
COLUMNS = "类别\t任务\t牵头单位\t责任单位\n"

REGISTER = Register(
    (
        Unit("区卫生健康委", ("区卫健委",), ("区级有关部门",)),
        Unit("区教委", (), ("区级有关部门",)),
        Unit("区科协"),
        Unit("东街街道", (), ("各街道",)),
        Unit("西街街道", (), ("各街道",)),
    )
)


def doubts(plan: PlanDocument, kind: DoubtKind) -> list[Doubt]:
    return [doubt for doubt in plan.doubts if doubt.kind is kind]


def table(*rows: str, register: Register | None = None) -> PlanDocument:
    return read_plan(BODY + COLUMNS + "".join(f"{row}\n" for row in rows), register=register)


WHOLE = (
    "提升行动\t1．实施护苗行动\t区教委\t区科协、各街道",
    "\t2．实施银龄行动\t区卫健委\t区科协",
    "重点工程\t1．实施场馆工程\t区科协\t区级有关部门",
)


def test_a_whole_table_raises_no_doubt() -> None:
    assert table(*WHOLE, register=REGISTER).doubts == ()


def test_groups_are_kept_and_expanded_into_their_members() -> None:
    plan = table(*WHOLE, register=REGISTER)
    first, _, last = plan.responsibilities
    assert first.responsible == ("区科协", "各街道")
    assert first.groups == ("各街道",)
    assert first.members == {"各街道": ("东街街道", "西街街道")}
    assert last.members == {"区级有关部门": ("区卫生健康委", "区教委")}


def test_an_alias_is_no_doubt_and_leads_to_the_registered_name() -> None:
    entry = table(*WHOLE, register=REGISTER).responsibilities[1]
    assert entry.canonical == {"区卫健委": "区卫生健康委"}
    assert entry.lead == ("区卫健委",)


def test_an_unknown_unit_is_offered_the_nearest_names() -> None:
    plan = table(WHOLE[0], WHOLE[1].replace("区卫健委", "区卫健局"), WHOLE[2], register=REGISTER)
    (doubt,) = doubts(plan, DoubtKind.UNIT_NOT_IN_REGISTER)
    assert doubt.line == 11
    assert doubt.suggestions[0] == "区卫生健康委"


def test_without_a_register_no_name_is_doubted() -> None:
    assert table(*WHOLE).doubts == ()


def test_a_row_without_task_is_offered_the_tasks_that_have_no_row() -> None:
    plan = table(WHOLE[0], WHOLE[1], "\t\t区科协\t区财政局、区文旅局")
    (doubt,) = doubts(plan, DoubtKind.ROW_CUT_OFF)
    assert (doubt.line, doubt.suggestions) == (12, ("（一）实施场馆工程",))
    assert plan.responsibilities[2].task is None
    assert plan.responsibilities[2].lead == ("区科协",)


def test_a_row_without_units_is_cut_off() -> None:
    plan = table(WHOLE[0], WHOLE[1], "重点工程\t1．实施场馆工程")
    (doubt,) = doubts(plan, DoubtKind.ROW_CUT_OFF)
    assert doubt.line == 12
    assert [d.line for d in doubts(plan, DoubtKind.TASK_WITHOUT_UNIT)] == [6]


def test_a_row_that_only_lacks_its_lead_says_so() -> None:
    plan = table(WHOLE[0], WHOLE[1].replace("区卫健委", ""), WHOLE[2])
    assert [d.line for d in doubts(plan, DoubtKind.LEAD_MISSING)] == [11]


def test_a_table_that_ends_too_early_names_what_is_missing() -> None:
    plan = table(*WHOLE[:2])
    (doubt,) = doubts(plan, DoubtKind.TABLE_TRUNCATED)
    assert doubt.suggestions == ("（一）实施场馆工程",)


def test_a_task_that_the_text_does_not_know_is_asked_about() -> None:
    plan = table(*WHOLE, "\t2．实施登月工程\t区科协\t区教委")
    (doubt,) = doubts(plan, DoubtKind.TASK_NOT_IN_PLAN)
    assert "实施登月工程" in doubt.message


def test_a_gap_in_the_numbers_of_a_table_is_a_doubt() -> None:
    plan = table(WHOLE[0], WHOLE[1].replace("2．", "3．"), WHOLE[2])
    assert [d.line for d in doubts(plan, DoubtKind.NUMBERING_GAP)] == [11]


def test_a_table_without_header_is_read_and_asked_about() -> None:
    plan = read_plan(BODY + "".join(f"{row}\n" for row in WHOLE))
    assert [r.lead for r in plan.responsibilities] == [("区教委",), ("区卫健委",), ("区科协",)]
    assert len(doubts(plan, DoubtKind.TABLE_WITHOUT_HEAD)) == 1


def test_a_unit_that_leads_and_also_answers_is_a_doubt_also_under_an_alias() -> None:
    plan = table(WHOLE[0], "\t2．实施银龄行动\t区卫健委\t区卫生健康委、区科协", WHOLE[2], register=REGISTER)
    assert [d.line for d in doubts(plan, DoubtKind.LEAD_ALSO_RESPONSIBLE)] == [11]


def test_a_heading_that_lost_its_number_is_recognised_between_its_siblings() -> None:
    text = (
        HEAD + "一、重点工程\n（一）实施甲项工程\n内容甲，已经明确。\n"
        "实施乙项工程\n内容乙，需要进一步加以落实。\n（三）实施丙项工程\n内容丙，已经明确。\n二、保障\n"
    )
    plan = read_plan(text)
    (doubt,) = doubts(plan, DoubtKind.HEADING_WITHOUT_NUMBER)
    assert (doubt.line, doubt.suggestions) == (5, ("（二）",))
    assert doubts(plan, DoubtKind.NUMBERING_GAP) == []


def test_a_top_level_heading_that_lost_its_number_is_recognised() -> None:
    text = HEAD + "一、工作目标\n到2030年，比例达到15%。\n重点行动\n（一）实施护苗行动\n三、组织保障\n"
    plan = read_plan(text)
    (doubt,) = doubts(plan, DoubtKind.HEADING_WITHOUT_NUMBER)
    assert (doubt.line, doubt.suggestions) == (4, ("二、",))


def test_a_repeated_number_is_a_doubt() -> None:
    plan = read_plan(HEAD + "一、提升行动\n（一）实施护苗行动\n（一）实施银龄行动\n二、保障\n")
    (doubt,) = doubts(plan, DoubtKind.NUMBERING_DUPLICATE)
    assert (doubt.line, doubt.suggestions) == (4, ("（二）",))


def test_an_announced_number_of_actions_is_checked() -> None:
    plan = read_plan(HEAD + "一、提升行动\n实施5项提升行动。\n（一）实施护苗行动\n（二）实施银龄行动\n二、保障\n")
    assert [d.line for d in doubts(plan, DoubtKind.COUNT_MISMATCH)] == [3]


def test_a_phase_outside_the_period_is_a_doubt() -> None:
    plan = read_plan(HEAD + "一、工作目标\n二、进度安排\n1．启动。2025年，做好动员。\n2．实施。2026—2030年，全面推进。\n")
    assert [d.line for d in doubts(plan, DoubtKind.PERIOD_MISMATCH)] == [4]


def test_a_year_that_no_phase_covers_is_a_doubt() -> None:
    plan = read_plan(HEAD + "一、工作目标\n二、进度安排\n1．启动。2026年，做好动员。\n2．总结。2030年，全面总结。\n")
    (doubt,) = doubts(plan, DoubtKind.PERIOD_MISMATCH)
    assert "2027、2028、2029" in doubt.message


def test_two_titles_with_different_periods_are_a_doubt() -> None:
    plan = read_plan(
        "关于印发《某区科普实施方案（2026—2029年）》的通知\n各单位：\n现印发给你们。\n某区科普实施方案\n（2026—2030年）\n一、工作目标\n二、组织保障\n"
    )
    assert [d.line for d in doubts(plan, DoubtKind.PERIOD_MISMATCH)] == [1]


def test_a_plan_without_period_is_asked_for_it() -> None:
    plan = read_plan("某区科普方案\n一、工作目标\n二、提升行动\n（一）实施护苗行动\n三、组织实施\n")
    assert len(doubts(plan, DoubtKind.PERIOD_MISSING)) == 1


def test_a_heading_that_lost_its_number_is_known_by_the_gap_though_a_short_sentence_follows() -> None:
    lost = "实施银龄科学素质提升行动\n\n会用手机。\n"
    plan = read_plan(HEAD + f"一、提升行动\n（一）实施护苗行动\n多动手。\n{lost}（三）实施惠农行动\n用好技术。\n二、组织保障\n")
    (doubt,) = doubts(plan, DoubtKind.HEADING_WITHOUT_NUMBER)
    assert (doubt.line, doubt.suggestions) == (5, ("（二）",))
    assert doubts(plan, DoubtKind.NUMBERING_GAP) == []


def test_a_short_line_before_a_short_sentence_is_no_heading_where_no_number_is_missing() -> None:
    plan = read_plan(HEAD + "一、提升行动\n（一）实施护苗行动\n多动手多动脑多观察\n多提问。\n（二）实施银龄行动\n会用手机。\n二、组织保障\n")
    assert doubts(plan, DoubtKind.HEADING_WITHOUT_NUMBER) == []
