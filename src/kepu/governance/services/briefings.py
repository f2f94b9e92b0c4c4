"""Arranging, holding and calling off a leader's hearing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.evidence.models import EvidenceRecord
from kepu.evidence.services import record_evidence, void_evidence
from kepu.governance.briefing_states import BRIEFING_STEPS
from kepu.governance.models import Briefing
from kepu.notifications.services import Audience, notify
from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput
from kepu.organizations.models import Membership, Role, Unit, User
from kepu.organizations.services.base import audit, check_version, service
from kepu.plans.models import Plan, PlanNode
from kepu.ui.formats import cn_datetime

from .briefing_packs import compose

KIND = "leader_hearing"
LIMITS = {"title": 200, "chair": 60, "place": 100}


@service
def plan_briefing(
    *,
    actor: Actor,
    plan: Plan,
    title: str,
    starts_at: datetime,
    chair: str,
    place: str = "",
    leader: User | None = None,
    attendees: Iterable[Unit] = (),
    agenda: str = "",
) -> Briefing:
    """Arrange a hearing of the work of the year in which it is held; the leader and the units that attend are told.

    Raises InvalidInput with each field that does not fit.
    """
    plan = access.fetch(actor, Plan, "governance.change_briefing", pk=plan.pk)
    values = {"title": title, "starts_at": starts_at, "chair": chair, "place": place, "leader": leader, "agenda": agenda}
    briefing = Briefing(district=actor.district, plan=plan)
    _set(actor, briefing, list(attendees), values)
    audit(actor, "governance.plan_briefing", briefing, briefing.title)
    _invite(actor, briefing)
    return briefing


@service
def update_briefing(*, actor: Actor, briefing: Briefing, version: int, **changes: Any) -> Briefing:
    """Change what was arranged, or the minutes of a hearing that was held; takes the fields of `plan_briefing` and `minutes`.

    Raises Conflict when somebody else changed it or it was cancelled.
    """
    briefing = access.fetch(actor, Briefing, "governance.change_briefing", lock=True, pk=briefing.pk)
    check_version(briefing, version)
    if briefing.status == Briefing.Status.CANCELLED:
        raise Conflict(_("这次汇报已取消，恢复安排后才能修改。"))
    before = (briefing.starts_at, briefing.place)
    attendees = list(changes.pop("attendees", briefing.attendees.all()))
    briefing.version += 1
    _set(actor, briefing, attendees, changes)
    audit(actor, "governance.update_briefing", briefing, briefing.title, fields=sorted(changes))
    if briefing.status == Briefing.Status.PLANNED and before != (briefing.starts_at, briefing.place):
        _invite(actor, briefing)
    return briefing


@service
def hold_briefing(*, actor: Actor, briefing: Briefing, version: int, held_on: date, minutes: str = "") -> Briefing:
    """Register that the hearing took place: the figures that the leader saw are kept, and the ledger gets one `leader_hearing`."""
    briefing = _locked(actor, briefing, "hold", version)
    if held_on > timezone.localdate() or held_on.year not in range(briefing.plan.year_from, briefing.plan.year_to + 2):
        raise InvalidInput(fields={"held_on": _("召开日期应在规划期内，且不晚于今天")})
    briefing.held_on, briefing.year, briefing.minutes = held_on, held_on.year, minutes.strip() or briefing.minutes
    if not briefing.packs.exists():
        compose(actor, briefing, held_on)
    _move(actor, briefing, "hold")
    record_evidence(
        actor=actor,
        kind=KIND,
        happened_on=held_on,
        node=_promise(briefing.plan),
        source=briefing,
        note=briefing.title,
        idempotency_key=f"briefing-{briefing.pk}-{briefing.version}",
    )
    return briefing


@service
def cancel_briefing(*, actor: Actor, briefing: Briefing, version: int, reason: str) -> Briefing:
    """Call a hearing off, with a reason; whoever was invited is told."""
    briefing = _move(actor, _locked(actor, briefing, "cancel", version), "cancel", reason)
    _tell(actor, briefing, _("汇报会已取消：%s") % briefing.title, briefing.reason)
    return briefing


@service
def restore_briefing(*, actor: Actor, briefing: Briefing, version: int) -> Briefing:
    """Arrange a cancelled hearing again."""
    briefing = _move(actor, _locked(actor, briefing, "restore", version), "restore")
    _invite(actor, briefing)
    return briefing


@service
def revoke_briefing(*, actor: Actor, briefing: Briefing, version: int, reason: str) -> Briefing:
    """Take back the entry that a hearing took place; its evidence is voided, decisions stay."""
    briefing = _move(actor, _locked(actor, briefing, "revoke", version), "revoke", reason)
    records = EvidenceRecord.objects.filter(district=actor.district, source_type=briefing._meta.label_lower, source_id=str(briefing.pk))
    last = records.filter(entry=EvidenceRecord.Entry.ORIGINAL).order_by("sequence").last()
    if last is not None:
        void_evidence(actor=actor, record=last, reason=briefing.reason)
    return briefing


def _locked(actor: Actor, briefing: Briefing, step: str, version: int) -> Briefing:
    found = access.fetch(actor, Briefing.objects.select_related("plan"), BRIEFING_STEPS[step].perm, lock=True, pk=briefing.pk)
    if found.status not in BRIEFING_STEPS[step].sources:
        raise Conflict(_("这次汇报%(status)s，不能%(verb)s。") % {"status": found.get_status_display(), "verb": BRIEFING_STEPS[step].verb})
    check_version(found, version)
    return found


def _move(actor: Actor, briefing: Briefing, step: str, reason: str = "") -> Briefing:
    row, reason = BRIEFING_STEPS[step], reason.strip()
    if row.asks and not reason:
        raise InvalidInput(fields={"reason": _("请写明%s的理由") % row.verb})
    old, briefing.status, briefing.reason = briefing.status, row.target, reason[:300]
    if briefing.status != Briefing.Status.HELD:
        briefing.held_on = None
    briefing.version += 1
    briefing.save()
    audit(actor, f"governance.{step}_briefing", briefing, briefing.title, status=[old, briefing.status], reason=briefing.reason)
    return briefing


def _set(actor: Actor, briefing: Briefing, attendees: list[Unit], values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(briefing, name, value.strip() if isinstance(value, str) else value)
    errors = {name: _("请填写，不超过 %d 字") % LIMITS[name] for name in ("title", "chair") if not 0 < len(getattr(briefing, name)) <= LIMITS[name]}
    if len(briefing.place) > LIMITS["place"]:
        errors["place"] = _("不超过 %d 字") % LIMITS["place"]
    if briefing.leader is not None and not _is_leader(actor, briefing.leader):
        errors["leader"] = _("请选择本区领导的账号")
    if any(unit.district_id != actor.district.pk for unit in attendees):
        errors["attendees"] = _("参会单位应是本区单位")
    if errors:
        raise InvalidInput(fields=errors)
    if briefing.status == Briefing.Status.PLANNED:
        briefing.year = timezone.localtime(briefing.starts_at).year
    briefing.save()
    briefing.attendees.set(attendees)


def _is_leader(actor: Actor, user: User) -> bool:
    return Membership.objects.filter(user=user, role=Role.LEADER, is_active=True, unit__district=actor.district).exists()


def _promise(plan: Plan) -> PlanNode | None:
    """Where the plan promises the hearing."""
    indicator = next((item for item in plan.indicators.select_related("node") if KIND in item.kinds), None)
    return indicator.node if indicator else None


def _invite(actor: Actor, briefing: Briefing) -> None:
    _tell(actor, briefing, _("汇报会：%s") % briefing.title, f"{cn_datetime(briefing.starts_at)} {briefing.place}".strip())


def _tell(actor: Actor, briefing: Briefing, title: str, body: str) -> None:
    units = [Audience((Role.UNIT_HEAD, Role.UNIT_REPORTER), unit=unit) for unit in briefing.attendees.all()]
    people: list[User | Audience] = [briefing.leader, *units] if briefing.leader else [*units]
    notify(
        actor=actor,
        recipients=people,
        kind="briefing",
        title=title,
        body=body,
        url=reverse("governance:briefing", args=[briefing.pk]),
        dedupe_key=f"briefing-{briefing.pk}-v{briefing.version}",
    )
