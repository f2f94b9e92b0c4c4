"""Confirming hours, refusing them, and setting right by counter-entries what was confirmed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput
from kepu.organizations.services.base import audit, service
from kepu.volunteers.honours import points_of
from kepu.volunteers.models import HourEntry, ServiceRules, ServiceSession

from .honours import rules_of
from .hours_evidence import record_hours
from .presence import save_entry

State = HourEntry.State
AROUND = timedelta(hours=6)  # how far from the planned time corrected hours may lie


@service
def confirm_hours(
    *, actor: Actor, session: ServiceSession, entries: Iterable[HourEntry] | None = None, refused: Mapping[int, str] | None = None
) -> ServiceSession:
    """Confirm the hours of a session that ended (all that wait, or those given), refuse others with a reason, and record the evidence.

    Nobody confirms his own hours: an entry of the actor himself stays waiting for somebody else. Raises Conflict while the session runs,
    InvalidInput for a refusal without a reason.
    """
    queryset = ServiceSession.objects.select_related("team__unit", "area", "topic", "district")
    session = access.fetch(actor, queryset, "volunteers.confirm_hours", lock=True, pk=session.pk)
    if session.state not in (ServiceSession.State.CLOSED, ServiceSession.State.CONFIRMED):
        raise Conflict(_("服务还没有结束，结束后才能确认时长。"))
    waiting = session.hour_entries.select_for_update(of=("self",)).filter(state=State.AWAITING).select_related("volunteer")
    chosen, reasons = None if entries is None else {entry.pk for entry in entries}, refused or {}
    counts, rules = {"confirmed": 0, "refused": 0}, rules_of(session.district_id)
    for entry in waiting.order_by("pk"):
        if actor.user is not None and entry.volunteer.user_id == actor.user.pk:
            continue
        if entry.pk in reasons:
            _refuse(actor, entry, reasons[entry.pk])
            counts["refused"] += 1
        elif chosen is None or entry.pk in chosen:
            _confirm(actor, session, entry, rules)
            counts["confirmed"] += 1
    if not session.hour_entries.filter(state=State.AWAITING).exists():
        session.state, session.confirmed_by, session.confirmed_at = ServiceSession.State.CONFIRMED, actor.user, timezone.now()
    session.version += 1
    session.save()
    record_hours(actor, session, _("确认服务时长"))
    audit(actor, "volunteers.confirm_hours", session, session.title, **counts)
    return session


@service
def correct_hours(
    *, actor: Actor, entry: HourEntry, reason: str, start_at: datetime | None = None, end_at: datetime | None = None
) -> HourEntry | None:
    """Take a confirmed entry back by a counter-entry and, with times, put the right one in its place; returns the new entry.

    The right time lies around that of the session. Raises InvalidInput without a reason or with times that cannot be, Conflict for an
    entry that was taken back before or for one's own.
    """
    queryset = HourEntry.objects.select_related("session__team__unit", "session__area", "session__topic", "session__district", "volunteer")
    entry = access.fetch(actor, queryset, "volunteers.correct_hours", lock=True, district_path="session__district", pk=entry.pk)
    if entry.state != State.CONFIRMED or not entry.is_live:
        raise Conflict(_("只有已确认且没有冲销的时长可以更正。"))
    if actor.user is not None and entry.volunteer.user_id == actor.user.pk:
        raise Conflict(_("不能更正自己的时长，请由他人处理。"))
    if not reason.strip():
        raise InvalidInput(fields={"reason": _("请写明更正的理由")})
    _counter(actor, entry, reason.strip()[:300])
    made = None
    if start_at is not None and end_at is not None:
        made = _replace(actor, entry, start_at, end_at, reason.strip()[:300])
    record_hours(actor, entry.session, reason.strip())
    times = {"was": entry.minutes, "now": made.minutes if made else 0}
    audit(actor, "volunteers.correct_hours", entry.session, str(entry.volunteer_id), entry=entry.pk, reason=reason.strip(), **times)
    return made


def _confirm(actor: Actor, session: ServiceSession, entry: HourEntry, rules: ServiceRules) -> None:
    entry.state, entry.confirmed_by, entry.confirmed_at = State.CONFIRMED, actor.user, timezone.now()
    entry.points = points_of(rules, session.level, entry.minutes, entry.is_organiser)
    entry.save()


def _refuse(actor: Actor, entry: HourEntry, reason: str) -> None:
    if not reason.strip():
        raise InvalidInput(fields={"reason": _("请写明不认可时长的理由")})
    entry.state, entry.is_live, entry.reason = State.REFUSED, False, reason.strip()[:300]
    entry.confirmed_by, entry.confirmed_at = actor.user, timezone.now()
    entry.save()


def _counter(actor: Actor, entry: HourEntry, reason: str) -> None:
    entry.is_live = False
    entry.save(update_fields=["is_live"])
    HourEntry.objects.create(
        volunteer=entry.volunteer, session=entry.session, start_at=entry.start_at, end_at=entry.end_at, minutes=-entry.minutes,
        points=-entry.points, is_organiser=entry.is_organiser, state=State.CONFIRMED, is_live=False, counters=entry, reason=reason,
        confirmed_by=actor.user, confirmed_at=timezone.now(),
    )  # fmt: skip


def _replace(actor: Actor, old: HourEntry, start_at: datetime, end_at: datetime, reason: str) -> HourEntry:
    start, end = (moment.replace(second=0, microsecond=0) for moment in (start_at, end_at))
    minutes = int((end - start).total_seconds()) // 60
    if minutes < 1 or end > timezone.now():
        raise InvalidInput(fields={"end_at": _("结束时间要晚于开始时间，且不晚于现在")})
    if start < old.session.starts_at - AROUND or end > old.session.ends_at + AROUND:
        raise InvalidInput(fields={"start_at": _("更正后的时间与服务安排的时间相差太远")})
    entry = HourEntry(
        volunteer=old.volunteer, session=old.session, start_at=start, end_at=end, minutes=minutes, is_organiser=old.is_organiser,
        state=State.CONFIRMED, reason=reason, confirmed_by=actor.user, confirmed_at=timezone.now(),
        points=points_of(rules_of(old.session.district_id), old.session.level, minutes, old.is_organiser),
    )  # fmt: skip
    return save_entry(entry)
