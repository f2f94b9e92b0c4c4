"""Which plans the public may follow."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict
from kepu.organizations.services.base import audit, service
from kepu.plans.models import Plan


@service
def set_plan_public(*, actor: Actor, plan: Plan, public: bool) -> Plan:
    """Open or close the public progress page of a plan; a plan under review is not shown to anybody outside (Conflict)."""
    plan = access.fetch(actor, Plan, "plans.publish_plan", lock=True, pk=plan.pk)
    if public and plan.status == Plan.Status.REVIEW:
        raise Conflict(_("规划还在核对，发布后才能向社会公开进展。"))
    if plan.is_public != public:
        plan.is_public = public
        plan.save(update_fields=["is_public"])
        audit(actor, "plans.set_plan_public", plan, plan.title, public=public)
    return plan
