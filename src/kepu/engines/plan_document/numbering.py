"""Heading numbers: what stands before a title and which level it claims.

GB/T 9704—2012 (Layout key for official document of Party and government organs), 7.3.3, numbers the
levels of the text 一、（一）1.（1）. Longer plans put 第一章 or 第一部分 above them and ① below. Offices
type half and full width, dots and commas in any mixture, so a style is known by its shape only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

from .numerals import CHINESE, half_width, parse_chinese, to_chinese


class Style(IntEnum):
    """Styles of numbering; the value is the rank, an outer level having the smaller one."""

    CHAPTER = 1  # 第一章 第一部分 第一篇
    SECTION = 2  # 第一节
    ARTICLE = 3  # 第一条
    CHINESE = 4  # 一、
    CHINESE_PARENTHESES = 5  # （一）
    ARABIC = 6  # 1．
    ARABIC_PARENTHESES = 7  # （1） 1）
    CIRCLED = 8  # ①
    ORDINAL = 9  # 第一， 一是


@dataclass(frozen=True, slots=True)
class Mark:
    """A number before a title: ``raw`` as written, e.g. ``（一）``, and what it says."""

    style: Style
    ordinal: int
    raw: str


_CN = "[〇零一二三四五六七八九十]{1,4}"
_N = rf"(?:{_CN}|\d{{1,2}})"
_GAP = r"[ \t]*"
_MARK = re.compile(
    rf"第(?P<chapter>{_N})(?:章|篇|编|部分){_GAP}[:、.]?{_GAP}"
    rf"|第(?P<section>{_N})节{_GAP}[:、.]?{_GAP}"
    rf"|第(?P<article>{_N})条{_GAP}[:、.]?{_GAP}"
    rf"|第(?P<ordinal>{_N})[，、,:：]{_GAP}"
    rf"|(?P<one_is>[一二三四五六七八九十])是(?=.)"
    rf"|(?P<chinese>{_CN}){_GAP}[、.．]{_GAP}(?!{_CN}[、.．])"
    rf"|[（(]{_GAP}(?P<chinese_p>{_CN}){_GAP}[）)]{_GAP}[、.．]?{_GAP}"
    rf"|[（(]{_GAP}(?P<arabic_p>\d{{1,2}}){_GAP}[）)]{_GAP}[、.．]?{_GAP}"
    rf"|(?P<arabic_h>\d{{1,2}})[）)]{_GAP}"
    rf"|(?P<arabic>\d{{1,2}}){_GAP}[、.．]{_GAP}(?![\d年月日%])"
    rf"|(?P<circled>[①-⑳]){_GAP}"
)
_STYLE_OF = {
    "chapter": Style.CHAPTER,
    "section": Style.SECTION,
    "article": Style.ARTICLE,
    "ordinal": Style.ORDINAL,
    "one_is": Style.ORDINAL,
    "chinese": Style.CHINESE,
    "chinese_p": Style.CHINESE_PARENTHESES,
    "arabic_p": Style.ARABIC_PARENTHESES,
    "arabic_h": Style.ARABIC_PARENTHESES,
    "arabic": Style.ARABIC,
    "circled": Style.CIRCLED,
}
_CONTENTS_LINE = re.compile(r"[.…·．]{3,}\s*\d{1,3}\s*$")


def find_mark(text: str) -> Mark | None:
    """The number at the very start of ``text`` (already stripped), or None.

    >>> [find_mark(t).raw for t in ("（一）实施", "3．总结", "第二章 任务", "①组织")]
    ['（一）', '3．', '第二章 ', '①']
    >>> [find_mark(t) for t in ("2.0计划", "（2021―2025年）", "第11次会议", "一、二、三年级")]
    [None, None, None, None]
    """
    if not text or text[0] not in _FIRST:
        return None
    flat = half_width(text[:24])
    found = _MARK.match(flat)
    if found is None or _CONTENTS_LINE.search(text[-12:]):
        return None
    group = found.lastgroup or ""
    value = found[group]
    if group == "circled":
        ordinal = ord(value) - ord("①") + 1
    else:
        ordinal = (int(value) if value.isdigit() and value.isascii() else parse_chinese(value)) or 0
    if not 0 < ordinal < 100:
        return None
    return Mark(_STYLE_OF[group], ordinal, text[: found.end()])


_FIRST = frozenset("第（(" + CHINESE + "0123456789０１２３４５６７８９" + "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")


def write_like(model: Mark, ordinal: int) -> str:
    """The number ``ordinal`` in the writing of a sibling's mark.

    >>> write_like(find_mark("（三）实施"), 4), write_like(find_mark("2.实施"), 3)
    ('（四）', '3.')
    """
    raw = half_width(model.raw).strip()
    if model.style is Style.CIRCLED:
        return chr(ord("①") + ordinal - 1) if ordinal <= 20 else f"（{ordinal}）"
    written = re.search(rf"{_N}", raw)
    if written is None:
        return str(ordinal)
    number = str(ordinal) if written[0].isascii() else to_chinese(ordinal)
    start, end = written.span()
    stripped = model.raw.strip()
    return stripped[:start] + number + stripped[end:]
