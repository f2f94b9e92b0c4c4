"""The text of the annual report, section by section."""

from __future__ import annotations

from collections import Counter

from kepu.engines.official_document.numbering import chinese
from kepu.reports.facts import Facts, Totals, WorkFact

from . import indicators
from .numbers import date, names, number, percent, sentence
from .tasks import amounts, bare_title, shortened

REASONS = 20
SILENT = 3  # so many pieces of work without a reason are told one by one
KIND_NAMES = {"action": "提升行动", "key_project": "重点工程"}


def title(facts: Facts) -> str:
    """渝中区全民科学素质行动2025年度工作报告."""
    return f"{facts.district}全民科学素质行动{facts.year}年度工作报告"


def opening(facts: Facts) -> str:
    """What the report is about."""
    counted = [f"{n}项{name}" for kind, name in KIND_NAMES.items() if (n := sum(1 for task in facts.tasks if task.kind == kind))]
    number_ = f"（{facts.plan_number}）" if facts.plan_number else ""
    around = f"围绕{'和'.join(counted)}推进工作" if counted else "推进各项工作"
    return sentence(f"{facts.year}年，{facts.district}按照《{facts.plan_title}》{number_}部署，{around}") + "现将有关情况报告如下。"


def work(facts: Facts, period: str = "全年") -> str:
    """How much was planned and done."""
    now = facts.work
    if not now.total:
        return sentence(f"{period}没有下达工作任务")
    done = "全部完成" if now.done == now.total else f"完成{now.done}项，完成率{percent(now.share or 0)}"
    planned = sentence(f"{period}安排工作{now.total}项", f"由{now.units}个单位承担" if now.units else "")
    return planned + sentence(
        f"截至{date(facts.until)}，{done}", _share_change(now, facts.before), f"{_undone(facts)}{now.late}项" if now.late else ""
    )


def _undone(facts: Facts) -> str:
    """What is behind, counted; in a closed plan nothing is overdue any more."""
    return "未完成" if facts.is_closed else "逾期未完成"


def _behind(facts: Facts) -> str:
    """The same before a noun."""
    return "未完成" if facts.is_closed else "逾期"


def _share_change(now: Totals, before: Totals | None) -> str:
    if before is None or before.share is None or now.share is None:
        return ""
    points = round(now.share - before.share, 1)
    if not points:
        return "完成率与上年持平"
    return f"完成率比上年{'提高' if points > 0 else '下降'}{number(abs(points))}个百分点"


def evidence(facts: Facts, period: str = "全年") -> str:
    """What the ledger holds."""
    if not facts.records:
        return sentence(f"{period}佐证台账没有记录")
    places = [area.label for area in facts.areas]
    where = sentence(f"工作覆盖{names(places, 3, '街道')}") if places else ""
    return sentence(f"{period}佐证台账新增记录{number(facts.records)}条") + amounts(facts.kinds, "其中，") + where


def problems(facts: Facts) -> list[str]:
    """What is behind and why: work, indicators, reporting. One paragraph per kind of trouble, then one per overdue piece of work."""
    said = []
    late = facts.behind
    if late:
        units = list(dict.fromkeys(item.unit for item in late))
        said.append(sentence(f"部分任务{'没有完成' if facts.is_closed else '逾期'}。{_undone(facts)}的工作{len(late)}项", f"涉及{names(units)}"))
    lagging = [clause for fact in facts.indicators if (clause := indicators.trouble(fact))]
    if lagging:
        said.append("部分指标滞后。" + "；".join(lagging) + "。")
    silent = [unit for unit in facts.units if unit.overdue_reports]
    if silent:
        count = sum(unit.overdue_reports for unit in silent)
        said.append(sentence(f"进展填报不及时。逾期未报的进展报告{count}份", f"涉及{names([unit.name for unit in silent])}"))
    if not said:
        return ["没有逾期的工作、滞后的指标和逾期未报的进展报告。"]
    return numbered(said)


def reasons(facts: Facts) -> list[str]:
    """One paragraph for each overdue piece of work with the reason that its unit gave; the many without a reason share one, and the annex
    holds what goes beyond the limit."""
    explained = [item for item in facts.behind if shortened(item.reason)]
    silent = [item for item in facts.behind if not shortened(item.reason)]
    grouped = silent if len(silent) > SILENT else []
    each = [item for item in facts.behind if item not in grouped]
    said = [_overdue(item, facts) for item in each[:REASONS]]
    if len(each) > REASONS:
        said.append(f"其余{len(each) - REASONS}项{_behind(facts)}工作见附件“工作任务完成情况表”。")
    if grouped:
        counted = Counter(item.unit for item in grouped)
        of_units = names([f"{unit}{count}项" for unit, count in counted.most_common()], 5)
        head = f"{'另有' if explained else ''}{len(grouped)}项{_behind(facts)}工作责任单位尚未说明原因：{of_units}"
        said.append(sentence(head, "逐项见附件“工作任务完成情况表”"))
    return said


def _overdue(item: WorkFact, facts: Facts) -> str:
    days = (facts.until - item.due_on).days
    late = "至期末尚未完成" if facts.is_closed or facts.since.year != facts.until.year else f"已逾期{days}天" if days > 0 else ""
    reason = shortened(item.reason)
    head = sentence(f"{item.unit}“{bare_title(item)}”应于{date(item.due_on)}前完成", late)
    return head + (f"原因：{reason}" if reason else "责任单位尚未说明原因。")


def next_steps(facts: Facts) -> list[str]:
    """What follows from the facts."""
    said = []
    following = facts.year + 1
    if facts.next_work and facts.next_work.total:
        said.append(
            sentence(f"落实{following}年工作任务。已安排工作{facts.next_work.total}项", f"由{facts.next_work.units}个单位承担，逐项按时限推进")
        )
    if facts.behind:
        what = _behind(facts)
        said.append(sentence(f"补齐{what}任务。对{len(facts.behind)}项{what}工作逐项明确完成时限", "由牵头部门督促责任单位整改"))
    short = [fact.name for fact in facts.indicators if fact.light in ("red", "amber") and (not fact.reached or indicators.unsure(fact))]
    if short:
        said.append(sentence(f"盯紧滞后指标。针对{'、'.join(short)}，由责任单位提出追赶措施"))
    unknown = [fact.name for fact in facts.indicators if fact.value is None]
    if unknown:
        said.append(sentence(f"补齐监测数据。尽快取得{'、'.join(unknown)}的数据"))
    if facts.decisions:
        said.append("落实领导要求。" + "；".join(text.strip("。；; ") for text in facts.decisions) + "。")
    return numbered(said) if said else ["按照规划部署，继续推进各项任务。"]


def numbered(texts: list[str]) -> list[str]:
    """一是…… 二是……; a single paragraph stands without a number."""
    return texts if len(texts) == 1 else [f"{chinese(position)}是{text}" for position, text in enumerate(texts, start=1)]
