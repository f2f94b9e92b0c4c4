"""Nothing is lost: for any text at all, and for plans torn, shuffled, and retyped."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import jsonschema
import pytest
from benchmarks.plan_document import NASTY
from hypothesis import given, settings
from hypothesis import strategies as st

from kepu.engines.plan_document import PlanDocument, analyse, json_schema, render
from kepu.engines.plan_document.source import Source, split_lines

from .conftest import DATA, real_plan_path

PLANS = [path.read_text("utf-8") for path in sorted(DATA.glob("*.txt"))]
if (real := real_plan_path()) is not None:
    PLANS.append(real.read_text("utf-8"))

VALIDATOR = jsonschema.Draft202012Validator(json_schema())
FRAGMENTS = [
    "一、", "（一）", "(二)", "3．", "1.", "①", "第一章", "附件", "\t", "、", "。", "：", "区科协", "各街道", "实施科普行动",
    "重点工程", "20%", "10万人次", "2021―2025年", "牵头单位", "责任单位", "任务", "\n", "\r\n", "\r", " ", "\u3000", "（", "）",
    "“", "”", "《", "》", "某县人民政府\n", "2026年3月1日\n",
]  # fmt: skip


def check(text: str) -> PlanDocument:
    plan = analyse(Source(split_lines(text), "str"))
    assert render(plan) == text
    owned = [line for node in plan.walk() for line in range(node.lines[0], node.lines[1] + 1)]
    assert owned == list(range(1, len(plan.lines) + 1))
    ids = [node.id for node in plan.walk()]
    assert len(set(ids)) == len(ids)
    known = set(ids)
    assert {t.node for t in plan.targets} | {p.node for p in plan.programmes} <= known
    assert all(1 <= doubt.line <= max(1, len(plan.lines)) for doubt in plan.doubts)
    VALIDATOR.validate(json.loads(json.dumps(plan.to_json())))
    return plan


@settings(max_examples=300, deadline=None)
@given(st.text(min_size=1))
def test_arbitrary_text_comes_back(text: str) -> None:
    check(text)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=80).map("".join))
def test_text_made_of_the_pieces_of_plans_comes_back(text: str) -> None:
    check(text)


def _swap_numbers(text: str) -> str:
    swap = {"一": "三", "三": "一", "二": "四", "四": "二"}
    return re.sub(r"[一二三四](?=、|）)", lambda found: swap[found[0]], text)


MUTILATIONS: list[Callable[[str], str]] = [
    _swap_numbers,
    lambda text: text.replace("（", "("),
    lambda text: text.replace("\t", " "),
    lambda text: text.replace("\n", "\r\n"),
    lambda text: re.sub(r"\n+", "\n", text),
    lambda text: re.sub(r"^（?[一二三四五]）?、?", "", text, flags=re.M),
    lambda text: re.sub(r"。$", "", text, flags=re.M),
    lambda text: re.sub(r"\t[^\t\n]*", "\t", text, count=3),
    lambda text: text.replace("、", ""),
]


@st.composite
def mutilated(draw: st.DrawFn) -> str:
    lines = draw(st.sampled_from(PLANS)).splitlines(keepends=True)
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(lines) - 1))
        match draw(st.sampled_from(("drop", "double", "cut", "move", "join"))):
            case "drop" if len(lines) > 1:
                del lines[at]
            case "double":
                lines.insert(at, lines[at])
            case "cut":
                lines[at] = lines[at][: draw(st.integers(1, max(1, len(lines[at]))))]
            case "move":
                lines.insert(draw(st.integers(0, len(lines) - 1)), lines.pop(at))
            case "join":
                lines[at] = lines[at].rstrip("\r\n") or lines[at]
    text = "".join(lines)
    for change in draw(st.lists(st.sampled_from(MUTILATIONS), max_size=2)):
        text = change(text)
    return text


@settings(max_examples=250, deadline=None)
@given(mutilated())
def test_a_mutilated_plan_comes_back(text: str) -> None:
    check(text)


def test_blank_lines_above_a_table_at_the_very_top_are_kept() -> None:
    check("\n\n序号\t重点任务\t牵头单位\n1\t实施社区科普行动\t区科协\n")


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(PLANS), st.randoms(use_true_random=False))
def test_a_shuffled_plan_comes_back(text: str, random: object) -> None:
    lines = text.splitlines(keepends=True)
    random.shuffle(lines)  # type: ignore[attr-defined]
    check("".join(lines))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_dropping_a_numbered_heading_is_always_noticed(data: st.DataObject) -> None:
    """A heading between two of its siblings cannot vanish without a doubt about numbering."""
    text = (DATA / "county-2026-2030.txt").read_text("utf-8")
    lines = text.splitlines(keepends=True)
    inner = [i for i, line in enumerate(lines) if line.startswith(("二、", "三、", "（二）"))]
    del lines[data.draw(st.sampled_from(inner))]
    kinds = ("heading_without_number", "numbering_gap", "numbering_duplicate")
    before = sum(1 for doubt in check(text).doubts if doubt.kind in kinds)
    assert sum(1 for doubt in check("".join(lines)).doubts if doubt.kind in kinds) > before


@pytest.mark.parametrize("piece", NASTY)
def test_one_piece_over_and_over_comes_back(piece: str) -> None:
    """What such texts cost is measured by `benchmarks/plan_document.py`."""
    text = "一、重点行动\n（一）实施科普行动\n建设一批好基地。" + piece * 15_000
    assert render(analyse(Source(split_lines(text), "str"))) == text
