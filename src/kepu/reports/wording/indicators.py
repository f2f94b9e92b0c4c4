"""Sentences on indicators."""

from __future__ import annotations

from decimal import Decimal

from kepu.reports.facts import IndicatorFact, Number

from .numbers import change, number, percent, quantity, sentence


def status(fact: IndicatorFact) -> str:
    """One sentence: value, interval, change, and how it stands to its target."""
    if fact.value is None:
        missing = "尚无监测评估结果" if fact.estimate else "尚无佐证记录"
        return sentence(f"{fact.name}{missing}", f"目标为{_aim(fact)}")
    if fact.estimate:
        return sentence(_estimate(fact), change(fact.value, fact.before, fact.unit), _against_target(fact))
    if fact.yearly:
        compared = change(fact.value, fact.before, fact.unit) if fact.value or fact.before else ""
        return sentence(f"{fact.name}{quantity(fact.value, fact.unit)}", compared, _yearly(fact))
    return sentence(f"{fact.name}累计{quantity(fact.value, fact.unit)}", _in_year(fact), _against_target(fact))


def trouble(fact: IndicatorFact) -> str:
    """Clause on an indicator that is behind; "" for one that is not."""
    if fact.light not in ("red", "amber") and (fact.value is not None or fact.light != "grey"):
        return ""
    if fact.value is None:
        return f"{fact.name}缺少{'监测评估' if fact.estimate else '佐证'}数据"
    return f"{fact.name}为{quantity(fact.value, fact.unit)}，{_shortfall(fact)}"


def unsure(fact: IndicatorFact) -> bool:
    """The estimate meets the target, but its interval still reaches beyond it."""
    if not fact.reached or fact.low is None or fact.high is None:
        return False
    return not _meets(fact, fact.target, fact.high if fact.at_most else fact.low)


def _shortfall(fact: IndicatorFact) -> str:
    due = fact.target_now if fact.target_now is not None else fact.target
    if due == fact.target or (fact.value is not None and _meets(fact, due)):
        return _yearly(fact) if fact.yearly else _against_target(fact)
    return f"{'高' if fact.at_most else '低'}于本期应达到的{quantity(due, fact.unit)}"


def _aim(fact: IndicatorFact) -> str:
    bound = "不高于" if fact.at_most else "不低于"
    return f"{'每年' if fact.yearly else f'{fact.deadline}年'}{bound}{quantity(fact.target, fact.unit)}"


def _estimate(fact: IndicatorFact) -> str:
    assert fact.value is not None
    if fact.low is None or fact.high is None:
        return f"{fact.name}为{quantity(fact.value, fact.unit)}"
    interval = f"{quantity(fact.low, fact.unit)}—{quantity(fact.high, fact.unit)}"
    return f"{fact.name}为{quantity(fact.value, fact.unit)}（置信区间{interval}）"


def _in_year(fact: IndicatorFact) -> str:
    if fact.value is None or fact.before is None:
        return ""
    return f"其中本年度{quantity(Decimal(str(fact.value)) - Decimal(str(fact.before)), fact.unit)}"


def _meets(fact: IndicatorFact, target: Number, value: Number | None = None) -> bool:
    value, aim = Decimal(str(fact.value if value is None else value)), Decimal(str(target))
    return value <= aim if fact.at_most else value >= aim


def _yearly(fact: IndicatorFact) -> str:
    bound = "不超过" if fact.at_most else "不少于"
    return f"{'达到' if fact.reached else '未达到'}每年{bound}{quantity(fact.target, fact.unit)}的要求"


def _against_target(fact: IndicatorFact) -> str:
    if unsure(fact):
        edge = f"置信区间下限{quantity(fact.low, fact.unit)}" if fact.low is not None and not fact.at_most else "置信区间上限"
        return f"估计值已达到{_aim(fact)}的目标，但{edge}尚未达到，还不能确认达标"
    if fact.reached:
        return f"已达到{_aim(fact)}的目标"
    gap = abs(Decimal(str(fact.target)) - Decimal(str(fact.value)))
    missing = f"{number(gap)}个百分点" if fact.unit == "%" else quantity(gap, fact.unit)
    aim = f"{fact.deadline}年{quantity(fact.target, fact.unit)}的目标"
    if fact.at_most:
        return f"比{aim}高{missing}"
    if fact.estimate or not fact.target or fact.unit == "%":
        return f"距{aim}还差{missing}"
    share = percent(100 * Decimal(str(fact.value)) / Decimal(str(fact.target)))
    return f"完成{fact.deadline}年目标（{quantity(fact.target, fact.unit)}）的{share}，还差{missing}"
