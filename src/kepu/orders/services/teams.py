"""The desk of a team: accept, arrange the time, check in, report; and what the dispatcher assigns."""

from __future__ import annotations

import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.orders.models import Order
from kepu.orders.queries.teams import leads_one_of
from kepu.orders.rules import UNIT_ROLES
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput, PermissionDenied, Text
from kepu.organizations.services.base import service
from kepu.volunteers.models import Team

from .checks import DAYS_AHEAD
from .evidence import record_served
from .moves import Version, contested, locked, move, step_of
from .sessions import begun_at, call_off, current_session, end_session, has_check_in, hold_session

REACHED_LIMIT = 2000
EARLY = datetime.timedelta(hours=2)
AHEAD = datetime.timedelta(minutes=15)
"""So long before its time and before the first check-in a visit may have begun."""


@service
def accept_order(*, actor: Actor, order: Order, version: Version, team: Team) -> Order:
    """Take the order for a team; of two teams the first has it, and the other is told who that was."""
    order = contested(actor, order, "accept", version)
    row = step_of(actor, order, "accept", version)
    if row is None:
        return order
    if not leads_one_of(actor, team=team.pk, unit=None) or team.unit_id != order.unit_id or order.team_id not in (None, team.pk):
        raise PermissionDenied(_("这个服务单不由您的服务队接。"))
    return move(actor, order, row, changes={"team": team}, team=team.name)


@service
def release_order(*, actor: Actor, order: Order, version: Version, reason: str) -> Order:
    """Give back what was taken: a team to its department, a department to all departments."""
    order = locked(actor, order, "release")
    row = step_of(actor, order, "release", version)
    if row is None:
        return order
    details = {"team": order.team.name if order.team else "", "when": order.starts_at.isoformat() if order.starts_at else ""}
    call_off(actor, order, reason)
    changes = {"team": None, "starts_at": None, "ends_at": None}
    if actor.role in UNIT_ROLES:
        changes |= {"unit": None, "work_item": None}
    return move(actor, order, row, reason, changes=changes, **details)


@service
def schedule_order(*, actor: Actor, order: Order, version: Version, starts_at: datetime.datetime, agreed: bool = False) -> Order:
    """Arrange the time, or move it: within what suits the place, or at a time `agreed` with the person by telephone."""
    order = locked(actor, order, "schedule")
    row = step_of(actor, order, "schedule", version)
    if row is None:
        return order
    ends_at = check_time(order, starts_at, agreed)
    moved = order.starts_at is not None and order.starts_at != starts_at
    order = move(actor, order, row, changes={"starts_at": starts_at, "ends_at": ends_at}, when=starts_at.isoformat(), moved=moved, agreed=agreed)
    hold_session(actor, order)
    return order


@service
def assign_order(*, actor: Actor, order: Order, version: Version, team: Team, starts_at: datetime.datetime) -> Order:
    """The dispatcher gives the order to a team at a time, whoever had it."""
    order = locked(actor, order, "assign")
    row = step_of(actor, order, "assign", version)
    if row is None:
        return order
    if team.district_id != order.district_id or not team.is_active:
        raise InvalidInput(fields={"team": _("请选择本区的服务队")})
    ends_at = check_time(order, starts_at, agreed=False)
    if order.team_id != team.pk:
        call_off(actor, order, _("调度改派"))
    before = order.team.name if order.team and order.team_id != team.pk else ""
    changes = {"team": team, "unit": team.unit, "starts_at": starts_at, "ends_at": ends_at}
    if order.unit_id != team.unit_id:
        changes["work_item"] = None
    order = move(actor, order, row, changes=changes, team=team.name, before=before, when=starts_at.isoformat())
    hold_session(actor, order)
    return order


def check_time(order: Order, starts_at: datetime.datetime, agreed: bool) -> datetime.datetime:
    """When the visit ends; raises InvalidInput for a time that is past or does not suit."""
    ends_at = starts_at + datetime.timedelta(minutes=order.minutes)
    if starts_at <= timezone.now():
        raise InvalidInput(fields={"starts_at": _("不能安排在已经过去的时间")})
    if starts_at > timezone.now() + datetime.timedelta(days=DAYS_AHEAD):
        raise InvalidInput(fields={"starts_at": _("请安排在 %d 天以内") % DAYS_AHEAD})
    if not agreed and not any(window.holds(starts_at, ends_at) for window in order.windows.all()):
        raise InvalidInput(fields={"starts_at": _("不在点单人方便的时间内；如已电话商定，请勾选“已与点单人商定”")})
    return ends_at


@service
def check_in_order(*, actor: Actor, order: Order, version: Version) -> Order:
    """The team is there: a member has checked in at the session."""
    order = locked(actor, order, "check_in")
    row = step_of(actor, order, "check_in", version)
    if row is None:
        return order
    if order.starts_at is None or timezone.now() < order.starts_at - EARLY:
        raise Conflict(_("还没有到服务时间。"))
    session = current_session(order)
    if session is None or not has_check_in(session):
        raise Conflict(_("还没有队员签到。请队员在现场扫描签到码，或由队长登记到场。"))
    return move(actor, order, row, session=session.pk)


@service
def finish_order(*, actor: Actor, order: Order, version: Version, people_reached: int, minutes: int, report: str) -> Order:
    """Report what was done; the ledger gets its lines, and the person is asked for a rating. The session of the
    volunteers ends with it."""
    order = locked(actor, order, "finish")
    row = step_of(actor, order, "finish", version)
    if row is None:
        return order
    errors: dict[str, Text] = {}
    if not 1 <= people_reached <= REACHED_LIMIT:
        errors["people_reached"] = _("实到人数应在1到%d之间") % REACHED_LIMIT
    now = timezone.now()
    possible = int((now - begun_at(order) + AHEAD).total_seconds() // 60)
    if not 5 <= minutes <= 600:
        errors["minutes"] = _("时长应在5分钟到10小时之间")
    elif minutes > possible:
        errors["minutes"] = _("从服务开始到现在不到%d分钟，请填写实际时长") % minutes
    report = report.replace("\0", "").strip()
    if not 5 <= len(report) <= 1000:
        errors["report"] = _("请写服务小结（5至1000字）")
    if errors:
        raise InvalidInput(fields=errors)
    values = {"people_reached": people_reached, "served_minutes": minutes, "report": report, "served_at": now, "visits": order.visits + 1}
    order = move(actor, order, row, changes=values, people=people_reached, minutes=minutes)
    record_served(actor, order)
    end_session(actor, order)
    return order
