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
from .periods import DASH, Period, find_five_year, month_end, year_end

_UNITS = (
    "个百分点|百分点|万元|亿元|元|人次|场次|家次|课时|学时|小时|分钟|人日|平方米|平方公里|公里|千米|公顷|册次|"
    "个|项|次|场|人|名|位|家|所|处|座|支|篇|部|件|种|类|套|期|本|册|户|条|批|届|台|辆|亩|门|间|块|"
    "幅|张|款|首|份|天|站|团|队|课|节|堂|单|例|分|倍|成|番"
)
_DIGITS = r"\d{1,3}(?:,\d{3}){1,5}(?:\.\d{1,15})?|\d{1,15}(?:\.\d{1,15})?"
_ARABIC = rf"(?:{_DIGITS})\s?[余多]?[十百千]?[万亿]?"

_TOKEN = re.compile(
    rf"(?P<month>(?P<my>(?:19|20)\d{{2}})\s{{0,3}}年\s{{0,3}}(?P<mm>\d{{1,2}})\s{{0,3}}月(?:\s{{0,3}}\d{{1,2}}\s{{0,3}}日)?)"
    rf"|(?P<years>(?P<y1>(?:19|20)\d{{2}})\s{{0,3}}年?\s{{0,3}}(?:[{DASH}]{{1,3}}\s{{0,3}}(?P<y2>(?:19|20)\d{{2}}))\s{{0,3}}年?)"
    rf"|(?P<year>(?P<y>(?:19|20)\d{{2}})\s{{0,3}}年)"
    rf"|(?P<five>(?:到|至)?\s{{0,3}}[“\"「]?(?:十[一二三四五六七八九]?|二十)五[”\"」]?\s{{0,3}}(?P<five_end>末|期末|规划末)?(?=末|期|时|规|全|，|[”\"」]))"
    rf"|(?P<skip>"
    rf"[〔\[（(]\s{{0,3}}\d{{4}}\s{{0,3}}[〕\]）)]\s{{0,3}}第?\s{{0,3}}\d{{0,6}}\s{{0,3}}号?|\d{{1,2}}\s{{0,3}}月(?:\s{{0,3}}\d{{1,2}}\s{{0,3}}日)?|\d{{1,5}}\s{{0,3}}[日号]"
    rf"|第\s{{0,3}}(?:\d{{1,15}}|[{CHINESE}]{{1,20}})\s{{0,3}}[{_UNITS.replace('|', '')}章批届轮]?"
    rf"|[A-Za-z][A-Za-z\-]{{0,20}}\d[\w.\-]{{0,20}}|\d{{1,15}}(?:\.\d{{1,15}})?\s?[A-Za-z]\w{{0,20}}|[\d一二三四五六七八九NnXx]{{1,6}}\s?\+[\w+\s]{{0,20}}"
    rf"|\d{{1,15}}\s?[×xX*/]\s?\d{{1,15}}(?:小时)?|24\s?小时"
    rf"|\d{{1,15}}(?:\s?[{DASH}]\s?\d{{1,15}})?\s?周?岁|\d{{1,15}}\s?分钟(?!以?内)|\d\.0(?!\d)"
    rf"|\d{{3,5}}(?=[^\d，。；、]{{0,6}}(?:热线|电话|短信))|(?:热线|电话|邮编|邮政编码)\s?[:：]?\s?[\d\-]{{1,20}}|\d{{3,4}}-\d{{7,8}}|1\d{{10}}"
    rf"|[{CHINESE}]?(?:五位一体|四个全面|两个维护|十九大|二十大|一带一路|三个代表)"
    rf")"
    rf"|(?P<ratio>百分之(?P<r>[{CHINESE}]{{1,20}}(?:点[{CHINESE}]{{1,20}})?|\d{{1,15}}(?:\.\d{{1,15}})?))"
    rf"|(?P<fraction>(?P<fd>[{CHINESE}]{{1,3}})分之(?P<fn>[{CHINESE}]{{1,3}})|半数|一半(?=以上))"
    rf"|(?P<double>翻(?P<dn>[一两二三四])?番)"
    rf"|(?P<range>(?P<ra>\d{{1,15}}(?:\.\d{{1,15}})?)\s?%?(?P<rm>[十百千]?[万亿]?)\s?[{DASH}]{{1,2}}\s?(?P<rb>\d{{1,15}}(?:\.\d{{1,15}})?)\s?(?P<rn>[十百千]?[万亿]?)(?P<ru>%|‰|{_UNITS})?)"
    rf"|(?P<number>{_ARABIC})\s?(?P<unit>%|‰|{_UNITS})?"
    rf"|(?P<chinese>[{CHINESE}]{{1,20}})(?P<cunit>{_UNITS})"
)

