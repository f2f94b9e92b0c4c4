"""What may be answered to a doubt, and what each answer changes in the plan.

An answer is written `word:argument`. Its effect is kept with the doubt, so that taking the answer back restores what was before.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from kepu.engines.plan_document import DoubtKind, NodeKind
from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidInput
from kepu.organizations.models import Unit, UnitAlias, UnitGroup
from kepu.organizations.services import create_unit, set_aliases, set_group
from kepu.plans.models import PlanDoubt, PlanNode
from kepu.plans.queries.doubts import free_rows

#: Kinds of doubt about a row of the table whose task is not known.
ROW_KINDS = (DoubtKind.ROW_CUT_OFF, DoubtKind.TASK_NOT_IN_PLAN)
NUMBER_KINDS = (DoubtKind.HEADING_WITHOUT_NUMBER, DoubtKind.NUMBERING_GAP, DoubtKind.NUMBERING_DUPLICATE)
TASKS = (NodeKind.ACTION, NodeKind.KEY_PROJECT, NodeKind.MEASURE)
Answered = tuple[dict[str, Any], str]


def answer(actor: Actor, doubt: PlanDoubt, choice: str, details: dict[str, Any]) -> Answered:
    """Carry out a choice: what it changed (for taking it back) and how it reads in the log.

    Raises InvalidInput for a choice that does not answer this doubt.
    """
    word, _colon, argument = choice.partition(":")
    known = ANSWERS.get(word)
    if known is None or (known[0] and doubt.kind not in known[0]):
        raise InvalidInput(fields={"choice": _("请选择列出的处理办法")})
    return known[1](actor, doubt, argument, details)


def take_back(actor: Actor, doubt: PlanDoubt) -> None:
    """Undo what the answer changed outside of the doubt; units that were entered stay in the register."""
    effect = doubt.effect
    if "alias" in effect:
        UnitAlias.objects.filter(pk=effect["alias"], district=actor.district).delete()
    if "node" in effect and doubt.node is not None:
        for name, value in effect["node"].items():
            setattr(doubt.node, name, value)
        doubt.node.version += 1
        doubt.node.save()


def _unit(actor: Actor, doubt: PlanDoubt, argument: str, details: dict[str, Any]) -> Answered:
    unit = Unit.objects.filter(district=actor.district, is_active=True, pk=argument if argument.isdecimal() else 0).first()
    if unit is None or not doubt.subject:
        raise InvalidInput(fields={"unit": _("请选择本区单位")})
    effect: dict[str, Any] = {"unit": unit.pk}
    if details.get("learn_alias") and doubt.subject != unit.name:
        names = set(unit.aliases.values_list("name", flat=True))
        if doubt.subject not in names:
            set_aliases(actor=actor, unit=unit, aliases=[*names, doubt.subject])
            effect["alias"] = unit.aliases.get(name=doubt.subject).pk
    return effect, _("“%(name)s”即%(unit)s") % {"name": doubt.subject, "unit": unit.name}


def _new_unit(actor: Actor, doubt: PlanDoubt, argument: str, details: dict[str, Any]) -> Answered:
    unit = create_unit(actor=actor, name=doubt.subject, type=argument)
    return {"unit": unit.pk}, _("已将“%s”登记为单位") % unit.name


def _group(actor: Actor, doubt: PlanDoubt, argument: str, details: dict[str, Any]) -> Answered:
    group = UnitGroup.objects.filter(district=actor.district, pk=argument if argument.isdecimal() else 0).first()
    if group is None or not doubt.subject:
        raise InvalidInput(fields={"choice": _("请选择本区的单位组")})
    return {"group": group.pk}, _("“%(name)s”即单位组%(group)s") % {"name": doubt.subject, "group": group.name}


def _new_group(actor: Actor, doubt: PlanDoubt, argument: str, details: dict[str, Any]) -> Answered:
    """A collective name stands for all units of a type."""
    members = list(Unit.objects.filter(district=actor.district, is_active=True, type=argument)) if argument in Unit.Type.values else []
    if not members or not doubt.subject:
        raise InvalidInput(fields={"choice": _("名册中还没有这一类单位，请先登记")})
    group = set_group(actor=actor, name=doubt.subject, members=members)
    label = Unit.Type(argument).label
    return {"group": group.pk}, _("“%(name)s”指全部%(type)s（%(count)d 个）") % {"name": doubt.subject, "type": label, "count": len(members)}


def _number(actor: Actor, doubt: PlanDoubt, argument: str, details: dict[str, Any]) -> Answered:
    node, number = _node_of(doubt), argument.strip()
    if not number or len(number) > 20:
        raise InvalidInput(fields={"choice": _("请填写编号，不超过 20 字")})
    kind = details.get("kind") or node.kind
    if kind not in list(NodeKind):
        raise InvalidInput(fields={"kind": _("请选择类别")})
    before = _change(node, number=number, kind=kind)
    return {"node": before}, _("编号定为%(number)s：%(title)s") % {"number": number, "title": node.title}


def _paragraph(actor: Actor, doubt: PlanDoubt, argument: str, details: dict[str, Any]) -> Answered:
    node = _node_of(doubt)
    before = _change(node, number="", kind=NodeKind.TEXT.value, title="", text="\n".join(filter(None, (node.title, node.text))))
    return {"node": before}, _("不是标题，作为正文")


def _task(actor: Actor, doubt: PlanDoubt, argument: str, details: dict[str, Any]) -> Answered:
    node = doubt.plan.nodes.filter(pk=argument if argument.isdecimal() else 0, kind__in=TASKS).first()
    if node is None:
        raise InvalidInput(fields={"choice": _("请选择本规划中的任务")})
    return {"rows": {str(doubt.line): node.key}}, _("这一行是“%s”的分工") % node


def _row(actor: Actor, doubt: PlanDoubt, argument: str, details: dict[str, Any]) -> Answered:
    if not argument.isdecimal() or int(argument) not in free_rows(doubt.plan):
        raise InvalidInput(fields={"choice": _("请选择缺任务名称、还没有交给其他任务的一行")})
    return {"rows": {argument: _node_of(doubt).key}}, _("由第 %s 行的单位承担") % argument


def _note(actor: Actor, doubt: PlanDoubt, argument: str, details: dict[str, Any]) -> Answered:
    return {}, argument.strip()[:500] or _("已核对，无须改动")


def _node_of(doubt: PlanDoubt) -> PlanNode:
    if doubt.node is None:
        raise InvalidInput(_("这条疑问所在的段落已不在规划中，请写明处理结果。"))
    return doubt.node


def _change(node: PlanNode, **values: str) -> dict[str, Any]:
    """Set fields of a node by hand; returns what they were."""
    before: dict[str, Any] = {name: getattr(node, name) for name in (*values, "by_hand")}
    for name, value in values.items():
        if getattr(node, name) != value:
            setattr(node, name, value)
            node.by_hand = sorted({*node.by_hand, name})
    node.version += 1
    node.save()
    return before


Answer = Callable[[Actor, PlanDoubt, str, dict[str, Any]], Answered]
#: Word -> the kinds of doubt that it answers (empty: every kind), and what it does.
ANSWERS: dict[str, tuple[tuple[str, ...], Answer]] = {
    "unit": ((DoubtKind.UNIT_NOT_IN_REGISTER,), _unit),
    "new_unit": ((DoubtKind.UNIT_NOT_IN_REGISTER,), _new_unit),
    "group": ((DoubtKind.UNIT_NOT_IN_REGISTER,), _group),
    "new_group": ((DoubtKind.UNIT_NOT_IN_REGISTER,), _new_group),
    "number": (NUMBER_KINDS, _number),
    "paragraph": ((DoubtKind.HEADING_WITHOUT_NUMBER,), _paragraph),
    "task": (ROW_KINDS, _task),
    "row": ((DoubtKind.TASK_WITHOUT_UNIT,), _row),
    "note": ((), _note),
}
