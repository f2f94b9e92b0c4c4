"""Which kind of node a title stands for: the vocabulary of plans, in one place."""

from __future__ import annotations

import re

from .model import NodeKind

_GUIDING = re.compile(r"指导思想|总体要求|总体思路|基本原则|指导方针|工作原则|背景|现状|形势|意义|(?:工作|发展|现有)基础")
_GOAL = re.compile(r"目标")
_SCHEDULE = re.compile(r"(?:进度|步骤|阶段)(?:安排|划分)?$|(?:时间|实施)(?:安排|步骤)$")
_MECHANISM = re.compile(r"组织|保障|机制|监督|监测|评估|落实|工作要求|考核")
_PROJECT = re.compile(r"(工程|项目)")
_ACTION = re.compile(r"行动|任务|举措|措施|重点|主要|内容")
_COLLECTIVE = re.compile(
    r"^(?:组织|全面|大力|深入)?(?:实施|开展|推进)?"
    r"(?:重点|主要|提升|专项|科学素质提升|全民科学素质提升|[一二三四五六七八九十\d]+(?:大|项|个)|科普|的)*"
    r"(?:行动|工程|任务|项目|举措|措施|工作)(?:[和与及](?:重点)?(?:任务|工程|项目|行动))?$"
)
_PROJECT_END = re.compile(r"(工程|项目)$")
_ACTION_END = re.compile(r"行动$")

#: Kinds of section under which a paragraph with a title sentence is a measure or a point.
TITLED_PARAGRAPH = {
    NodeKind.ACTION: NodeKind.MEASURE,
    NodeKind.KEY_PROJECT: NodeKind.MEASURE,
    NodeKind.MECHANISM: NodeKind.ITEM,
}

_CHILD = {
    NodeKind.ACTION: NodeKind.MEASURE,
    NodeKind.KEY_PROJECT: NodeKind.MEASURE,
    NodeKind.SCHEDULE: NodeKind.PHASE,
}

_ASPECTS = (
    ("monitoring", re.compile(r"监测|评估|考核|督查|督促|检查|机制|评价|激励")),
    ("funding", re.compile(r"经费|资金|投入|财政")),
    ("organisation", re.compile(r"组织|领导|协调|队伍|责任")),
)


def kind_of(title: str, parent: NodeKind | None, parent_title: str) -> NodeKind:
    """The kind of a titled section under ``parent`` (None: at the top of the plan)."""
    if parent is None:
        return _top(title)
    if parent is NodeKind.PART:
        return _under_part(title, parent_title)
    if parent is NodeKind.GUIDING:
        return NodeKind.GOAL if _GOAL.search(title) else NodeKind.GUIDING
    return _CHILD.get(parent, NodeKind.ITEM)


def _top(title: str) -> NodeKind:
    if _SCHEDULE.search(title):
        return NodeKind.SCHEDULE
    if _COLLECTIVE.search(title) and not _GOAL.search(title):
        return NodeKind.PART
    if _ACTION_END.search(title):
        return NodeKind.ACTION
    if _PROJECT_END.search(title):
        return NodeKind.KEY_PROJECT
    if _GUIDING.search(title):
        return NodeKind.GUIDING
    if _GOAL.search(title):
        return NodeKind.GOAL
    return NodeKind.PART


def _under_part(title: str, part: str) -> NodeKind:
    if _ACTION_END.search(title):
        return NodeKind.ACTION
    if _PROJECT_END.search(title):
        return NodeKind.KEY_PROJECT
    if _MECHANISM.search(part):
        return NodeKind.SCHEDULE if _SCHEDULE.search(title) else NodeKind.MECHANISM
    if _PROJECT.search(part):
        return NodeKind.KEY_PROJECT
    if _ACTION.search(part):
        return NodeKind.ACTION
    if _GOAL.search(title):
        return NodeKind.GOAL
    if re.search(r"保障|机制$", title):
        return NodeKind.MECHANISM
    return NodeKind.ITEM


def keeps_going(title: str) -> bool:
    """Whether a section is about how the plan is kept going: 组织保障, 保障措施, 监测评估."""
    return bool(_MECHANISM.search(title))


def aspect_of(title: str) -> str:
    """What a mechanism keeps going: organisation, monitoring, funding, or other.

    >>> [aspect_of(t) for t in ("组织保障", "机制保障", "经费保障", "营造氛围")]
    ['organisation', 'monitoring', 'funding', 'other']
    """
    return next((aspect for aspect, words in _ASPECTS if words.search(title)), "other")
