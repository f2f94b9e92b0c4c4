"""Importing a plan again: the difference first, then, if a person wants it, the change."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict
from kepu.organizations.services.base import audit, service
from kepu.plans.models import Plan, PlanRevision

from .importing import read
from .revising import Difference, revise

Status = PlanRevision.Status


def same_plan(actor: Actor, source: bytes | str, filename: str = "") -> Plan | None:
    """The plan of the district that has the title of this document, if any."""
    title = read(actor, source, filename).head.title[:200]
    return Plan.objects.filter(district=actor.district, title=title).first()


@service
def propose_revision(*, actor: Actor, plan: Plan, source: bytes | str, filename: str = "") -> PlanRevision | None:
    """Keep a newer text of a plan with what it would change; None where it changes nothing. The plan stays as it is.

    Raises InvalidInput where the text cannot be read, Conflict for a closed plan.
    """
    plan = _open(actor, plan)
    data = source.encode() if isinstance(source, str) else source
    difference = _difference(actor, plan, data, filename)
    plan.revisions.filter(status=Status.PENDING).update(status=Status.DISCARDED)
    if not any(difference.values()):
        return None
    revision = PlanRevision.objects.create(plan=plan, source=data, source_name=filename[:200], difference=difference, uploaded_by=actor.user)
    audit(actor, "plans.propose_revision", revision, plan.title, **{name: len(found) for name, found in difference.items()})
    return revision


@service
def apply_revision(*, actor: Actor, revision: PlanRevision) -> Plan:
    """Carry the newer text into the plan, exactly as its difference was shown.

    Raises Conflict where the plan changed since then; `compare_again` then shows the present difference.
    """
    plan, revision = _pending(actor, revision)
    difference = revise(plan, read(actor, bytes(revision.source), revision.source_name))
    if difference != revision.difference:
        raise Conflict(_("规划在此期间有改动，差异已重新计算，请核对后再采用。"))
    plan.source_name = revision.source_name
    plan.version += 1
    plan.save()
    revision.status = Status.APPLIED
    revision.save()
    audit(actor, "plans.apply_revision", plan, plan.title, revision=revision.pk, **{name: len(found) for name, found in difference.items()})
    return plan


@service
def compare_again(*, actor: Actor, revision: PlanRevision) -> PlanRevision:
    """Compute the difference against the plan as it is now."""
    plan, revision = _pending(actor, revision)
    revision.difference = _difference(actor, plan, bytes(revision.source), revision.source_name)
    revision.save()
    return revision


@service
def discard_revision(*, actor: Actor, revision: PlanRevision) -> PlanRevision:
    """Leave the plan as it is."""
    plan, revision = _pending(actor, revision)
    revision.status = Status.DISCARDED
    revision.save()
    audit(actor, "plans.discard_revision", plan, plan.title, revision=revision.pk)
    return revision


def _open(actor: Actor, plan: Plan) -> Plan:
    plan = access.fetch(actor, Plan, "plans.import_plan", lock=True, pk=plan.pk)
    if plan.status == Plan.Status.CLOSED:
        raise Conflict(_("规划“%s”已总结，不能再改动。") % plan.title)
    return plan


def _pending(actor: Actor, revision: PlanRevision) -> tuple[Plan, PlanRevision]:
    """The plan, locked, and then the revision, so that it is applied once."""
    found = access.fetch(actor, PlanRevision, "plans.import_plan", district_path="plan__district", pk=revision.pk)
    plan = _open(actor, found.plan)
    found.refresh_from_db()
    if found.status != Status.PENDING:
        raise Conflict(_("这次修订%s。") % found.get_status_display())
    return plan, found


def _difference(actor: Actor, plan: Plan, source: bytes, filename: str) -> Difference:
    """What `revise` would change: it is done and taken back."""
    document = read(actor, source, filename)
    with transaction.atomic():
        difference = revise(Plan.objects.get(pk=plan.pk), document)
        transaction.set_rollback(True)
    return difference
