"""What a computer can see of a bad item before a peer reads it. Pure: texts in, findings out.

Rules after Haladyna, Downing & Rodriguez, A Review of Multiple-Choice Item-Writing Guidelines (Applied Measurement in Education 15(3), 2002):
avoid all-of-the-above, keep options about equally long, word the stem positively, keep items independent of one another.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from django.utils.translation import gettext as _

from kepu.engines.similarity import Index

from .item_content import Kind, folded

T = TypeVar("T", bound=Hashable)

#: Cosine from which two items are taken to ask the same, and from which they speak of the same thing.
SAME, RELATED = 0.35, 0.14
LONGER, LONGER_BY = 1.6, 6  # times, characters
ALL_OR_NONE = re.compile(r"(以上|上述|前面|前述).{0,4}(都|皆|均|全)|都(对|正确|错|不对|不正确)$|全部(正确|错误|都)|[A-H][和与、及][A-H]")
NEGATED = re.compile(r"不(?!同|仅|但|断|久|足|锈)|没有|无法|并非|未(?!来|成年)|错误的是|除了|勿|禁止")
TWICE = re.compile(r"(?:不是|不属于|并非|没有|不能|不会)(?:不|非|无|未)")
ASKS_FOR_THE_WRONG = re.compile(r"(不正确|不属于|不是|不会|不能|不应|不宜|不对|错误|没有)[^，。]{0,8}(是|项|做法|说法|有)[^，。]{0,6}[：:？?（(]?")
# Words of every item, which say nothing about its topic.
# fmt: off
COMMON = frozenset((
    "下列", "以下", "下面", "哪些", "哪个", "哪种", "哪一", "一项", "说法", "正确", "错误", "主要", "可以", "通常", "一般", "关于", "怎样", "什么",
    "为什么", "多少", "大约", "属于", "应当", "应该", "能够", "这种", "这个", "做法", "合理", "一个", "因为", "进行", "需要", "是否", "如果", "说明",
))
# fmt: on


class Wording(Protocol):
    """What is looked at: a version, or a content that is none yet."""

    @property
    def kind(self) -> str: ...
    @property
    def stem(self) -> str: ...
    @property
    def options(self) -> Any: ...
    @property
    def answer(self) -> Any: ...


@dataclass(frozen=True)
class Finding(Generic[T]):
    """Something to look at; `blocks` when no review may begin with it, `other` the item that it is about."""

    code: str
    message: str
    blocks: bool = False
    other: T | None = None
    score: float = 0.0


def right_texts(text: Wording) -> list[str]:
    """The right options as they are worded; of an order item none, because all its options are shown anyway."""
    if text.kind in (Kind.SINGLE, Kind.MULTIPLE):
        return [str(option["text"]) for option in text.options if option["key"] in text.answer.get("keys", [])]
    if text.kind == Kind.NUMERIC and text.answer.get("value") is not None:
        return [f"{text.answer['value']:g}"]
    return []


def own_findings(text: Wording) -> list[Finding[Any]]:
    """What is wrong with an item by itself."""
    found = [_equal_options(text), _longest(text), _all_or_none(text), _double_negative(text)]
    return [finding for finding in found if finding is not None]


def _equal_options(text: Wording) -> Finding[Any] | None:
    texts = [folded(str(option["text"])) or str(option["text"]) for option in text.options]
    if len(set(texts)) == len(texts):
        return None
    return Finding("equal_options", _("有相同的选项"), blocks=True)


def _longest(text: Wording) -> Finding[Any] | None:
    if text.kind != Kind.SINGLE:
        return None
    right = max((len(option) for option in right_texts(text)), default=0)
    others = [len(str(option["text"])) for option in text.options if option["key"] not in text.answer.get("keys", [])]
    longest = max(others, default=0)
    if right < longest * LONGER or right < longest + LONGER_BY:
        return None
    return Finding(
        "longest_answer", _("正确选项（%(right)d字）比其他选项（最长%(others)d字）长得多，容易被猜中") % {"right": right, "others": longest}
    )


def _all_or_none(text: Wording) -> Finding[Any] | None:
    for option in text.options:
        if ALL_OR_NONE.search(str(option["text"])):
            return Finding("all_or_none", _("选项“%s”属于“以上都对”一类，请改为具体内容") % option["text"])
    return None


def _double_negative(text: Wording) -> Finding[Any] | None:
    negations = [match.group() for match in NEGATED.finditer(text.stem)]
    if text.kind == Kind.TRUE_FALSE and len(negations) > 1:
        return Finding("double_negative", _("判断题有两处否定（%s），容易误读") % "、".join(negations))
    if twice := TWICE.search(text.stem):
        return Finding("double_negative", _("题干有双重否定（%s），容易误读") % twice.group())
    if text.kind in (Kind.SINGLE, Kind.MULTIPLE) and ASKS_FOR_THE_WRONG.search(text.stem[-24:]):
        for option in text.options:
            if NEGATED.match(str(option["text"])):
                return Finding("double_negative", _("题干问“不正确”的，选项“%s”又是否定句，容易误读") % option["text"])
    return None


class Comparison(Generic[T]):
    """All items of a bank, to hold one against the others."""

    def __init__(self, items: Iterable[tuple[T, str, Wording]]) -> None:
        self._items = {key: (code, text) for key, code, text in items}
        self._index = Index(((key, _topic(text)) for key, (_code, text) in self._items.items()), COMMON)

    def against(self, text: Wording, key: T | None = None) -> list[Finding[T]]:
        """Items that ask nearly the same, give the answer away, or are given away; `key` is the item itself."""
        found: list[Finding[T]] = []
        for match in self._index.best(_topic(text), limit=len(self._items), least=RELATED):
            if match.item == key:
                continue
            code, other = self._items[match.item]
            if match.score >= SAME:
                found.append(Finding("similar", _("与 %s 很相近") % code, other=match.item, score=match.score))
            if gives_away(other, text):
                found.append(Finding("given_away", _("%s 的题干含有本题答案") % code, other=match.item, score=match.score))
            if gives_away(text, other):
                found.append(Finding("gives_away", _("本题题干含有 %s 的答案") % code, other=match.item, score=match.score))
        return found

    def pairs(self) -> dict[tuple[T, T], set[str]]:
        """Every pair of which one should not stand beside the other, in the order of the bank, with the codes of what was found."""
        found: dict[tuple[T, T], set[str]] = {}
        order = {key: place for place, key in enumerate(self._items)}
        for key, (_code, text) in self._items.items():
            for finding in self.against(text, key):
                if finding.other is not None and order[key] < order[finding.other]:
                    found.setdefault((key, finding.other), set()).add(finding.code)
        return found


def gives_away(shown: Wording, asked: Wording) -> bool:
    """Whether the stem of one holds a right answer of the other, which that one's own stem does not tell anyway."""
    return any(_holds(shown.stem, answer) and not _holds(asked.stem, answer) for answer in _telling(asked))


def _telling(asked: Wording) -> Sequence[str]:
    """Answers long enough to be told by; all of several must be told, so the longest stands for them."""
    answers = right_texts(asked)
    if asked.kind == Kind.MULTIPLE:
        answers = sorted(answers, key=len)[-1:]
    return [answer for answer in answers if len(folded(answer)) >= 2]


def _holds(stem: str, answer: str) -> bool:
    if re.fullmatch(r"-?[\d.]+", answer):
        return re.search(rf"(?<![\d.]){re.escape(answer)}(?![\d.])", stem) is not None
    return folded(answer) in folded(stem)


def _topic(text: Wording) -> str:
    return " ".join([text.stem, *right_texts(text)])
