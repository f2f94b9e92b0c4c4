"""The end of a plan and the beginning of the next."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput
from kepu.organizations.services.base import audit, service
from kepu.plans.models import Indicator, Plan, PlanDoubt, PlanNode, Responsibility, WorkItem

from .work_drafts import same_day
from .work_terms import terms

#: Parts of a plan that the next one takes over; head, annex and tables belong to one document only.
STRUCTURE = ("part", "guiding", "goal", "action", "key_project", "measure", "mechanism", "schedule", "item", "text")


#: Kind of the doubt that asks for the target of an indicator taken over from the plan before.
TARGET_TO_SET = "target_to_set"


@service
def close_plan(*, actor: Actor, plan: Plan) -> Plan:
    """End a plan in force: it stays readable, nothing in it changes any more."""
    plan = access.fetch(actor, Plan, "plans.close_plan", lock=True, pk=plan.pk)
    if plan.status != Plan.Status.ISSUED:
        raise Conflict(_("规划“%(title)s”是“%(status)s”，只有实施中的规划可以总结。") % {"title": plan.title, "status": plan.get_status_display()})
    plan.status = Plan.Status.CLOSED
    plan.version += 1
    plan.save()
    audit(actor, "plans.close_plan", plan, plan.title)
    return plan


@service
def open_next_plan(*, actor: Actor, plan: Plan, title: str, year_from: int, year_to: int, carry_over: Sequence[int] = ()) -> Plan:
    """Open the plan of the next period from one that is in force or closed, to be reviewed like an imported one.

    Headings, measures and responsibilities are copied; targets are set anew. `carry_over` holds ids of unfinished work items, which
    become drafts of the first year and remember where they came from. Raises Conflict where a next plan exists already.
    """
    plan = access.fetch(actor, Plan, "plans.close_plan", lock=True, pk=plan.pk)
    _check_next(actor, plan, title.strip(), year_from, year_to)
    chosen = _chosen(plan, carry_over)
    successor = Plan.objects.create(
        district=plan.district, title=title.strip(), year_from=year_from, year_to=year_to, predecessor=plan, is_demo=plan.is_demo
    )
    nodes = _copy_structure(plan, successor)
    _copy_indicators(plan, nodes, successor)
    _carry(actor, chosen, nodes, successor)
    audit(actor, "plans.open_next_plan", successor, successor.title, predecessor=plan.pk, carried=[item.pk for item in chosen])
    return successor


@service
def follow_plan(*, actor: Actor, plan: Plan, successor: Plan) -> Plan:
    """Let a plan that was imported on its own follow this one; unfinished work goes over with `carry_work_over`.

    Raises InvalidInput for a plan that begins too early, Conflict where either is joined already.
    """
    plan = access.fetch(actor, Plan, "plans.close_plan", lock=True, pk=plan.pk)
    successor = access.fetch(actor, Plan, "plans.close_plan", lock=True, pk=successor.pk)
    if plan.status == Plan.Status.REVIEW or plan.successors.exists() or successor.predecessor_id is not None:
        raise Conflict(_("规划尚未发布，或者已经接续了别的规划。"))
    if successor.year_from <= plan.year_to:
        raise InvalidInput(fields={"successor": _("接续的规划应从 %d 年之后开始") % plan.year_to})
    successor.predecessor = plan
    successor.version += 1
    successor.save()
    audit(actor, "plans.follow_plan", successor, successor.title, predecessor=plan.pk)
    return successor


def _chosen(plan: Plan, carry_over: Sequence[int]) -> list[WorkItem]:
    chosen = list(plan.work_items.filter(pk__in=set(carry_over)).select_related("node", "unit", "lead_unit").prefetch_related("partners"))
    if len(chosen) != len(set(carry_over)) or any(item.status == WorkItem.Status.DONE for item in chosen):
        raise InvalidInput(fields={"carry_over": _("只能结转本规划中尚未完成的工作")})
    return chosen


def _check_next(actor: Actor, plan: Plan, title: str, year_from: int, year_to: int) -> None:
    if plan.status == Plan.Status.REVIEW:
        raise Conflict(_("规划“%s”尚未发布，不能由它开启下一个规划。") % plan.title)
    following = plan.successors.first()
    if following is not None:
        raise Conflict(_("下一个规划“%s”已经建立。") % following.title)
    errors = {}
    if not title or len(title) > 200:
        errors["title"] = _("请填写标题，不超过 200 字")
    elif Plan.objects.filter(district=actor.district, title=title).exists():
        errors["title"] = _("已有同名规划")
    if year_from <= plan.year_to:
        errors["year_from"] = _("起始年应晚于上一规划的截止年 %d") % plan.year_to
    if not year_from <= year_to <= year_from + 15:
        errors["year_to"] = _("截止年不早于起始年，规划期不超过 16 年")
    if errors:
        raise InvalidInput(fields=errors)


def _copy_structure(plan: Plan, successor: Plan) -> dict[int, PlanNode]:
    """Old node id -> new node; a node under one that is left out is left out too."""
    copies: dict[int, PlanNode] = {}
    for node in plan.nodes.order_by("position"):
        if node.kind not in STRUCTURE or (node.parent_id is not None and node.parent_id not in copies):
            continue
        copies[node.pk] = PlanNode.objects.create(
            plan=successor, parent=copies.get(node.parent_id or 0), key=node.key, position=len(copies), depth=node.depth,
            kind=node.kind, number=node.number, title=node.title, text=node.text,
        )  # fmt: skip
    held = Responsibility.objects.filter(node__plan=plan, node__in=copies, unit__is_active=True)
    Responsibility.objects.bulk_create(
        Responsibility(node=copies[old.node_id], unit_id=old.unit_id, part=old.part, via_group=old.via_group, position=old.position) for old in held
    )
    return copies


def _copy_indicators(plan: Plan, nodes: dict[int, PlanNode], successor: Plan) -> None:
    """Definitions are taken over; the target of each is asked for anew, because the old one says nothing about the new period."""
    for old in plan.indicators.order_by("pk"):
        Indicator.objects.create(
            plan=successor, node=nodes.get(old.node_id or 0), code=old.code, name=old.name, unit_label=old.unit_label,
            aggregation=old.aggregation, kinds=old.kinds, denominator_kinds=old.denominator_kinds, audience=old.audience,
            comparison=old.comparison, span=old.span, target=old.target, deadline=successor.year_to,
            responsible_unit=old.responsible_unit, by_hand=["indicator"],
        )  # fmt: skip
        target = f"{old.target.normalize():f}{old.unit_label}"
        message = _("指标“%(name)s”沿用了上一规划的目标值%(target)s，请设定新的目标值。") % {"name": old.name, "target": target}
        note = _("沿用%s") % target
        PlanDoubt.objects.create(plan=successor, line=0, kind=TARGET_TO_SET, subject=old.code, message=message, suggestions=[note])


def _carry(actor: Actor, chosen: list[WorkItem], nodes: dict[int, PlanNode], successor: Plan) -> None:
    for item in chosen:
        year = successor.year_from
        draft = WorkItem.objects.create(
            plan=successor, node=nodes[item.node_id], year=year, title=item.title, deliverable=item.deliverable, unit=item.unit,
            lead_unit=item.lead_unit, due_on=same_day(item.due_on, year), quantity=item.quantity, origin=item,
        )  # fmt: skip
        draft.partners.set(item.partners.all())
        audit(actor, "plans.carry_work_item", draft, draft.title, **terms(draft))
