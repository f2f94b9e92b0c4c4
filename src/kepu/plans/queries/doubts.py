"""What a person sees of a doubt: the answers that may be picked."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kepu.engines.plan_document import DoubtKind, is_group
from kepu.organizations.models import Unit, UnitGroup
from kepu.organizations.unit_types import likely_type
from kepu.plans.models import Indicator, Plan, PlanDoubt, PlanNode

from .documents import register_of

KIND_LABELS = {
    DoubtKind.HEADING_WITHOUT_NUMBER: gettext_lazy("标题缺编号"),
    DoubtKind.NUMBERING_GAP: gettext_lazy("编号不连续"),
    DoubtKind.NUMBERING_DUPLICATE: gettext_lazy("编号重复"),
    DoubtKind.ROW_CUT_OFF: gettext_lazy("分工表的行不完整"),
    DoubtKind.TABLE_TRUNCATED: gettext_lazy("分工表不完整"),
    DoubtKind.TABLE_WITHOUT_HEAD: gettext_lazy("分工表没有表头"),
    DoubtKind.TASK_WITHOUT_UNIT: gettext_lazy("任务没有单位"),
    DoubtKind.TASK_NOT_IN_PLAN: gettext_lazy("正文中没有这项任务"),
    DoubtKind.LEAD_MISSING: gettext_lazy("缺牵头单位"),
    DoubtKind.ASSIGNMENT_SCOPE: gettext_lazy("分工范围"),
    DoubtKind.UNIT_NOT_IN_REGISTER: gettext_lazy("单位未登记"),
    DoubtKind.DUPLICATE_UNIT: gettext_lazy("单位重复"),
    DoubtKind.LEAD_ALSO_RESPONSIBLE: gettext_lazy("牵头又负责"),
    DoubtKind.UNCLEAR_NUMBER: gettext_lazy("数字含义不明"),
    DoubtKind.COUNT_MISMATCH: gettext_lazy("项数不符"),
    DoubtKind.PERIOD_MISSING: gettext_lazy("缺规划期"),
    DoubtKind.PERIOD_MISMATCH: gettext_lazy("年份不一致"),
    DoubtKind.UNREADABLE_TEXT: gettext_lazy("文字无法辨认"),
    "target_to_set": gettext_lazy("目标值待定"),
}
QUOTED = 120
ROW_LINES = 6
_ROW_KINDS = (DoubtKind.ROW_CUT_OFF, DoubtKind.TASK_NOT_IN_PLAN)
_NUMBER_KINDS = (DoubtKind.HEADING_WITHOUT_NUMBER, DoubtKind.NUMBERING_GAP, DoubtKind.NUMBERING_DUPLICATE)
_UNIT_KINDS = (DoubtKind.TASK_WITHOUT_UNIT, DoubtKind.LEAD_MISSING, DoubtKind.LEAD_ALSO_RESPONSIBLE)
_TASK_KINDS = ("action", "key_project", "measure")


@dataclass(frozen=True)
class Question:
    """A doubt with the answers that may be picked; `edits` are nodes whose own pages answer it, `quoted` is the line that it is about."""

    doubt: PlanDoubt
    label: str
    answers: list[tuple[str, str]]
    pick_unit: bool = False
    edits: tuple[PlanNode, ...] = ()
    indicator: Indicator | None = None
    quoted: str = ""
    is_group: bool = False


@dataclass
class UnknownName:
    """A name of the document that is not in the register: where it stands, and what it may be (value, label), the likely one picked."""

    doubt: PlanDoubt
    lines: list[int] = field(default_factory=list)
    picked: str = ""
    is_group: bool = False
    near: list[tuple[str, str]] = field(default_factory=list)
    new: list[tuple[str, str]] = field(default_factory=list)


def asked_once(doubts: list[PlanDoubt]) -> list[PlanDoubt]:
    """The doubts without those that the same answer settles: an unknown name is asked where it stands first."""
    first: dict[tuple[str, str], PlanDoubt] = {}
    return [d for d in doubts if d.kind != DoubtKind.UNIT_NOT_IN_REGISTER or first.setdefault((d.kind, d.subject), d) is d]


def unknown_names(plan: Plan, doubts: list[PlanDoubt]) -> list[UnknownName]:
    """Each name that nobody has placed yet, once, where there are several; what has come into the register meanwhile is picked.

    A constant number of queries.
    """
    found: dict[str, UnknownName] = {}
    for doubt in doubts:
        if doubt.kind == DoubtKind.UNIT_NOT_IN_REGISTER and doubt.subject:
            name = found.setdefault(doubt.subject, UnknownName(doubt))
            name.lines += [doubt.line] if doubt.line else []
    if len(found) < 2:
        return []
    register = register_of(plan.district)
    active = list(Unit.objects.filter(district=plan.district_id, is_active=True))
    units = {unit.name: unit.pk for unit in active}
    groups = {group.name: group.pk for group in UnitGroup.objects.filter(district=plan.district_id)}
    members = Counter(unit.type for unit in active)
    for subject, name in found.items():
        known = register.canonical(subject)
        name.is_group = is_group(subject, register)
        if name.is_group:
            alike = [subject] if subject in groups else register.nearest_groups(subject)
            name.near = [(f"group:{groups[group]}", _("就是单位组%s") % group) for group in alike]
            name.new = group_answers(subject, members)
            name.picked = name.near[0][0] if subject in groups else name.new[0][0] if len(name.new) == 1 and not name.near else ""
        else:
            alike = [known] if known else register.nearest(subject)
            name.near = [(f"unit:{units[unit]}", _("就是%s") % unit) for unit in alike]
            name.new = [] if known else [(f"new_unit:{value}", _("登记为%s") % label) for value, label in Unit.Type.choices]
            name.picked = name.near[0][0] if known else "" if name.near else f"new_unit:{likely_type(subject)}"
    return list(found.values())


def group_answers(subject: str, members: Counter[str]) -> list[tuple[str, str]]:
    """The kinds of units that a collective name may stand for, with how many the district has."""
    wanted = {likely_type(subject.lstrip("各"))} if "街道" in subject else set(Unit.Type)
    return [
        (f"new_group:{kind.value}", _("指全部%(type)s（%(count)d 个）") % {"type": kind.label, "count": members[kind]})
        for kind in Unit.Type
        if kind in wanted and members[kind]
    ]


def questions(plan: Plan, doubts: list[PlanDoubt]) -> list[Question]:
    """Doubts with their answers; a constant number of queries."""
    active = list(Unit.objects.filter(district=plan.district_id, is_active=True))
    units = {unit.name: unit.pk for unit in active}
    members = Counter(unit.type for unit in active)
    groups = {group.name: group.pk for group in UnitGroup.objects.filter(district=plan.district_id)}
    tasks = {node.title: node for node in plan.nodes.filter(kind__in=("action", "key_project")).order_by("position")}
    free = free_rows(plan)
    rows = [entry for entry in plan.assignments if entry["line"] in free]
    indicators = {item.code: item for item in plan.indicators.all()}
    lines = plan.source_text.splitlines()
    return [
        replace(_question(doubt, units, groups, members, tasks, rows), indicator=indicators.get(doubt.subject), quoted=_quoted(lines, doubt))
        for doubt in doubts
    ]


def free_rows(plan: Plan) -> set[int]:
    """Lines of the table that name no task and were not given to one yet."""
    lines = {int(entry["line"]) for entry in plan.assignments if entry["task"] is None}
    given = plan.doubts.filter(status=PlanDoubt.Status.SETTLED, effect__has_key="rows").values_list("effect", flat=True) if lines else ()
    return lines - {int(line) for effect in given for line in effect["rows"]}


def _quoted(lines: list[str], doubt: PlanDoubt) -> str:
    """What the document says there, cut to a length that is read at a glance.

    A row of a table may go over several lines: the one that holds the name is quoted, from shortly before the name.
    """
    start = (doubt.line or 0) - 1
    if not 0 <= start < len(lines):
        return ""
    name = doubt.subject if doubt.kind == DoubtKind.UNIT_NOT_IN_REGISTER else ""
    text = next((line for line in lines[start : start + ROW_LINES] if name and name in line), lines[start]).strip()
    at = max(0, text.find(name) - QUOTED // 3) if name and len(text) > QUOTED else 0
    return ("…" if at else "") + text[at : at + QUOTED] + ("…" if at + QUOTED < len(text) else "")


def _question(
    doubt: PlanDoubt,
    units: dict[str, int],
    groups: dict[str, int],
    members: Counter[str],
    tasks: dict[str, PlanNode],
    rows: list[dict[str, object]],
) -> Question:
    label = str(KIND_LABELS.get(doubt.kind, doubt.kind))
    answers: list[tuple[str, str]] = []
    collective = doubt.kind == DoubtKind.UNIT_NOT_IN_REGISTER and is_group(doubt.subject, None)
    if doubt.kind == DoubtKind.UNIT_NOT_IN_REGISTER:
        answers += [(f"unit:{units[name]}", _("就是%s") % name) for name in doubt.suggestions if name in units]
        answers += [
            (f"group:{groups[name]}", _("就是单位组%s") % name) for name in dict.fromkeys((doubt.subject, *doubt.suggestions)) if name in groups
        ]
        answers += group_answers(doubt.subject, members) if collective else []
    elif doubt.kind in _NUMBER_KINDS and doubt.node is not None:
        answers += _numbers(doubt)
    elif doubt.kind in _ROW_KINDS:
        answers += [(f"task:{node.pk}", _("是“%s”的分工") % node.title) for node in _named(doubt, tasks) or tasks.values()]
    elif doubt.kind == DoubtKind.TASK_WITHOUT_UNIT and doubt.node is not None:
        answers += [(f"row:{row['line']}", _("由第 %s 行的单位承担") % row["line"]) for row in rows]
    elif doubt.kind == DoubtKind.TABLE_TRUNCATED:
        answers += [(f"note:{text}", text) for text in (_("已逐项明确分工"), _("原文如此，由纲要办另行明确"))]
    else:
        answers += [(f"note:{text}", text) for text in doubt.suggestions]
    edits = [doubt.node] if doubt.kind in _UNIT_KINDS and doubt.node is not None and doubt.node.kind in _TASK_KINDS else []
    if doubt.kind == DoubtKind.TABLE_TRUNCATED:
        edits = _named(doubt, tasks)
    return Question(doubt, label, answers, doubt.kind == DoubtKind.UNIT_NOT_IN_REGISTER, tuple(edits), is_group=collective)


def _named(doubt: PlanDoubt, tasks: dict[str, PlanNode]) -> list[PlanNode]:
    """The tasks that the suggestions name, with the number that they have or should have before the title."""
    return [node for text in doubt.suggestions for title, node in tasks.items() if title and text.endswith(title)]


def _numbers(doubt: PlanDoubt) -> list[tuple[str, str]]:
    if doubt.kind == DoubtKind.HEADING_WITHOUT_NUMBER:
        given = [(f"number:{text}", _("是标题，编号%s") % text) for text in doubt.suggestions]
        return [*given, ("paragraph:", _("不是标题，是正文"))]
    first = doubt.suggestions[0] if doubt.suggestions else ""
    change = [(f"number:{first}", _("编号改为%s") % first)] if first else []
    return [*change, (f"note:{_('原文编号如此')}", _("原文编号如此"))]
