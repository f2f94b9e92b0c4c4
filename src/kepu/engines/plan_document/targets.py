"""Quantified targets in running text, and numbers whose meaning a clerk would have to ask for.

One pass over each paragraph. Tokens that look like numbers but are none (years, document numbers,
第11次, 5G, 计划2.0, 60岁, 12345热线) are recognised first and stepped over. What remains counts as a
target when the clause around it promises something: a word of comparison (不少于, 达到, 以上, 超过), a
rate (%), or a verb of delivery (建成, 培训, 每年举办).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from .model import Comparison
from .numerals import CHINESE, half_width, parse_chinese, parse_number, plain
from .periods import Period, find_five_year, month_end, year_end
from .target_patterns import (
    AFTER,
    BASELINE,
    BREAK,
    COMPARE,
    DELIVERY,
    HAS_NUMBER,
    INTERVAL,
    INTERVAL_NAME,
    OF_WORD,
    PAST,
    PER,
    RANKED,
    STOP,
    STRUCTURE,
    TOKEN,
    UNITS,
)


@dataclass(frozen=True, slots=True)
class Found:
    """A quantity in a paragraph, before it knows its node: ``at`` is its offset in the text."""

    at: int
    phrase: str
    value: int | float
    unit: str
    comparison: Comparison
    interval: str | None
    per: str | None
    upper: int | float | None
    deadline: date | None


@dataclass(frozen=True, slots=True)
class Unclear:
    """A number that promises something, though not what: ``at`` is its offset."""

    at: int
    phrase: str
    reason: str


@dataclass(slots=True)
class _Sentence:
    """What the words read so far say about the next number."""

    deadline: date | None = None
    is_past: bool = False
    clause: int = 0  # where the clause with a promise in it began
    promised: bool = False


def find_targets(text: str, period: Period | None) -> Iterator[Found | Unclear]:
    """Every target in a paragraph, and every number that is unclear, left to right."""
    if not HAS_NUMBER.search(text):
        return
    flat = half_width(text)
    state = _Sentence()
    cursor = 0
    for token in TOKEN.finditer(flat):
        if STOP.search(flat, cursor, token.start()):
            state.is_past = state.promised = False
        before = flat[max(cursor, token.start() - 60) : token.start()]
        cursor = token.end()
        if token["skip"]:
            continue
        if _time(token, before, state, period):
            continue
        yield from _quantity(flat, token, state)


def _time(token: re.Match[str], before: str, state: _Sentence, period: Period | None) -> bool:
    """Take a year, month or five-year plan as the deadline of what follows."""
    if token["month"]:
        end = month_end(int(token["my"]), int(token["mm"]))
    elif token["years"]:
        end = year_end(int(token["y2"]))
    elif token["year"]:
        end = year_end(int(token["y"]))
    elif token["five"]:
        years = find_five_year(token["five"].strip("到至 ") + "期")
        if years is None:
            return True
        end = year_end(years[1])
    else:
        return False
    if BASELINE.search(before):
        return True
    state.is_past = period is not None and end.year < period[0]
    state.deadline = None if state.is_past else end
    state.promised = False
    return True


def _quantity(flat: str, token: re.Match[str], state: _Sentence) -> Iterator[Found | Unclear]:
    start, end = token.span()
    clause = _clause_start(flat, start)
    before = flat[clause:start]
    value, unit, upper = _value(token)
    if value is None:
        return
    words = _word_before(before)
    tail = AFTER.match(flat, end)
    comparison = _comparison(words, tail, upper, token)
    promised = comparison is not None or bool(DELIVERY.search(before)) or (state.promised and state.clause >= clause - 30)
    phrase = _phrase(flat, clause, end)
    if state.is_past or PAST.search(before) or _from(flat, end):
        return
    if not unit:
        if comparison is not None and token["number"] and words and before.endswith(words[1]):
            yield Unclear(start, phrase, "没有单位")
        return
    if RANKED.search(before) and unit in ("名", "位", "个"):
        yield Found(start, phrase, value, "位次", Comparison.AT_MOST, None, None, None, state.deadline)
        return
    rate = unit in ("%", "‰", "个百分点", "百分点") or token["double"]
    interval, per = _interval(before), _per(before)
    if not rate and not _counts(flat, token, comparison, promised, interval, value, tail is not None):
        if token["number"] and not promised and not STRUCTURE.match(flat, end) and not _is_aside(flat, start):
            yield Unclear(start, phrase, "不清楚是目标、现状还是说明")
        return
    state.promised, state.clause = True, end
    yield Found(
        start, phrase, value, "个百分点" if unit == "百分点" else unit,
        comparison or Comparison.AT_LEAST, interval, per, upper, state.deadline,
    )  # fmt: skip


def _counts(
    flat: str,
    token: re.Match[str],
    comparison: Comparison | None,
    promised: bool,
    interval: str | None,
    value: float,
    has_tail: bool,
) -> bool:
    """Whether a count with a unit is a promise rather than a way of speaking."""
    if has_tail:
        return True
    if STRUCTURE.match(flat, token.end()) and not (comparison and token["unit"]):
        return False
    if token["chinese"]:
        near = comparison is not None and token["cunit"] != "分"
        return near or (promised and (interval is not None or value >= 2) and _is_counted(flat, token))
    return promised


def _is_counted(flat: str, token: re.Match[str]) -> bool:
    """Chinese numerals count things only after a verb close by: 建成三个, not 构建三位一体."""
    return bool(DELIVERY.search(flat[max(0, token.start() - 8) : token.start()])) or "每" in flat[max(0, token.start() - 12) : token.start()]


def _is_aside(flat: str, at: int) -> bool:
    """Whether the number stands inside brackets or quotation marks, or has no Chinese before it."""
    before = flat[max(0, at - 30) : at]
    opened = max(before.rfind(c) for c in '（(“"《「')
    closed = max(before.rfind(c) for c in "）)”》」")
    return opened > closed


def _value(token: re.Match[str]) -> tuple[int | float | None, str, int | float | None]:
    if token["ratio"]:
        whole, _, part = token["r"].partition("点")
        value = parse_number(whole)
        if value is not None and part:
            value = plain(float(f"{value}.{parse_chinese(part) or 0}"))
        return value, "%", None
    if token["fraction"]:
        top, bottom = parse_chinese(token["fn"] or "一"), parse_chinese(token["fd"] or "二")
        return (plain(round(100 * top / bottom, 4)) if top and bottom else None), "%", None
    if token["double"]:
        return 2 ** (parse_chinese(token["dn"] or "一") or 1), "倍", None
    if token["range"]:
        power = token["rn"] or token["rm"]
        low = parse_number(token["ra"] + (token["rm"] or power))
        return low, token["ru"] or "", parse_number(token["rb"] + power)
    if token["chinese"]:
        value, unit = parse_chinese(token["chinese"]), token["cunit"]
    else:
        value = parse_number(re.sub(r"[余多\s]", "", token["number"]))
        unit = token["unit"] or ""
        if len(token["number"]) > 4 and not unit:
            return None, "", None
    if unit == "成" and value is not None:
        return plain(value * 10), "%", None
    return value, unit, None


def _word_before(before: str) -> tuple[Comparison, str] | None:
    """The comparing word nearest to the number, within the clause."""
    last = None
    for last in COMPARE.finditer(before):
        pass
    if last is None or len(before) - last.end() > 16:
        return None
    return OF_WORD[last.lastgroup or "at_least"], last[0]


def _comparison(
    words: tuple[Comparison, str] | None,
    tail: re.Match[str] | None,
    upper: float | None,
    token: re.Match[str],
) -> Comparison | None:
    if upper is not None:
        return Comparison.BETWEEN
    if tail is not None:
        return OF_WORD[tail.lastgroup or "at_least"]
    if words is not None:
        return words[0]
    if token["number"] and re.search("[余多]", token["number"]):
        return Comparison.MORE_THAN
    return None


def _clause_start(flat: str, at: int) -> int:
    start = max(0, at - 120)
    last = None
    for last in BREAK.finditer(flat, start, at):
        pass
    return last.end() if last else start


def _phrase(flat: str, clause: int, end: int) -> str:
    """The clause around a number, without the items of a list that have numbers of their own."""
    stop = BREAK.search(flat, end, end + 60)
    text = flat[clause : stop.start() if stop else min(len(flat), end + 60)]
    if len(re.findall(rf"\d+|[{CHINESE}]+(?=[{UNITS.replace('|', '')}])", text)) > 1 and "、" in text:
        offset = end - clause
        left = text.rfind("、", 0, max(0, offset - 2)) + 1
        right = text.find("、", offset)
        text = text[left : right if right >= 0 else len(text)]
    return text.strip()


def _interval(before: str) -> str | None:
    last = None
    for last in INTERVAL.finditer(before):
        pass
    return INTERVAL_NAME[last.lastgroup or "year"] if last else None


def _per(before: str) -> str | None:
    last = None
    for last in PER.finditer(before):
        pass
    return last[0] if last else None


def _from(flat: str, end: int) -> bool:
    """Whether the number is where a rise starts: 从10%提高到15%."""
    return bool(re.match(r"\s?(?:提[高升]|增[长加]|上升|下降|降低?)[到至]", flat[end : end + 8]))
