"""What waits for a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kepu.governance.models import OWED, ProgressReport
from kepu.organizations.actors import Actor
from kepu.organizations.models import Membership, Role
from kepu.plans.models import Plan

from .progress import State, live_reports, with_names


@dataclass(frozen=True)
class Duty:
    """One thing that a person does with reports: its name, and which reports wait for it."""

    code: str
    label: str | Promise
    verb: str | Promise
    waiting: Callable[[Actor], Q]


FILL = Duty("fill", _("填报"), _("填写"), lambda actor: Q(unit=actor.unit, state__in=OWED))
APPROVE = Duty("approve", _("本单位审核"), _("审核"), lambda actor: Q(unit=actor.unit, state=State.WITH_HEAD))
REVIEW = Duty("review", _("牵头审核"), _("审核"), lambda actor: Q(lead_unit=actor.unit, state=State.WITH_LEAD))
ACCEPT = Duty("accept", _("验收"), _("验收"), lambda actor: Q(state=State.WITH_OFFICE))


def duties(actor: Actor) -> tuple[Duty, ...]:
    """What the actor's role has to do; a head fills in himself where his unit has no reporter."""
    if actor.role == Role.UNIT_REPORTER:
        return (FILL,)
    if actor.role == Role.UNIT_HEAD:
        return (APPROVE, REVIEW) if _has_reporter(actor) else (FILL, APPROVE, REVIEW)
    return (ACCEPT,) if actor.role == Role.OFFICE else ()


def _has_reporter(actor: Actor) -> bool:
    return Membership.objects.filter(unit=actor.unit, role=Role.UNIT_REPORTER, is_active=True, user__is_active=True).exists()


def waiting(actor: Actor, *chosen: Duty) -> QuerySet[ProgressReport]:
    """Reports that wait for the actor (for the chosen duties only, if any are named), overdue first, then by due date."""
    wanted = Q(pk__in=[])
    for duty in chosen or duties(actor):
        wanted |= duty.waiting(actor)
    late = When(period__due_on__lt=timezone.localdate(), then=Value(0))
    found = with_names(live_reports(actor.district).filter(wanted, period__plan__status=Plan.Status.ISSUED))
    return found.annotate(rank=Case(late, default=Value(1), output_field=IntegerField())).order_by("rank", "period__due_on", "pk")


def next_waiting(actor: Actor, besides: ProgressReport) -> ProgressReport | None:
    """The report to decide on after this one."""
    deciding = [duty for duty in duties(actor) if duty is not FILL]
    return waiting(actor, *deciding).exclude(pk=besides.pk).first() if deciding else None
