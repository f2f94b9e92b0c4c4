"""Which evidence answers which promise: the one place where a phrase of a plan is tied to kinds of evidence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from kepu.engines.plan_document import Comparison, Target
from kepu.plans.models import Indicator, Plan, PlanNode


@dataclass(frozen=True)
class Pattern:
    """A kind of promise, recognised by its phrase."""

    phrase: re.Pattern[str]
    code: str
    name: str
    kinds: tuple[str, ...]
    aggregation: str


PATTERNS = (
    Pattern(
        re.compile("科学素质.*比例|比例.*科学素质"),
        "literate_share",
        "公民具备科学素质的比例",
        ("literacy_estimate",),
        Indicator.Aggregation.LATEST,
    ),
    Pattern(re.compile("技能培训"), "training_attendance", "职业技能培训", ("training_attendance",), Indicator.Aggregation.SUM),
    Pattern(re.compile("品牌活动"), "brand_activity", "科普品牌活动", ("brand_activity",), Indicator.Aggregation.COUNT),
    Pattern(re.compile("听取.*汇报"), "leader_hearing", "听取工作汇报", ("leader_hearing",), Indicator.Aggregation.COUNT),
)


#: How often a year brings an interval: 每季度 4 次 is kept as 每年 16 次.
_TIMES = {"year": 1, "half-year": 2, "term": 2, "quarter": 4, "month": 12, "week": 52}


def indicator_of(plan: Plan, node: PlanNode | None, target: Target, number: int) -> Indicator:
    """The indicator of a target, not yet saved; a promise of no known kind waits for the office to name its evidence."""
    known = next((pattern for pattern in PATTERNS if pattern.phrase.search(target.phrase)), None)
    taken = known is not None and plan.indicators.filter(code=known.code).exists()
    at_most = target.comparison in (Comparison.AT_MOST, Comparison.LESS_THAN)
    return Indicator(
        plan=plan,
        node=node,
        code=known.code if known and not taken else f"target_{number}",
        name=(known.name if known else target.phrase)[:120],
        unit_label=target.unit[:20],
        aggregation=known.aggregation if known else Indicator.Aggregation.SUM,
        kinds=list(known.kinds) if known else [],
        comparison=Indicator.Comparison.AT_MOST if at_most else Indicator.Comparison.AT_LEAST,
        span=Indicator.Span.YEAR if target.interval in _TIMES else Indicator.Span.PERIOD,
        target=Decimal(str(target.value)) * _TIMES.get(target.interval or "", 1),
        deadline=target.deadline.year if target.deadline else plan.year_to,
        phrase=target.phrase[:200],
    )