_COMPARE = re.compile(
    r"(?P<at_least>不(?:得|应)?(?:低于|少于|小于|下于)|至少|最少|最低|达到?|提[高升]到|提[高升]至|增[长加]到|增[长加]至|力争|确保|完成|保持在|稳定在)"
    r"|(?P<at_most>不(?:得|应)?(?:高于|超过|多于|大于)|控制在|降低?至|降低?到|下降到|下降至|最多|至多)"
    r"|(?P<more>超过?|突破|大于|高于|多于)"
    r"|(?P<less>低于|少于|小于)"
    r"|(?P<about>大?约|接近|左右)"
    r"|(?P<change>提[高升]|增[长加]|下降|降低|减少|增幅|上升)"
)
_OF_WORD = {
    "at_least": Comparison.AT_LEAST,
    "at_most": Comparison.AT_MOST,
    "more": Comparison.MORE_THAN,
    "less": Comparison.LESS_THAN,
    "about": Comparison.ABOUT,
    "change": Comparison.AT_LEAST,
}
_AFTER = re.compile(r"\s?(?:(?P<at_least>及?以上|起)|(?P<at_most>以内|以下|之内|(?<=小时)内|(?<=分钟)内|(?<=天)内)|(?P<about>左右|上下))")
_DELIVERY = re.compile(
    r"建成|新建|建设|建立|设立|完成|培训|培养|培育|举办|组织|开展|创建|命名|认定|打造|发展|配备|招募|遴选|推出|"
    r"创作|征集|新增|实现|覆盖|惠及|服务|参与|发放|投入|安排|选派|开设|制作|开发|评选|扶持|支持|资助|引进|聘请|吸纳|召开|听取|开放|提供"
)
_STRUCTURE = re.compile(
    r"\s?(?:方面|环节|层面|维度|转变|结合|原则|重点|阶段|步骤|问题|要求|机制|自信|意识|维护|统筹|坚持|"
    r"(?:[^，。；、]{0,6})(?:行动|工程|任务|举措|措施))"
)
_INTERVAL = re.compile(
    r"每(?P<half>半年)|每(?:一)?(?:个)?(?P<year>年度?|学年)|每(?:个)?(?P<quarter>季度?)|每(?:个)?(?P<month>月)|每(?:个)?(?P<week>周|星期)|"
    r"每(?:个)?(?P<term>学期)|(?P<yearly>年均|年度)|(?P<monthly>月均)"
)
_INTERVAL_NAME = {
    "half": "half-year", "year": "year", "yearly": "year", "quarter": "quarter",
    "month": "month", "monthly": "month", "week": "week", "term": "term",
}  # fmt: skip
_PER = re.compile(
    r"每(?:百万|十万|10万|万|千|百)名?(?:人口?|居民|公民|职工|户)|每(?:个|名|所|家|支|位)[^，。；、至不达有少]{1,8}|"
    r"每(?:村|社区|街道|乡镇|镇|乡|校|县|区|户|人|家|班|场)(?:[（(][^）)]{1,10}[）)])?|人均|户均|校均|村均"
)
_BREAK = re.compile(r"[，。；：！？\n,;]")
_STOP = re.compile(r"[。；！？\n]")
_BASELINE = re.compile(r"(?:比|较|在|自|从|以)[^，。；]{0,4}$")
_PAST = re.compile(r"已(?:经)?(?:达|建|有|完成|超|累计)|目前|现有|现已")
_RANKED = re.compile(r"前\s?$")


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
    if not _HAS_NUMBER.search(text):
        return
    flat = half_width(text)
    state = _Sentence()
    cursor = 0
    for token in _TOKEN.finditer(flat):
        if _STOP.search(flat, cursor, token.start()):
            state.is_past = state.promised = False
        before = flat[max(cursor, token.start() - 60) : token.start()]
        cursor = token.end()
        if token["skip"]:
            continue
        if _time(token, before, state, period):
            continue
        yield from _quantity(flat, token, state)


