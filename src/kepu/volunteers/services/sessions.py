"""Occasions of service: arranged, changed, called off, ended."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.organizations import access
from kepu.organizations.actors import SYSTEM, Actor
from kepu.organizations.errors import Conflict, InvalidInput, Text
from kepu.organizations.models import Area
from kepu.organizations.services.base import audit, check_version, service
from kepu.volunteers.models import CheckIn, ServiceSession, Skill, Team

from .presence import end_presence

State = ServiceSession.State
CHANGEABLE = frozenset(
    ["title", "description", "topic", "level", "place", "area", "latitude", "longitude", "radius", "starts_at", "ends_at", "places", "is_public"]
)
#: What a session that another room arranged has from there.
ARRANGED = frozenset(["title", "topic", "place", "area", "latitude", "longitude", "starts_at", "ends_at"])
LONGEST = timedelta(hours=16)
RADIUS = (50, 2000)


@service
def open_session(
    *,
    actor: Actor,
    team: Team,
    title: str,
    place: str,
    starts_at: datetime,
    ends_at: datetime,
    area: Area | None = None,
    latitude: float | None = None,
    longitude: float | None = None,
    radius: int = 300,
    topic: Skill | None = None,
    level: int = ServiceSession.Level.PLAIN,
    description: str = "",
    places: int = 0,
    is_public: bool = False,
    source: models.Model | None = None,
) -> ServiceSession:
    """Arrange an occasion on which a team serves, by itself or for the object `source` of another room.

    A second call for the same source returns the session that is there. Raises InvalidInput by field, Conflict for a team that is not active.
    """
    team = access.fetch(actor, Team.objects.select_related("unit"), "volunteers.open_session", pk=team.pk)
    if not team.is_active:
        raise Conflict(_("服务队“%s”已停用，不能安排服务。") % team)
    known = session_of(source) if source is not None else None
    if known is not None:
        return known
    session = ServiceSession(district=actor.district, team=team, opened_by=actor.user)
    if source is not None:
        session.source_type, session.source_id = source._meta.label_lower, str(source.pk)
    values = {
        "title": title, "place": place, "starts_at": starts_at, "ends_at": ends_at, "area": area, "latitude": latitude, "longitude": longitude,
        "radius": radius, "topic": topic, "level": level, "description": description, "places": places, "is_public": is_public,
    }  # fmt: skip
    _set(session, values)
    session.save()
    audit(actor, "volunteers.open_session", session, session.title, team=team.pk, source=f"{session.source_type}:{session.source_id}".strip(":"))
    return session


def session_of(source: models.Model) -> ServiceSession | None:
    """The session that was opened for an object of another room and not called off."""
    own = ServiceSession.objects.filter(source_type=source._meta.label_lower, source_id=str(source.pk))
    return own.exclude(state=State.CANCELLED).first()


@service
def update_session(*, actor: Actor, session: ServiceSession, version: int, **changes: Any) -> ServiceSession:
    """Change what was arranged; raises Conflict once somebody has checked in or it is over."""
    session = _open_session(actor, session)
    check_version(session, version)
    if session.source_type and actor.role != SYSTEM:
        moved = {name for name in changes.keys() & ARRANGED if changes[name] != getattr(session, name)}
        if moved:
            raise InvalidInput(fields=dict.fromkeys(sorted(moved), _("由服务单安排，请到服务单里改")))
    if changes.keys() & {"starts_at", "ends_at", "level"} and session.check_ins.exists():
        raise Conflict(_("已有人签到，不能再改时间和难度。"))
    _set(session, changes)
    session.version += 1
    session.save()
    audit(actor, "volunteers.update_session", session, session.title, fields=sorted(changes))
    return session


@service
def cancel_session(*, actor: Actor, session: ServiceSession, reason: str) -> ServiceSession:
    """Call an occasion off, with a reason; raises Conflict once somebody has checked in."""
    session = _open_session(actor, session)
    if session.source_type and actor.role != SYSTEM:
        raise Conflict(_("这次服务由服务单安排，请到服务单里取消或退单。"))
    if not reason.strip():
        raise InvalidInput(fields={"reason": _("请写明取消的理由")})
    if session.check_ins.exists():
        raise Conflict(_("已有人签到，不能取消；请结束后处理时长。"))
    session.state, session.reason = State.CANCELLED, reason.strip()[:300]
    session.version += 1
    session.save()
    audit(actor, "volunteers.cancel_session", session, session.title, reason=session.reason)
    return session


@service
def close_session(*, actor: Actor, session: ServiceSession) -> ServiceSession:
    """End an occasion: whoever is still checked in is checked out, at the planned end at the latest, and the hours wait for confirmation."""
    session = _open_session(actor, session, perm="volunteers.confirm_hours")
    now = timezone.now()
    if now < session.starts_at:
        raise Conflict(_("还没有到开始时间，不能结束。"))
    for presence in session.check_ins.select_for_update().filter(out_at__isnull=True).select_related("volunteer"):
        end_presence(session, presence, at=max(presence.in_at, min(now, session.ends_at)), way=CheckIn.Way.HOST)
    session.state = State.CLOSED
    session.version += 1
    session.save()
    audit(actor, "volunteers.close_session", session, session.title, came=session.check_ins.count())
    return session


def _open_session(actor: Actor, session: ServiceSession, perm: str = "volunteers.change_session") -> ServiceSession:
    queryset = ServiceSession.objects.select_related("team__unit", "area", "topic")
    session = access.fetch(actor, queryset, perm, lock=True, pk=session.pk)
    if session.state != State.OPEN:
        raise Conflict(_("这次服务%s，不能再改。") % session.get_state_display())
    return session


def _set(session: ServiceSession, values: dict[str, Any]) -> None:
    errors: dict[str, Text] = {name: _("这一项不能修改") for name in values if name not in CHANGEABLE}
    for name in values.keys() - errors.keys():
        setattr(session, name, values[name].strip() if isinstance(values[name], str) else values[name])
    for name in ("title", "place"):
        if not 0 < len(getattr(session, name)) <= 200:
            errors[name] = _("请填写，不超过200字")
    # Hours are kept to the minute, and text of the database compares moments only when they look alike.
    session.starts_at, session.ends_at = (moment.replace(second=0, microsecond=0) for moment in (session.starts_at, session.ends_at))
    if not timedelta() < session.ends_at - session.starts_at <= LONGEST:
        errors["ends_at"] = _("结束时间要晚于开始时间，且不超过%d小时") % (LONGEST.total_seconds() // 3600)
    if (session.latitude is None) != (session.longitude is None):
        errors["latitude"] = _("请同时填写经纬度")
    if not RADIUS[0] <= session.radius <= RADIUS[1]:
        errors["radius"] = _("应在%(a)d到%(b)d米之间") % {"a": RADIUS[0], "b": RADIUS[1]}
    if session.level not in ServiceSession.Level.values:
        errors["level"] = _("请选择难度")
    if session.topic is not None and session.topic.district_id != session.district_id:
        errors["topic"] = _("请选择本区的服务主题")
    if session.area is not None and session.district_id not in (session.area.district_id, session.area.pk):
        errors["area"] = _("“%s”不在本区") % session.area
    if errors:
        raise InvalidInput(fields=errors)
