"""Programmes, brands and platforms that a plan calls by name, in quotation marks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .periods import find_five_year

_QUOTED = re.compile(r"[“「『\"](?P<name>[^“”「」『』\"\n]{2,24})[”」』\"]")
_NOUN = re.compile(
    r"行动|计划|工程|项目|活动|品牌|平台|大赛|竞赛|比赛|讲堂|课堂|课程|专栏|专场|公众号|终端|夏令营|冬令营|训练营|"
    r"创客营|嘉年华|科技节|科普节|宣传周|活动周|科普日|开放日|基金|奖项|工作室|系列|宣传推广|智库|联盟"
)
_NO_NAME = re.compile(r"^(?:总体|战略|布局|的|理念|精神|制度|模式|队伍|改革|规划|方针|原则|要求|目标)")
_REACH = 24


def find_programmes(text: str) -> Iterator[tuple[str, str, int]]:
    """Name, what it is, and offset of every named programme in a paragraph.

    A quoted name counts when it says itself what it is (“智惠行动”), or when the clause goes on to say
    so within a few characters (“科创中国”平台, “甲”“乙”等活动). Slogans and periods do not.
    """
    quoted = list(_QUOTED.finditer(text))
    noun_after = ""
    found: list[tuple[str, str, int]] = []
    for at in range(len(quoted) - 1, -1, -1):
        name, end = quoted[at]["name"], quoted[at].end()
        following = quoted[at + 1].start() if at + 1 < len(quoted) else len(text)
        between = text[end:following]
        if between in ("", "、", "和", "及", "与"):
            noun = noun_after
        else:
            noun = _noun(between)
        noun_after = noun
        own = _NOUN.search(name)
        noun = noun or (own[0] if own else "")
        if noun and find_five_year(name + "期") is None:
            found.append((name, noun, quoted[at].start()))
    yield from reversed(found)


def _noun(after: str) -> str:
    clause = re.split(r"[，。；：！？]", after[:_REACH], maxsplit=1)[0]
    if _NO_NAME.match(clause):
        return ""
    noun = _NOUN.search(clause)
    return noun[0] if noun else ""
