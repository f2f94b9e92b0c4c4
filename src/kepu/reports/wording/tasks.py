"""Paragraphs on actions, key projects and their measures: what was planned, what was done, by whom."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from kepu.reports.facts import Amount, MeasureFact, TaskFact, WorkFact

from .numbers import change, date, listed, names, quantity, sentence, years

MAX_QUOTE = 160
QUOTES = 2
RECORDED = "佐证台账记录，"
RUNNING = ("running", "soon", "waiting")


def task(fact: TaskFact, period: str) -> str:
    """The paragraph that opens the part on an action: its units, its work, what was recorded."""
    work = fact.work
    done, late, undone = (sum(1 for item in work if item.state == state) for state in ("done", "late", "unfinished"))
    if not work:
        plan = sentence(f"{period}没有下达这项任务的工作")
    else:
        finished = "全部完成" if done == len(work) else f"完成{done}项"
        plan = sentence(f"{period}安排工作{len(work)}项", finished, f"逾期未完成{late}项" if late else "", f"未完成{undone}项" if undone else "")
    measured = sum(1 for measure in fact.measures if measure.amounts)
    return _units(fact) + plan + (amounts(fact.amounts, RECORDED) if measured > 1 else "")


def measure(fact: MeasureFact) -> list[str]:
    """Paragraphs on a measure; none where there is nothing to tell."""
    over_years = len({item.year for item in fact.work}) > 1
    parts = [_work(items, over_years) for items in _alike(fact.work)]
    latest = {item.unit: item for item in sorted(fact.work, key=lambda item: (item.state == "done", item.year)) if item.result}
    told = sorted(latest.values(), key=lambda item: item.state != "done")
    body = listed(parts) + amounts(fact.amounts, RECORDED) + "".join(_quote(item) for item in told[:QUOTES])
    judged = sentence(f"评估结论为“{fact.verdict}”" if fact.verdict else "") + ended(fact.judgement)
    return [text for text in (body, judged) if text]


def amounts(found: Sequence[Amount], lead: str = "") -> str:
    """Sentence that lists the greatest quantities with their change; "" where there are none."""
    said = []
    for amount in found[:5]:
        compared = change(amount.value, amount.before, amount.unit)
        said.append(f"{amount.label}{quantity(amount.value, amount.unit)}" + (f"（{compared}）" if compared else ""))
    return sentence(lead + "、".join(said)) if said else ""


def ended(text: str) -> str:
    """A person's text with one full stop at its end, its line breaks taken out."""
    flat = "".join(text.splitlines()).strip()
    flat = re.sub("[，；、。]*。[，；、。]*", "。", re.sub("([，；、])[，；、]+", r"\1", flat)).strip("，；、 ").removeprefix("。")
    return flat if not flat or flat[-1] in "。！？" else flat + "。"


def shortened(text: str, limit: int = MAX_QUOTE) -> str:
    """As many whole sentences as fit in `limit` characters, at least the first (cut with an ellipsis where it alone is longer)."""
    flat = ended(text)
    if len(flat) <= limit:
        return flat
    cut = flat.rfind("。", 0, limit)
    return flat[: cut + 1] if cut > 0 else flat[: limit - 2] + "……"


def _units(fact: TaskFact) -> str:
    lead = f"由{names(fact.lead)}牵头" if fact.lead else ""
    return sentence(lead, f"{names(fact.responsible)}参与" if fact.responsible else "")


def bare_title(item: WorkFact) -> str:
    """The title without the year at its end, which the report tells anyway."""
    return item.title.removesuffix(f"（{item.year}年）").removesuffix(f"({item.year}年)").strip() or item.title


def _alike(work: Iterable[WorkFact]) -> list[list[WorkFact]]:
    """Work of the same wording in the same state belongs to one clause: eleven streets do the same, or one unit year after year."""
    groups: dict[tuple[str, str], list[WorkFact]] = {}
    for item in work:
        state = "running" if item.state in RUNNING else item.state
        groups.setdefault((bare_title(item), state), []).append(item)
    return list(groups.values())


def _work(items: Sequence[WorkFact], over_years: bool) -> str:
    first, units = items[0], names(list(dict.fromkeys(item.unit for item in items)))
    title, when = bare_title(first), years(item.year for item in items) if over_years else ""
    if first.state == "done":
        return f"{units}{when}完成“{title}”" + (f"，成果为{first.deliverable}" if first.deliverable else "")
    if first.is_behind:
        due = f"{when}的任务" if over_years else f"应于{date(min(item.due_on for item in items))}前完成，"
        return f"“{title}”由{units}承担，{due}尚未完成"
    if first.state == "declined":
        return f"“{title}”由{units}退回商议"
    return f"“{title}”由{units}推进，计划于{date(max(item.due_on for item in items))}前完成"


def _quote(item: WorkFact) -> str:
    said = shortened(item.result)
    return f"{item.unit}报告：“{said}”" if said else ""
