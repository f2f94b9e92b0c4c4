"""Checking in and out: with the changing code, by place and time, or entered by the host."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput
from kepu.organizations.geography import distance_km
from kepu.organizations.services.base import audit, service
from kepu.volunteers.codes import check_code
from kepu.volunteers.models import CheckIn, HourEntry, ServiceSession, Signup, Volunteer

from .honours import rules_of

Way = CheckIn.Way
State = ServiceSession.State
SEEN_FOR = timedelta(minutes=10)  # how long a person may take to sign in after he has seen the code
LATE_OUT = timedelta(hours=2)
SERVES = (Volunteer.State.APPROVED, Volunteer.State.ACTIVE)


@service
def check_in(
    *,
    actor: Actor,
    session: ServiceSession,
    volunteer: Volunteer,
    code: str = "",
    seen_at: datetime | None = None,
    position: tuple[float, float] | None = None,
) -> CheckIn:
    """A volunteer says that he is there: by the code on the spot, or by his position within the session's radius.

    `seen_at` is when the server saw the code, for somebody who had to sign in first. Raises InvalidInput for a forged, foreign or expired
    code and a position too far away; Conflict outside the hours, twice, or while he is checked in elsewhere.
    """
    volunteer = access.fetch(actor, Volunteer, "volunteers.check_in", lock=True, pk=volunteer.pk)
    session = _running(actor, session)
    at, way, step, distance = _proof(session, code, seen_at, position)
    _check_open(session, at)
    presence = _enter(session, volunteer, CheckIn(in_at=at, in_way=way, in_step=step, in_distance=distance))
    audit(actor, "volunteers.check_in", session, str(volunteer.pk), way=way, volunteer=volunteer.pk)
    return presence


@service
def check_out(
    *,
    actor: Actor,
    session: ServiceSession,
    volunteer: Volunteer,
    code: str = "",
    seen_at: datetime | None = None,
    position: tuple[float, float] | None = None,
) -> CheckIn:
    """A volunteer says that he leaves; his time then waits for confirmation. The code of the check-in does not serve again."""
    volunteer = access.fetch(actor, Volunteer, "volunteers.check_in", lock=True, pk=volunteer.pk)
    session = _running(actor, session)
    presence = CheckIn.objects.select_for_update().filter(session=session, volunteer=volunteer).first()
    if presence is None:
        raise Conflict(_("您还没有签到。"))
    if presence.out_at is not None:
        raise Conflict(_("您已经签退。"))
    at, way, step, distance = _proof(session, code, seen_at, position)
    if step is not None and presence.in_step is not None and step <= presence.in_step:
        raise InvalidInput(fields={"code": _("这个二维码已经用于签到，请离开时重新扫描现场的二维码。")})
    if at > session.ends_at + LATE_OUT:
        raise Conflict(_("已超过签退时间，请联系队长处理。"))
    presence.out_step, presence.out_distance = step, distance
    end_presence(session, presence, at=max(at, presence.in_at), way=way)
    audit(actor, "volunteers.check_out", session, str(volunteer.pk), way=way, volunteer=volunteer.pk)
    return presence


@service
def register_presence(*, actor: Actor, session: ServiceSession, volunteer: Volunteer) -> CheckIn:
    """The leader or host enters somebody who is there without a telephone; only during the session, and written down as such."""
    session = _running(actor, session, "volunteers.register_presence")
    volunteer = Volunteer.objects.select_for_update().filter(district=actor.district, pk=volunteer.pk).first() or volunteer
    at = timezone.now()
    _check_open(session, at)
    _refuse_self(actor, volunteer)
    presence = _enter(session, volunteer, CheckIn(in_at=at, in_way=Way.HOST))
    audit(actor, "volunteers.register_presence", session, str(volunteer.pk), volunteer=volunteer.pk)
    return presence


@service
def register_departure(*, actor: Actor, session: ServiceSession, volunteer: Volunteer) -> CheckIn:
    """The leader or host enters that somebody leaves."""
    session = _running(actor, session, "volunteers.register_presence")
    presence = CheckIn.objects.select_for_update().filter(session=session, volunteer=volunteer, out_at__isnull=True).first()
    if presence is None:
        raise Conflict(_("这位志愿者没有签到，或已经签退。"))
    _refuse_self(actor, volunteer)
    end_presence(session, presence, at=max(presence.in_at, min(timezone.now(), session.ends_at + LATE_OUT)), way=Way.HOST)
    audit(actor, "volunteers.register_departure", session, str(volunteer.pk), volunteer=volunteer.pk)
    return presence


def end_presence(session: ServiceSession, presence: CheckIn, *, at: datetime, way: str) -> HourEntry | None:
    """Note the end and make the entry of hours, cut to whole minutes; none for less than a minute.

    Raises Conflict where the time meets other hours of the person.
    """
    presence.out_at, presence.out_way = at, way
    presence.save()
    start, end = (moment.replace(second=0, microsecond=0) for moment in (presence.in_at, at))
    minutes = int((end - start).total_seconds()) // 60
    if minutes < 1:
        return None
    entry = HourEntry(
        volunteer_id=presence.volunteer_id, session=session, start_at=start, end_at=end, minutes=minutes, is_organiser=presence.is_organiser
    )
    return save_entry(entry)


def save_entry(entry: HourEntry) -> HourEntry:
    """Store hours; the database has the last word on overlaps (Conflict)."""
    try:
        with transaction.atomic():
            entry.save()
    except IntegrityError as error:
        raise Conflict(_("这段时间与本人另一次服务的时间重叠，不能重复计入。")) from error
    return entry


def _running(actor: Actor, session: ServiceSession, perm: str = "volunteers.enter_session") -> ServiceSession:
    session = access.fetch(actor, ServiceSession.objects.select_related("team", "area"), perm, pk=session.pk)
    if session.state != State.OPEN:
        raise Conflict(_("这次服务%s，不能签到签退。") % session.get_state_display())
    return session


def _proof(
    session: ServiceSession, code: str, seen_at: datetime | None, position: tuple[float, float] | None
) -> tuple[datetime, str, int | None, int | None]:
    """When, in which way, with which step of the code or at which distance."""
    now = timezone.now()
    if code:
        at = seen_at or now
        if not timedelta() <= now - at <= SEEN_FOR:
            raise InvalidInput(fields={"code": _("扫码已超过10分钟，请重新扫描现场的二维码。")})
        return at, Way.CODE, check_code(session, code, at), None
    if position is None or session.latitude is None or session.longitude is None:
        raise InvalidInput(
            fields={"code": _("请扫描现场的二维码。") if session.latitude is None else _("没有取得您的位置，请允许定位或扫描现场的二维码。")}
        )
    distance = distance_km(*position, session.latitude, session.longitude) * 1000
    if distance > session.radius:
        raise InvalidInput(fields={"code": _("您距服务地点约%(away)d米，须在%(radius)d米以内签到。") % {"away": distance, "radius": session.radius}})
    return now, Way.PLACE, None, round(distance)


def _check_open(session: ServiceSession, at: datetime) -> None:
    early = timedelta(minutes=rules_of(session.district_id).early_minutes)
    if at < session.starts_at - early:
        raise Conflict(_("还没有到签到时间，最早可提前%d分钟签到。") % (early.total_seconds() // 60))
    if at >= session.ends_at:
        raise Conflict(_("这次服务已经结束，不能签到。"))


def _enter(session: ServiceSession, volunteer: Volunteer, presence: CheckIn) -> CheckIn:
    if volunteer.state not in SERVES:
        raise Conflict(_("您目前的状态是“%s”，不能签到。") % volunteer.get_state_display())
    if CheckIn.objects.filter(session=session, volunteer=volunteer).exists():
        raise Conflict(_("您已经签到，不需要重复签到。"))
    elsewhere = CheckIn.objects.filter(volunteer=volunteer, out_at__isnull=True).select_related("session").first()
    if elsewhere is not None:
        raise Conflict(_("您在“%s”还没有签退，请先签退。") % elsewhere.session)
    presence.session, presence.volunteer = session, volunteer
    presence.is_organiser = Signup.objects.filter(session=session, volunteer=volunteer, is_organiser=True, is_cancelled=False).exists()
    try:
        with transaction.atomic():
            presence.save()
    except IntegrityError as error:
        raise Conflict(_("您已经签到，不需要重复签到。")) from error
    return presence


def _refuse_self(actor: Actor, volunteer: Volunteer) -> None:
    if actor.user is not None and volunteer.user_id == actor.user.pk:
        raise Conflict(_("不能为自己登记，请扫码签到。"))
