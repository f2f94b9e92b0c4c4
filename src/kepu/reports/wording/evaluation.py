"""The text of the evaluation of a plan period, where it differs from the annual report."""

from __future__ import annotations

from collections import Counter

from kepu.governance.models import Grade
from kepu.reports.facts import Facts, IndicatorFact

from .annual import KIND_NAMES, numbered
from .indicators import status, unsure
from .numbers import names, percent, quantity, sentence

PERIOD = "规划期内"
GRADES = [str(grade.label) for grade in Grade]


def title(facts: Facts) -> str:
    """渝中区全民科学素质行动（2021—2025年）实施情况评估报告."""
    return f"{facts.district}全民科学素质行动（{facts.since.year}—{facts.until.year}年）实施情况评估报告"


def opening(facts: Facts) -> str:
    """Which plan is evaluated, over which years."""
    number_ = f"（{facts.plan_number}）" if facts.plan_number else ""
    counted = [f"{n}项{name}" for kind, name in KIND_NAMES.items() if (n := sum(1 for task in facts.tasks if task.kind == kind))]
    years = f"{facts.since.year}年至{facts.until.year}年"
    about = f"《{facts.plan_title}》{number_}实施期为{years}"
    return sentence(about, f"共部署{'和'.join(counted)}" if counted else "") + "依据各年度工作任务、佐证台账和监测评估结果，对实施情况评估如下。"


def by_year(facts: Facts) -> str:
    """Completion of each year in one sentence; "" where no year had work."""
    told = [f"{year}年{percent(found.share)}" for year, found in facts.by_year if found.share is not None]
    return sentence(f"各年度任务完成率依次为{'、'.join(told)}") if len(told) > 1 else ""


def reached(facts: Facts) -> str:
    """How many of the targets are met, which are not, and of which nothing is known."""
    known = facts.indicators
    if not known:
        return "规划没有量化指标。"
    met = [fact for fact in known if fact.reached]
    if len(met) == len(known):
        open_ones = [fact.name for fact in known if unsure(fact)]
        return sentence(f"规划确定的{len(known)}项量化指标全部达到目标", f"其中{'、'.join(open_ones)}只是估计值达到" if open_ones else "")
    missed = [fact.name for fact in known if not fact.reached and fact.value is not None]
    unknown = [fact.name for fact in known if not fact.reached and fact.value is None]
    told = f"{'、'.join(unknown)}尚无数据" if unknown else ""
    whole = f"规划确定的{len(known)}项量化指标"
    if met:
        return sentence(f"{whole}中，{len(met)}项达到目标", f"未达到的是{'、'.join(missed)}" if missed else "", told)
    if unknown:
        return sentence(f"{whole}中，{len(missed)}项未达到目标" if missed else f"{whole}都还无法评价", told)
    return sentence(f"{whole}均未达到目标")


def indicator(fact: IndicatorFact) -> str:
    """Where the indicator stands at the end, and its way there."""
    told = [f"{year}年{quantity(value, fact.unit)}" for year, value in fact.years if value is not None]
    if fact.yearly and len(told) > 1:
        bound = f"每年{'不超过' if fact.at_most else '不少于'}{quantity(fact.target, fact.unit)}"
        some = f"{len(fact.years)}年中有{fact.years_reached}年达到"
        met = "各年均达到" if fact.reached else some if fact.years_reached else "各年均未达到"
        return sentence(f"{fact.name}历年依次为{'、'.join(told)}", f"{met}{bound}的要求")
    moved = len(told) > 1 and any(value for _year, value in fact.years)
    return status(fact) + (sentence(f"历年依次为{'、'.join(told)}") if moved else "")


def verdicts(facts: Facts) -> str:
    """How the measures were judged; "" where nobody judged yet."""
    found = Counter(measure.verdict for task in facts.tasks for measure in task.measures if measure.verdict)
    if not found:
        return ""
    measures = sum(len(task.measures) for task in facts.tasks)
    best_first = sorted(found.items(), key=lambda pair: GRADES.index(pair[0]) if pair[0] in GRADES else len(GRADES))
    return sentence(f"{measures}项举措中，" + "、".join(f"{verdict}{number}项" for verdict, number in best_first))


def advice(facts: Facts) -> list[str]:
    """What the next plan should take over, as far as facts tell."""
    said = []
    left = [item for task in facts.tasks for item in task.work if item.state != "done"]
    if left:
        units = list(dict.fromkeys(item.unit for item in left))
        said.append(sentence(f"做好任务衔接。未完成的{len(left)}项工作转入下一规划期", f"由{names(units)}继续承担"))
    missed = [fact for fact in facts.indicators if not fact.reached]
    if missed:
        said.append(sentence(f"完善指标设置。对未达到目标的{'、'.join(fact.name for fact in missed)}，结合现状合理设定下一规划期目标和年度进度"))
    idle = [measure.title for task in facts.tasks for measure in task.measures if not measure.work and not measure.amounts]
    if idle:
        said.append(sentence(f"压实举措责任。{_titles(idle)}没有形成年度任务和佐证，下一规划期应逐项落实责任单位"))
    return numbered(said) if said else ["下一规划期保持现有工作机制，巩固已有成果。"]


def _titles(found: list[str]) -> str:
    quoted = "、".join(f"“{title_}”" for title_ in found[:3])
    return quoted if len(found) <= 3 else f"{quoted}等{len(found)}项举措"
