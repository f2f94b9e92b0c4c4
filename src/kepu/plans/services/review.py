"""Settling doubts and issuing the plan."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput
from kepu.organizations.services.base import audit, service
from kepu.plans.models import Plan, PlanDoubt


@service
def settle_doubt(*, actor: Actor, doubt: PlanDoubt, status: str, resolution: str) -> PlanDoubt:
    """Write down how a doubt was settled, or why it is ignored; a doubt is settled once."""
    doubt = access.fetch(actor, PlanDoubt, "plans.settle_doubt", lock=True, district_path="plan__district", pk=doubt.pk)
    if status not in (PlanDoubt.Status.SETTLED, PlanDoubt.Status.IGNORED):
        raise InvalidInput(fields={"status": _("请选择“已处理”或“已忽略”")})
    if not resolution.strip():
        raise InvalidInput(fields={"resolution": _("请写明处理结果或忽略的理由")})
    if doubt.status != PlanDoubt.Status.OPEN:
        raise Conflict(_("这条疑问已由他人处理：%s") % doubt.resolution)
    doubt.status, doubt.resolution = status, resolution.strip()
    doubt.settled_by, doubt.settled_at = actor.user, timezone.now()
    doubt.save()
    audit(actor, "plans.settle_doubt", doubt, doubt.message, status=status, resolution=doubt.resolution)
    return doubt


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
