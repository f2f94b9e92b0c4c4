"""The way of a volunteer: one table, from which the services and pages are made."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import Volunteer

State = Volunteer.State


@dataclass(frozen=True)
class Step:
    """One row: who holds `perm` may take the step from `sources` to `target`."""

    verb: str
    label: str | Promise
    sources: tuple[str, ...]
    target: str
    perm: str = "volunteers.move_person"
    needs_reason: bool = False


TRANSITIONS = {
    step.verb: step
    for step in (
        Step("approve", _("通过"), (State.APPLIED,), State.APPROVED),
        Step("refuse", _("不通过"), (State.APPLIED,), State.REFUSED, needs_reason=True),
        Step("activate", _("开始服务"), (State.APPROVED,), State.ACTIVE),
        Step("suspend", _("暂停"), (State.APPROVED, State.ACTIVE), State.SUSPENDED, needs_reason=True),
        Step("resume", _("恢复"), (State.SUSPENDED,), State.ACTIVE, needs_reason=True),
        Step("leave", _("退出"), (State.APPLIED, State.APPROVED, State.ACTIVE, State.SUSPENDED), State.LEFT, perm="volunteers.leave"),
        Step("reapply", _("重新申请"), (State.REFUSED, State.LEFT), State.APPLIED, perm="volunteers.change_person"),
    )
}