_HAS_NUMBER = re.compile(rf"[\d０-９]|[{CHINESE}]")


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
    if _BASELINE.search(before):
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
    tail = _AFTER.match(flat, end)
    comparison = _comparison(words, tail, upper, token)
    promised = comparison is not None or bool(_DELIVERY.search(before)) or (state.promised and state.clause >= clause - 30)
    phrase = _phrase(flat, clause, end)
    if state.is_past or _PAST.search(before) or _from(flat, end):
        return
    if not unit:
        if comparison is not None and token["number"] and words and before.endswith(words[1]):
            yield Unclear(start, phrase, "没有单位")
        return
    if _RANKED.search(before) and unit in ("名", "位", "个"):
        yield Found(start, phrase, value, "位次", Comparison.AT_MOST, None, None, None, state.deadline)
        return
    rate = unit in ("%", "‰", "个百分点", "百分点") or token["double"]
    interval, per = _interval(before), _per(before)
    if not rate and not _counts(flat, token, comparison, promised, interval, value, tail is not None):
        if token["number"] and not promised and not _STRUCTURE.match(flat, end) and not _is_aside(flat, start):
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
    if _STRUCTURE.match(flat, token.end()) and not (comparison and token["unit"]):
        return False
    if token["chinese"]:
        near = comparison is not None and token["cunit"] != "分"
        return near or (promised and (interval is not None or value >= 2) and _is_counted(flat, token))
    return promised


def _is_counted(flat: str, token: re.Match[str]) -> bool:
    """Chinese numerals count things only after a verb close by: 建成三个, not 构建三位一体."""
    return bool(_DELIVERY.search(flat[max(0, token.start() - 8) : token.start()])) or "每" in flat[max(0, token.start() - 12) : token.start()]


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
    for last in _COMPARE.finditer(before):
        pass
    if last is None or len(before) - last.end() > 16:
        return None
    return _OF_WORD[last.lastgroup or "at_least"], last[0]


def _comparison(
    words: tuple[Comparison, str] | None,
    tail: re.Match[str] | None,
    upper: float | None,
    token: re.Match[str],
) -> Comparison | None:
    if upper is not None:
        return Comparison.BETWEEN
    if tail is not None:
        return _OF_WORD[tail.lastgroup or "at_least"]
    if words is not None:
        return words[0]
    if token["number"] and re.search("[余多]", token["number"]):
        return Comparison.MORE_THAN
    return None


def _clause_start(flat: str, at: int) -> int:
    start = max(0, at - 120)
    last = None
    for last in _BREAK.finditer(flat, start, at):
        pass
    return last.end() if last else start


def _phrase(flat: str, clause: int, end: int) -> str:
    """The clause around a number, without the items of a list that have numbers of their own."""
    stop = _BREAK.search(flat, end, end + 60)
    text = flat[clause : stop.start() if stop else min(len(flat), end + 60)]
    if len(re.findall(rf"\d+|[{CHINESE}]+(?=[{_UNITS.replace('|', '')}])", text)) > 1 and "、" in text:
        offset = end - clause
        left = text.rfind("、", 0, max(0, offset - 2)) + 1
        right = text.find("、", offset)
        text = text[left : right if right >= 0 else len(text)]
    return text.strip()


def _interval(before: str) -> str | None:
    last = None
    for last in _INTERVAL.finditer(before):
        pass
    return _INTERVAL_NAME[last.lastgroup or "year"] if last else None


def _per(before: str) -> str | None:
    last = None
    for last in _PER.finditer(before):
        pass
    return last[0] if last else None


def _from(flat: str, end: int) -> bool:
    """Whether the number is where a rise starts: 从10%提高到15%."""
    return bool(re.match(r"\s?(?:提[高升]|增[长加]|上升|下降|降低?)[到至]", flat[end : end + 8]))
