"""The life of a work item: one table of transitions, and nothing else changes a status except handing an item to another unit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput
from kepu.organizations.services.base import audit, service
from kepu.plans.models import Plan, WorkItem

from .work_items import locked_item, open_plan
from .work_notices import tell_declined, tell_dropped, tell_issued
from .work_terms import NAMED, differences, terms

Status = WorkItem.Status


@dataclass(frozen=True)
class Transition:
    """From where to where, by whom, and whether a reason must be given; `tells` means the unit now knows the present terms."""

    verb: str | Promise
    sources: frozenset[str]
    target: str
    perm: str
    needs_reason: bool = False
    tells: bool = False


TRANSITIONS: dict[str, Transition] = {
    "issue": Transition(gettext_lazy("下达"), frozenset({Status.DRAFT, Status.DECLINED}), Status.ISSUED, "plans.change_work_item", tells=True),
    "accept": Transition(gettext_lazy("接受"), frozenset({Status.ISSUED}), Status.ACCEPTED, "plans.answer_work_item", tells=True),
    "decline": Transition(gettext_lazy("退回"), frozenset({Status.ISSUED}), Status.DECLINED, "plans.answer_work_item", needs_reason=True),
    "finish": Transition(gettext_lazy("办结"), frozenset({Status.ACCEPTED}), Status.DONE, "plans.answer_work_item", tells=True),
    "drop": Transition(
        gettext_lazy("取消"),
        frozenset({Status.DRAFT, Status.ISSUED, Status.ACCEPTED, Status.DECLINED}),
        Status.DROPPED,
        "plans.change_work_item",
        needs_reason=True,
    ),
    "reopen": Transition(gettext_lazy("重新办理"), frozenset({Status.DONE}), Status.ACCEPTED, "plans.change_work_item", needs_reason=True),
    "restore": Transition(gettext_lazy("恢复"), frozenset({Status.DROPPED}), Status.DRAFT, "plans.change_work_item", needs_reason=True),
}


@service
def issue_work_items(*, actor: Actor, plan: Plan, year: int, items: Iterable[int] | None = None) -> list[WorkItem]:
    """Issue all drafts of a year to their units, or the chosen ones (ids), among them declined ones that were talked over.

    The plan must be in force. Returns what was issued now; issuing again changes nothing.
    """
    plan = open_plan(actor, plan)
    if plan.status != Plan.Status.ISSUED:
        raise Conflict(_("规划“%s”尚未发布，发布后才能下达工作任务。") % plan.title)
    chosen = WorkItem.objects.select_for_update(of=("self",)).filter(plan=plan, year=year)
    if items is None:
        chosen = chosen.filter(status=Status.DRAFT)
    else:
        chosen = chosen.filter(pk__in=list(items), status__in=TRANSITIONS["issue"].sources)
    issued = list(chosen.select_related("plan", *NAMED).prefetch_related("partners"))
    for item in issued:
        _change(actor, item, "issue", "")
    tell_issued(actor, year, issued)
    return issued


@service
def accept_work_item(*, actor: Actor, item: WorkItem) -> WorkItem:
    """The unit takes the task as it stands now."""
    return _move(actor, item, "accept")


@service
def decline_work_item(*, actor: Actor, item: WorkItem, reason: str) -> WorkItem:
    """The unit gives the task back with a reason; the office changes, reissues or drops it."""
    declined = _move(actor, item, "decline", reason)
    tell_declined(actor, declined)
    return declined


@service
def finish_work_item(*, actor: Actor, item: WorkItem) -> WorkItem:
    """The task is done."""
    return _move(actor, item, "finish")


@service
def drop_work_item(*, actor: Actor, item: WorkItem, reason: str) -> WorkItem:
    """The office takes the task out of the year's plan, with a reason; it stays visible."""
    was_issued = item.known is not None
    dropped = _move(actor, item, "drop", reason)
    if was_issued:
        tell_dropped(actor, dropped)
    return dropped


@service
def reopen_work_item(*, actor: Actor, item: WorkItem, reason: str) -> WorkItem:
    """A task that was called done too early is taken up again."""
    return _move(actor, item, "reopen", reason)


@service
def restore_work_item(*, actor: Actor, item: WorkItem, reason: str) -> WorkItem:
    """A dropped task becomes a draft again."""
    return _move(actor, item, "restore", reason)


@service
def acknowledge_work_item(*, actor: Actor, item: WorkItem) -> WorkItem:
    """The unit has read what the office changed after it accepted; doing it again changes nothing."""
    item = locked_item(actor, item, "plans.answer_work_item")
    if item.status != Status.ACCEPTED:
        raise Conflict(_("“%s”不在办理中，没有需要确认的变更。") % item.title)
    changed = differences(item.known or {}, terms(item))
    if changed:
        item.known = terms(item)
        item.save()
        audit(actor, "plans.acknowledge_work_item", item, item.title, **changed)
    return item


def _move(actor: Actor, item: WorkItem, name: str, reason: str = "") -> WorkItem:
    return _change(actor, locked_item(actor, item, TRANSITIONS[name].perm), name, reason)


def _change(actor: Actor, item: WorkItem, name: str, reason: str) -> WorkItem:
    step, reason = TRANSITIONS[name], reason.strip()
    if item.plan.status == Plan.Status.CLOSED:
        raise Conflict(_("规划“%s”已总结，不能再改动。") % item.plan.title)
    if item.status not in step.sources:
        values = {"title": item.title, "status": item.get_status_display(), "verb": step.verb}
        raise Conflict(_("“%(title)s”现在是“%(status)s”，不能%(verb)s。") % values)
    if step.needs_reason and not reason:
        raise InvalidInput(fields={"reason": _("请写明%s的理由") % step.verb})
    if len(reason) > 300:
        raise InvalidInput(fields={"reason": _("理由不超过 300 字")})
    old, item.status, item.status_note = item.status, step.target, reason
    if step.tells:
        item.known = terms(item)
    item.version += 1
    item.save()
    audit(actor, f"plans.{name}_work_item", item, item.title, status=[old, item.status], **({"reason": reason} if reason else {}))
    return item
