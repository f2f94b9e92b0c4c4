"""Settling doubts and issuing the plan."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.engines.plan_document import DoubtKind
from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput
from kepu.organizations.services.base import audit, service
from kepu.plans.models import Plan, PlanDoubt

from .answers import answer, take_back
from .assignments import place_units

Status = PlanDoubt.Status


@service
def settle_doubt(
    *,
    actor: Actor,
    doubt: PlanDoubt,
    status: str,
    resolution: str = "",
    choice: str = "",
    learn_alias: bool = False,
    kind: str = "",
) -> PlanDoubt:
    """Settle a doubt by one of its answers (`choice`) or in words, or ignore it with a reason; a doubt is settled once.

    An answer changes the plan: a unit gets its part, a heading its number, a row of the table its task. The same name in other rows is
    settled with it, and so is the question of the task that gets a row.
    """
    doubt = _locked(actor, doubt)
    if status not in (Status.SETTLED, Status.IGNORED):
        raise InvalidInput(fields={"status": _("请选择“已处理”或“已忽略”")})
    if doubt.status != Status.OPEN:
        raise Conflict(_("这条疑问已由他人处理：%s") % doubt.resolution)
    resolution = resolution.strip()
    effect: dict[str, object] = {}
    if choice and status == Status.SETTLED:
        effect, said = answer(actor, doubt, choice, {"learn_alias": learn_alias, "kind": kind})
        resolution = resolution or said
    if not resolution:
        raise InvalidInput(fields={"resolution": _("请写明处理结果或忽略的理由")})
    for each in (doubt, *_siblings(doubt, effect)):
        each.status, each.resolution = status, resolution[:500]
        each.effect = effect if each is doubt else {"with": doubt.pk}
        each.settled_by, each.settled_at = actor.user, timezone.now()
        each.save()
    if effect:
        place_units(doubt.plan)
    audit(actor, "plans.settle_doubt", doubt, doubt.message, status=status, choice=choice, resolution=doubt.resolution)
    return doubt


@service
def place_names(*, actor: Actor, plan: Plan, choices: Mapping[int, str], learn_alias: bool = False) -> int:
    """Settle doubts about unknown names by one choice each (key of the doubt -> choice), all or none; how many names were placed.

    Names that somebody placed meanwhile are left as they are.
    """
    plan = access.fetch(actor, Plan, "plans.settle_doubt", lock=True, pk=plan.pk)
    doubts = plan.doubts.filter(status=Status.OPEN, kind=DoubtKind.UNIT_NOT_IN_REGISTER, pk__in=choices)
    for doubt in doubts:
        settle_doubt(actor=actor, doubt=doubt, status=Status.SETTLED, choice=choices[doubt.pk], learn_alias=learn_alias)
    return len(doubts)


@service
def reopen_doubt(*, actor: Actor, doubt: PlanDoubt) -> PlanDoubt:
    """Take an answer back before the plan is issued: the plan is as it was, and so are the doubts that were settled with it."""
    doubt = _locked(actor, doubt)
    if doubt.plan.status != Plan.Status.REVIEW:
        raise Conflict(_("规划已经发布，不能再改动核对结果。"))
    if doubt.status == Status.OPEN:
        return doubt
    first = PlanDoubt.objects.select_related("plan", "node").get(pk=doubt.effect["with"]) if "with" in doubt.effect else doubt
    take_back(actor, first)
    together = PlanDoubt.objects.filter(Q(pk=first.pk) | Q(plan=doubt.plan, effect__with=first.pk))
    together.update(status=Status.OPEN, resolution="", effect={}, settled_by=None, settled_at=None)
    place_units(doubt.plan)
    audit(actor, "plans.reopen_doubt", first, first.message, resolution=first.resolution)
    doubt.refresh_from_db()
    return doubt


def _locked(actor: Actor, doubt: PlanDoubt) -> PlanDoubt:
    """The doubt with its plan locked, so that two answers to one plan follow one another."""
    found = access.fetch(actor, PlanDoubt, "plans.settle_doubt", district_path="plan__district", pk=doubt.pk)
    Plan.objects.select_for_update().get(pk=found.plan_id)
    return PlanDoubt.objects.select_related("plan", "plan__district", "node").get(pk=found.pk)


def _siblings(doubt: PlanDoubt, effect: dict[str, object]) -> list[PlanDoubt]:
    """Open doubts that the same answer settles: the same name elsewhere; the task of a row, and the row of a task."""
    others = doubt.plan.doubts.filter(status=Status.OPEN).exclude(pk=doubt.pk)
    rows = effect.get("rows")
    if "unit" in effect or "group" in effect:
        return list(others.filter(kind=doubt.kind, subject=doubt.subject))
    if isinstance(rows, dict):
        line, key = next(iter(rows.items()))
        asked = Q(kind="row_cut_off", line=int(line)) | Q(kind="task_not_in_plan", line=int(line))
        return list(others.filter(asked | Q(kind="task_without_unit", node__key=key)))
    return []


@service
def issue_plan(*, actor: Actor, plan: Plan) -> Plan:
    """Put the reviewed plan in force; possible only when every doubt is settled."""
    plan = access.fetch(actor, Plan, "plans.issue_plan", lock=True, pk=plan.pk)
    if plan.status != Plan.Status.REVIEW:
        raise Conflict(_("规划已经发布。"))
    left = plan.doubts.filter(status=PlanDoubt.Status.OPEN).count()
    if left:
        raise Conflict(_("还有 %d 条疑问待核对，处理后才能发布。") % left)
    plan.status = Plan.Status.ISSUED
    plan.version += 1
    plan.save()
    audit(actor, "plans.issue_plan", plan, plan.title)
    return plan
