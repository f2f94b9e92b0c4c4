"""What a plan document is after reading: frozen, typed, and complete down to the source line.

Line numbers are 1-based and inclusive. A node *owns* the lines ``lines[0]..lines[1]``, its children
own theirs, and all nodes in order own every line of the source exactly once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

Lines = tuple[int, int]


class NodeKind(StrEnum):
    """What a stretch of the document is."""

    HEAD = "head"  # document number, issuer, title, date: everything before the text begins
    PREAMBLE = "preamble"  # 为贯彻落实……制定本方案
    PART = "part"  # a top-level section that is none of the following
    GUIDING = "guiding"  # 指导思想、总体要求、基本原则
    GOAL = "goal"  # 工作目标
    ACTION = "action"  # 提升行动
    KEY_PROJECT = "key_project"  # 重点工程
    MEASURE = "measure"  # a title sentence and what is to be done
    MECHANISM = "mechanism"  # 组织保障、机制保障、经费保障
    SCHEDULE = "schedule"  # 进度安排: holds the phases
    PHASE = "phase"  # 启动实施、总结评估
    ITEM = "item"  # a numbered point of no special kind
    TEXT = "text"  # a paragraph without a title
    ASSIGNMENT = "assignment"  # a line of its own that names units: （责任单位：…）
    SIGNATURE = "signature"  # issuer and date under the text
    ANNEX = "annex"
    TABLE_HEAD = "table_head"
    TASK = "task"  # one row of a table of responsibilities
    ROW = "row"  # a row of any other table


class Comparison(StrEnum):
    """How the actual value is compared with the target; ``per`` marks a target of each interval."""

    AT_LEAST = ">="
    MORE_THAN = ">"
    AT_MOST = "<="
    LESS_THAN = "<"
    EQUAL = "=="
    ABOUT = "about"
    BETWEEN = "between"


class DoubtKind(StrEnum):
    """What a careful clerk would ask about."""

    HEADING_WITHOUT_NUMBER = "heading_without_number"
    NUMBERING_GAP = "numbering_gap"
    NUMBERING_DUPLICATE = "numbering_duplicate"
    ROW_CUT_OFF = "row_cut_off"
    TABLE_TRUNCATED = "table_truncated"
    TABLE_WITHOUT_HEAD = "table_without_head"
    TASK_WITHOUT_UNIT = "task_without_unit"
    TASK_NOT_IN_PLAN = "task_not_in_plan"
    LEAD_MISSING = "lead_missing"
    ASSIGNMENT_SCOPE = "assignment_scope"
    UNIT_NOT_IN_REGISTER = "unit_not_in_register"
    DUPLICATE_UNIT = "duplicate_unit"
    LEAD_ALSO_RESPONSIBLE = "lead_also_responsible"
    UNCLEAR_NUMBER = "unclear_number"
    COUNT_MISMATCH = "count_mismatch"
    PERIOD_MISSING = "period_missing"
    PERIOD_MISMATCH = "period_mismatch"
    UNREADABLE_TEXT = "unreadable_text"


@dataclass(frozen=True, slots=True)
class Citation:
    """A superior document that the plan rests on."""

    title: str
    number: str | None
    line: int


@dataclass(frozen=True, slots=True)
class Head:
    """Who issued what, when, for which years."""

    number: str | None
    issuer: str | None
    issued_on: date | None
    title: str
    period: tuple[int, int] | None
    cites: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """A stretch of the document. ``id`` is the path of titles to it, unique within the document."""

    id: str
    kind: NodeKind
    number: str | None
    ordinal: int | None
    title: str
    text: str
    lines: Lines
    children: tuple[Node, ...] = ()

    def walk(self) -> Iterator[Node]:
        """This node and all below it, in the order of the document."""
        pending = [self]
        while pending:
            node = pending.pop()
            yield node
            pending.extend(reversed(node.children))

    @property
    def span(self) -> Lines:
        """First and last line of the node with everything below it."""
        last = self
        while last.children:
            last = last.children[-1]
        return self.lines[0], last.lines[1]


@dataclass(frozen=True, slots=True)
class Target:
    """A quantity that the plan promises. ``value`` is a plain number: 100000 for 10万."""

    phrase: str
    value: int | float
    unit: str
    comparison: Comparison
    interval: str | None  # "year", "quarter", "month", …: the target holds for each of them
    per: str | None  # 每万人, 每个村: the base to which the value refers
    upper: int | float | None  # the upper end of a range
    deadline: date | None
    deadline_stated: bool  # False: the end of the plan period stands in
    node: str
    line: int


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme, campaign, platform or brand that the plan calls by a name in quotation marks."""

    name: str
    noun: str
    node: str
    line: int


@dataclass(frozen=True, slots=True)
class Phase:
    """A stage of the plan with its years, where it names them."""

    title: str
    period: tuple[int, int] | None
    node: str
    line: int


@dataclass(frozen=True, slots=True)
class Mechanism:
    """How the plan is kept going; ``aspect`` is organisation, monitoring, funding or other."""

    title: str
    aspect: str
    node: str
    line: int


@dataclass(frozen=True, slots=True)
class Responsibility:
    """Who leads and who answers for a task.

    ``lead`` and ``responsible`` hold the names as written, groups among them; ``groups`` repeats
    which of these are groups, and ``members`` expands a group where the register knows it.
    ``canonical`` gives the registered name of each name that the register knows by an alias.
    """

    task: str | None
    lead: tuple[str, ...]
    responsible: tuple[str, ...]
    groups: tuple[str, ...]
    lines: Lines
    category: str | None = None
    number: str | None = None
    node: str | None = None  # the action, project or measure of the text that the task names
    row: str | None = None  # the node of the table row or sentence itself
    open_ended: bool = False  # the list ends in 等
    members: dict[str, tuple[str, ...]] = field(default_factory=dict)
    canonical: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A question for a person; reading went on without an answer."""

    line: int
    kind: DoubtKind
    message: str
    suggestions: tuple[str, ...] = ()
    node: str | None = None
    subject: str = ""  # the name that is asked about, where it is one


@dataclass(frozen=True, slots=True)
class PlanDocument:
    """A plan document, read. ``lines`` are the source lines with their endings."""

    head: Head
    nodes: tuple[Node, ...]
    targets: tuple[Target, ...]
    programmes: tuple[Programme, ...]
    phases: tuple[Phase, ...]
    mechanisms: tuple[Mechanism, ...]
    responsibilities: tuple[Responsibility, ...]
    doubts: tuple[Doubt, ...]
    lines: tuple[str, ...]
    encoding: str

    def walk(self) -> Iterator[Node]:
        """All nodes in the order of the document."""
        for node in self.nodes:
            yield from node.walk()

    def of_kind(self, *kinds: NodeKind) -> list[Node]:
        """The nodes of some kinds, in the order of the document."""
        return [node for node in self.walk() if node.kind in kinds]

    def node(self, id: str) -> Node:
        """The node with this id; KeyError where there is none. Scans: keep a dict for many."""
        for node in self.walk():
            if node.id == id:
                return node
        raise KeyError(id)

    def to_json(self) -> dict[str, Any]:
        """The document as plain data that follows ``schema.json``."""
        from .serialise import to_json

        return to_json(self)
