"""The head of a plan: number, issuer, date, title, period, and the documents it rests on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from .blocks import Block
from .model import Citation
from .periods import DASH, find_date, find_five_year, find_period, only_date

_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,16}\s*[〔\[（(【]\s*(?:19|20)\d{2}\s*[〕\]）)】]\s*第?\s*\d{1,5}\s*号")
_ISSUER_END = re.compile(r"(政府|办公室|办公厅|委员会|领导小组|科协|协会|局|厅|党委|区委|县委|市委|省委|纲要办)$")
_PLAN_WORD = re.compile(r"方案|规划|纲要|计划|意见|要点|细则|办法")
_PERIOD_LINE = re.compile(rf"[（(]\s*(?:19|20)\d{{2}}\s*年?[{DASH}]{{1,3}}.{{2,8}}[）)]")
_ISSUED = re.compile(r"(?:印发|转发|发布)\s*[《〈](?P<title>.+)[》〉]\s*的?\s*通知", re.DOTALL)
_ISSUES = re.compile(r"([\u4e00-\u9fff]{4,30}?)关于(?:印发|转发|发布)")
_CITED = re.compile(
    r"《(?P<title>(?:[^《》]|《[^《》]{1,60}》){2,120})》"
    r"(?:\s*[（(]\s*(?P<number>[\u4e00-\u9fff]{1,16}\s*[〔\[（(]\s*\d{4}\s*[〕\]）)]\s*\d{1,5}\s*号)\s*[）)])?"
)
_PROSE = "。；！？，"


@dataclass(frozen=True, slots=True)
class HeadBlocks:
    """What was found in the blocks before the text, and where the preamble begins."""

    number: str | None
    issuer: str | None
    issued_on: date | None
    title: str
    preamble_at: int


def read_head(blocks: Sequence[Block]) -> HeadBlocks:
    """Read the blocks that stand before the first numbered heading."""
    issued = _issued_title(blocks)
    title, after = _own_title(blocks, issued)
    if not title:
        title, after = issued or "", len(blocks)
    return HeadBlocks(_number(blocks), *_signature(blocks), title, _preamble(blocks, after))


def _number(blocks: Sequence[Block]) -> str | None:
    for block in blocks:
        found = _NUMBER.match(block.text)
        if found and len(block.text) - found.end() <= 4:
            return re.sub(r"\s", "", found[0])
    return None


def _signature(blocks: Sequence[Block]) -> tuple[str | None, date | None]:
    """Issuer and date: the line before 关于印发, else the one above the date."""
    opening = next((found for block in blocks[:12] if (found := _ISSUES.match(block.text))), None)
    issuer = opening[1] if opening and is_issuer(opening[1]) else None
    issued_on: date | None = None
    for at, block in enumerate(blocks):
        day = only_date(block.text)
        if day is not None and issued_on is None:
            issued_on = day
            above = blocks[at - 1].text if at else ""
            issuer = issuer or (above if is_issuer(above) else None)
        elif issuer is None and is_issuer(block.text):
            issuer = block.text.removesuffix("文件").strip()
    if issued_on is None:
        noted = (find_date(b.text) for b in blocks if len(b.text) <= 40 and re.search(r"印发|发布|通过|日[）)]$", b.text))
        issued_on = next((day for day in noted if day), None)
    return issuer, issued_on


def is_issuer(text: str) -> bool:
    """Whether a line is the name of an issuing body and nothing else.

    >>> is_issuer("某县人民政府办公室"), is_issuer("某县科普工作实施方案")
    (True, False)
    """
    text = re.sub(r"\s", "", text).removesuffix("文件")
    return 4 <= len(text) <= 40 and bool(_ISSUER_END.search(text)) and not re.search(r"[，。：、《》]", text)


def _issued_title(blocks: Sequence[Block]) -> str | None:
    """The title in 关于印发《……》的通知, which may be broken over several lines."""
    joined = "".join(block.text for block in blocks[:20] if len(block.text) <= 120)
    found = _ISSUED.search(joined)
    return found["title"] if found and len(found["title"]) <= 120 else None


def _own_title(blocks: Sequence[Block], issued: str | None) -> tuple[str, int]:
    """The title over the plan itself: the last run of title lines that names a plan."""
    best, after = "", 0
    run: list[str] = []
    for at, block in enumerate([*blocks, Block(0, 0, "。")]):
        if is_title_line(block.text):
            run.append(block.text)
            continue
        text = "".join(run)
        if run and _PLAN_WORD.search(text) and not re.search(r"通知$|的通知", text):
            best, after = text, at
        run = []
    if issued and best and len(best) < len(issued) / 2 and flat_title(best) not in flat_title(issued):
        return issued, after
    return best, after


def is_title_line(text: str) -> bool:
    """Whether a line may be part of the title over a plan."""
    if not text or len(text) > 45 or text[-1] in "：:、" or any(c in _PROSE for c in text):
        return False
    if _PERIOD_LINE.fullmatch(text):
        return True
    if _NUMBER.match(text) or only_date(text) or text[0] in "（(":
        return False
    return not is_issuer(text)


def _preamble(blocks: Sequence[Block], after: int) -> int:
    """The first paragraph of prose after the title."""
    for at in range(after, len(blocks)):
        if len(blocks[at].text) >= 20 and any(c in _PROSE for c in blocks[at].text):
            return at
    return len(blocks)


def read_period(title: str, blocks: Sequence[Block]) -> tuple[int, int] | None:
    """The plan period: from the title, else from the head and the first paragraphs."""
    period = find_period(title)
    if period is not None:
        return period
    for block in blocks:
        text = re.sub(r"《[^《》]{0,120}》", "", block.text)  # not the period of a superior plan
        period = find_period(text) or find_five_year(text)
        if period is not None:
            return period
    return None


def read_citations(blocks: Sequence[Block], title: str) -> tuple[Citation, ...]:
    """Documents cited in the head and the preamble, the plan itself left out, each once."""
    own = flat_title(title)
    cites: dict[str, Citation] = {}
    for block in blocks:
        for found in _CITED.finditer(block.text):
            name = flat_title(found["title"])
            if name in cites or (own and (name == own or name in own or own in name and not found["number"])):
                continue
            number = re.sub(r"\s", "", found["number"]) if found["number"] else None
            cites[name] = Citation(found["title"], number, block.line_at(found.start()))
    return tuple(cites.values())


def flat_title(title: str) -> str:
    """A title without the marks that two writings of it may differ in: dashes, spaces, brackets."""
    return re.sub(rf"[\s{DASH}（）()〔〕\[\]《》〈〉“”\"年]", "", title)
