"""What the computer sees of a bad item before a peer reads it, and the figures of items in use."""

from __future__ import annotations

from typing import Any

import pytest

from kepu.literacy.item_checks import Comparison, own_findings
from kepu.literacy.item_content import Content, lettered
from kepu.literacy.models import ItemUse
from kepu.literacy.queries.items_checks import findings_of
from kepu.literacy.queries.items_use import flags_of, flags_of_item, use_chart, uses_of
from kepu.literacy.services.items import create_item, set_enemies
from kepu.literacy.services.items_use import record_item_use
from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidInput, NotFound, PermissionDenied

from .bank_data import every_kind, multiple, numeric, single, true_false
from .test_bank_writing import approved, submitted


def codes(content: Content) -> set[str]:
    return {finding.code for finding in own_findings(content)}


@pytest.mark.parametrize("content", every_kind(), ids=lambda content: content.kind)
def test_a_sound_item_of_each_kind_raises_nothing(content: Content) -> None:
    assert codes(content) == set()


def test_equal_options_are_found_whatever_their_punctuation_and_block_the_review() -> None:
    (finding,) = own_findings(single(options=lettered(["折射 和反射", "折射和反射。", "蒸发", "溶解"])))
    assert (finding.code, finding.blocks) == ("equal_options", True)


def test_an_answer_much_longer_than_all_distractors_is_found() -> None:
    assert codes(single(options=lettered(["阳光在水滴里先折射再反射然后又折射", "燃烧", "蒸发", "溶解"]))) == {"longest_answer"}
    assert codes(single(options=lettered(["阳光在水滴里先折射再反射然后又折射", "月光在水面上被云层遮住又露出来了", "蒸发", "溶解"]))) == set()


@pytest.mark.parametrize("option", ["以上都对", "以上说法都不正确", "上述各项均是", "全部正确", "A和B", "A、C都是"])
def test_options_like_all_of_the_above_are_found(option: str) -> None:
    assert codes(single(options=lettered(["折射和反射", "燃烧和发光", "蒸发和凝结", option]))) == {"all_or_none"}


def test_a_statement_with_two_negations_is_found_and_one_with_a_single_negation_is_not() -> None:
    assert codes(true_false(stem="没有光的地方并非不能生长蘑菇。")) == {"double_negative"}
    assert codes(true_false(stem="没有光的地方也能生长蘑菇。")) == set()


def test_a_stem_that_says_no_twice_in_one_breath_is_found() -> None:
    assert "double_negative" in codes(single(stem="下列哪一项不是不可再生能源？"))
    assert "double_negative" not in codes(single(stem="下列哪一项不是可再生能源？"))


def test_a_question_for_the_wrong_one_with_a_negated_option_is_found() -> None:
    asked = single(stem="关于彩虹，下列说法不正确的是：", options=lettered(["不需要阳光", "出现在雨后", "有多种颜色", "呈弧形"]))
    assert codes(asked) == {"double_negative"}
    assert codes(single(stem="关于彩虹，下列说法不正确的是：", options=lettered(["夜里最多", "出现在雨后", "有多种颜色", "呈弧形"]))) == set()


BANK = [
    ("K1", "K1", single(stem="高压锅做饭快，主要因为锅里：", options=lettered(["气压大，水的沸点升高", "水变轻", "氧气多", "火更旺"]))),
    ("K2", "K2", single(stem="大气中的臭氧层对生物的重要作用是：", options=lettered(["吸收紫外线", "提供氧气", "挡住陨石", "使天变蓝"]))),
    ("K3", "K3", numeric(stem="正常人的体细胞里有多少条染色体？", answer={"value": 46})),
    *((f"X{n}", f"X{n}", content) for n, content in enumerate(every_kind())),
]


def found(content: Content) -> set[tuple[str, Any]]:
    return {(finding.code, finding.other) for finding in Comparison(BANK).against(content)}


def test_an_item_that_asks_nearly_the_same_is_found_under_other_words() -> None:
    paraphrase = single(stem="用高压锅做饭为什么熟得快？", options=lettered(["锅里气压大，水的沸点升高", "锅比较厚", "火比较旺", "盐放得多"]))
    assert ("similar", "K1") in found(paraphrase)


def test_a_stem_that_gives_away_an_answer_is_found_from_both_sides() -> None:
    telling = true_false(stem="臭氧层能吸收紫外线，保护地球上的生物。")
    assert ("gives_away", "K2") in found(telling)
    bank = Comparison([*BANK, ("T1", "T1", telling)])
    assert ("given_away", "T1") in {(finding.code, finding.other) for finding in bank.against(BANK[1][2], "K2")}
    assert bank.pairs()[("K2", "T1")] >= {"given_away"}


