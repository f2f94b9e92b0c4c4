"""A year of a small district as plain facts."""

from __future__ import annotations

import datetime

from kepu.reports.facts import Amount, Facts, IndicatorFact, MeasureFact, Provenance, TaskFact, Totals, UnitFact, WorkFact

MADE = Provenance(datetime.datetime(2026, 1, 5, 9, 30, tzinfo=datetime.UTC), 812, "ab12" * 16)
STREETS = ("大坪街道", "化龙桥街道", "石油路街道", "上清寺街道", "菜园坝街道")


def work(title: str, unit: str, state: str = "done", **more: object) -> WorkFact:
    return WorkFact(title, unit, datetime.date(2025, 6, 30), state, 2025, **more)  # type: ignore[arg-type]


def bare_year(**more: object) -> Facts:
    """A year of which nothing is known but what is given."""
    return Facts("渝中区", "渝中区科协", "某方案", "", datetime.date(2025, 1, 1), datetime.date(2025, 12, 31), MADE, **more)  # type: ignore[arg-type]


def full_year(**more: object) -> Facts:
    """A year with everything that a report can tell."""
    lecture = work("举办健康大讲堂", "区卫生健康委", "late", reason="场地改造未完工，预计九月恢复。")
    courses = tuple(work("开设智慧助老课程", name, deliverable="开课记录") for name in STREETS)
    lab = work("配齐实验器材", "区教委", deliverable="器材清单", result="全区小学器材配齐率达到98%。")
    tasks = (
        TaskFact(
            "（一）", "实施青少年科学素质提升行动", "action", ("区教委", "区科协"), ("区卫生健康委", *STREETS),
            (MeasureFact("办好科学课堂", "配齐教师。", (lab,), (Amount("科普活动", 120, "场次", 100),)),),
        ),
        TaskFact(
            "（二）", "实施老年人科学素质提升行动", "action", ("区科协",), STREETS,
            (MeasureFact("智慧助老", "", (*courses, lecture), (Amount("科普活动参与", 23_140, "人次", 18_000),)),),
        ),
        TaskFact("（三）", "实施科技资源科普化工程", "key_project", ("区科技局",), ("区教委",), (MeasureFact("开放科研设施"),)),
    )  # fmt: skip
    indicators = (
        IndicatorFact("公民具备科学素质的比例", "%", 20, 2025, 19.3, 18.5, 18.1, 20.5, 20, "amber", estimate=True, responsible="区科协"),
        IndicatorFact("职业技能培训", "人次", 100_000, 2025, 98_200, 75_100, target_now=100_000, light="amber", responsible="区总工会"),
        IndicatorFact("听取工作汇报", "次", 1, 2025, 1, 1, light="green", yearly=True),
        IndicatorFact("科普品牌活动", "个", 5, 2025),
    )
    values: dict[str, object] = {
        "tasks": tasks,
        "indicators": indicators,
        "work": Totals(7, 6, 1, 7),
        "before": Totals(6, 5, 0, 6),
        "units": (*(UnitFact(name, 1, 1, 0, 0, 12) for name in STREETS), UnitFact("区卫生健康委", 1, 0, 1, 2, 3), UnitFact("区教委", 1, 1, 0, 0, 40)),
        "kinds": (Amount("科普活动参与", 23_140, "人次", 18_000), Amount("科普活动", 120, "场次", 100)),
        "areas": tuple(Amount(name, 30 - 4 * n, "条") for n, name in enumerate(STREETS)),
        "months": tuple((f"{m}月", 3 * m) for m in range(1, 13)),
        "records": 234,
        "decisions": ("区卫生健康委在三季度前补办讲堂。",),
        "next_work": Totals(9, 0, 0, 8),
        "by_year": ((2024, Totals(6, 5, 0, 6)), (2025, Totals(7, 6, 1, 7))),
    }
    return bare_year(**{**values, **more})
