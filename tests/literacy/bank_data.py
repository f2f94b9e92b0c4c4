"""Wordings for the stories of the item bank, one for each kind."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from kepu.literacy.item_content import Content, lettered, true_false_options


def single(**values: Any) -> Content:
    usual = Content(
        kind="single",
        stem="彩虹出现在雨后的天空，主要是因为阳光在小水滴里发生了：",
        domain="knowledge",
        field="matter",
        options=lettered(["折射和反射", "燃烧和发光", "蒸发和凝结", "溶解和沉淀"]),
        answer={"keys": ["A"]},
        explanation="阳光进出水滴时折射、在水滴内反射，各种颜色分开，形成彩虹。",
        source="《义务教育物理课程标准（2022年版）》",
        audiences=["all"],
        expected=0.6,
    )
    return replace(usual, **values)


def true_false(**values: Any) -> Content:
    usual: dict[str, Any] = {"options": true_false_options(), "answer": {"keys": ["T"]}, "field": "life", "audiences": ["youth"]}
    return single(**{"kind": "true_false", "stem": "蝙蝠是哺乳动物。", **usual, **values})


def multiple(**values: Any) -> Content:
    options = lettered(["牛奶", "豆腐", "白糖", "鸡蛋", "食盐"])
    usual: dict[str, Any] = {"options": options, "answer": {"keys": ["A", "B", "D"]}, "field": "life"}
    return single(**{"kind": "multiple", "stem": "下列食物中，哪些含有较多的蛋白质？", **usual, **values})


def order(**values: Any) -> Content:
    options = lettered(["秋分", "春分", "冬至", "夏至"])
    usual: dict[str, Any] = {"options": options, "answer": {"keys": ["B", "D", "A", "C"]}, "field": "earth"}
    return single(**{"kind": "order", "stem": "把下列节气按一年中的先后排列。", **usual, **values})


def numeric(**values: Any) -> Content:
    usual: dict[str, Any] = {"options": [], "answer": {"value": 10, "tolerance": 0.1}, "domain": "ability", "field": "mathematics"}
    return single(**{"kind": "numeric", "stem": "一根绳子对折两次后每段长2.5米，绳子全长多少米？", **usual, **values})


def every_kind() -> list[Content]:
    return [single(), true_false(), multiple(), order(), numeric()]