def test_a_number_is_told_by_the_whole_number_only() -> None:
    assert ("gives_away", "K3") in found(single(stem="人的体细胞里有46条染色体，它们由什么组成？"))
    assert ("gives_away", "K3") not in found(single(stem="人的体细胞里的染色体，460个细胞里共有多少？"))


def test_items_about_other_things_are_left_alone() -> None:
    assert found(single(stem="蜜蜂采蜜时帮助植物做了什么？", options=lettered(["传播花粉", "吸收水分", "制造叶绿素", "赶走飞鸟"]))) == set()


def test_the_checks_of_a_draft_look_at_the_bank_and_forget_pairs_that_are_kept_apart(office: Actor, assessor: Actor) -> None:
    known = approved(office, assessor, BANK[1][2])
    draft = create_item(actor=assessor, content=true_false(stem="臭氧层能吸收紫外线，保护地球上的生物。"))
    text = draft.versions.get()
    assert {(finding.code, finding.other) for finding in findings_of(text)} >= {("gives_away", known.pk)}
    set_enemies(actor=assessor, item=draft, other=known, reason="互相提示")
    assert findings_of(text) == []


def test_the_checks_see_an_item_that_came_in_a_moment_ago(office: Actor, assessor: Actor) -> None:
    draft = create_item(actor=assessor, content=multiple())
    assert findings_of(draft.versions.get()) == []
    twin, _text = submitted(office, multiple(stem="以下食物里，蛋白质含量较多的有哪些？"))
    assert {finding.other for finding in findings_of(draft.versions.get())} == {twin.pk}


def use(**values: Any) -> ItemUse:
    version = values.pop("version")
    return ItemUse(version=version, setting="survey", label="2026", **{"shown": 400, "right": 0.6, "item_rest": 0.35, **values})


def test_figures_of_use_are_kept_and_sent_again_replace_the_old_ones(office: Actor, assessor: Actor) -> None:
    version = approved(assessor, office).current
    assert version is not None
    row = {"version_id": version.pk, "shown": 400, "right": 0.62, "item_rest": 0.31, "discrimination": 1.1, "discrimination_se": float("nan")}
    row |= {"difficulty": -0.4, "difficulty_se": 0.1, "options": {"A": 0.62, "B": 0.2, "C": 0.18, "D": 0}}
    for right in (0.5, 0.62):
        assert record_item_use(actor=office, setting="survey", label="2026年调查", rows=[{**row, "right": right}]) == 1
    kept = ItemUse.objects.get()
    assert (kept.right, kept.shown, kept.discrimination, kept.discrimination_se) == (0.62, 400, 1.1, None)
    assert [flag.message for flag in flags_of(kept)] == ["没有人选的干扰项：D"]


def test_shares_that_are_none_and_versions_of_others_are_refused(office: Actor, assessor: Actor, outsider: Actor, leader: Actor) -> None:
    version = approved(assessor, office).current
    assert version is not None
    rows = [{"version_id": version.pk, "shown": 10, "right": 1.2}]
    with pytest.raises(InvalidInput):
        record_item_use(actor=office, setting="survey", label="x", rows=rows)
    with pytest.raises(InvalidInput):
        record_item_use(actor=office, setting="guess", label="x", rows=[])
    rows[0]["right"] = 0.5
    with pytest.raises(NotFound):
        record_item_use(actor=outsider, setting="survey", label="x", rows=rows)
    with pytest.raises(PermissionDenied):
        record_item_use(actor=leader, setting="survey", label="x", rows=rows)
    assert not ItemUse.objects.exists()


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ({"right": 0.97}, {"too_easy"}),
        ({"right": 0.05}, {"too_hard"}),
        ({"item_rest": 0.12}, {"weak"}),
        ({"options": {"A": 0.6, "B": 0.4}}, {"idle_distractor"}),
        ({"options": {"A": 0.6, "B": 0.2, "C": 0.1, "D": 0.1}}, set()),
        ({"right": 0.99, "shown": 12}, set()),
    ],
)
def test_figures_warn_of_items_to_look_at(figures: dict[str, Any], expected: set[str], office: Actor, assessor: Actor) -> None:
    version = approved(assessor, office).current
    assert {flag.code for flag in flags_of(use(version=version, **figures))} == expected


def test_warnings_are_of_the_latest_use_and_the_chart_shows_all(office: Actor, assessor: Actor) -> None:
    item = approved(assessor, office)
    for label, right in (("2024年调查", 0.98), ("2026年调查", 0.7)):
        record_item_use(actor=office, setting="survey", label=label, rows=[{"version_id": item.current_id, "shown": 500, "right": right}])
    uses = list(uses_of(item))
    assert flags_of_item(uses) == []
    chart = use_chart(uses)
    assert chart is not None and len(chart.rows) == 2
    assert use_chart([]) is None
