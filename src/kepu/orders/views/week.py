"""The dispatcher's week: calendar and map, moving a visit by dragging or by a form, each with a check beforehand."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kepu.orders import services
from kepu.orders.models import Order
from kepu.orders.planning import week_of
from kepu.orders.queries import week as weeks
from kepu.organizations.access import allowed, fetch, page
from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidInput, KepuError
from kepu.ui.formats import cn_datetime
from kepu.volunteers.models import Team
from kepu.volunteers.queries import teams


def monday_of(request: HttpRequest) -> datetime.date:
    """The week that the page is about: this one unless another is asked for."""
    try:
        day = parse_date(request.GET.get("week") or request.POST.get("week") or "")
    except ValueError:
        day = None
    return weeks.monday_of(day or timezone.localdate())


@require_GET
@page("orders.view_week")
def week(request: HttpRequest) -> HttpResponse:
    """Teams by days with their visits, what has no place yet, and all of it on the map."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    monday = monday_of(request)
    rows, waiting = weeks.calendar(actor, monday), weeks.unplanned(actor)
    visits = [order for row in rows for day in row.days for order in day]
    seven = datetime.timedelta(days=7)
    context = {
        "monday": monday, "days": [monday + datetime.timedelta(days=number) for number in range(7)], "today": timezone.localdate(),
        "rows": rows if allowed(actor, "orders.plan_week") else [row for row in rows if row.minutes or _own(actor, row.team)],
        "waiting": waiting, "before": monday - seven, "after": monday + seven,
        "points": weeks.on_map([*visits, *waiting]), "may_plan": allowed(actor, "orders.plan_week"), "teams": teams(actor).order_by("unit", "pk"),
    }  # fmt: skip
    return render(request, "orders/week.html", context)


def _own(actor: Actor, team: Team) -> bool:
    return actor.unit is not None and team.unit_id == actor.unit.pk


@require_GET
@page("orders.plan_week")
def check(request: HttpRequest) -> HttpResponse:
    """Whether an order could go to a team on a day or at a time; as JSON for the one who drags, as part of the page for the form."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    monday = monday_of(request)
    try:
        order, team = _order(actor, request.GET.get("order", "")), _team(actor, request.GET.get("team", ""))
        at, day = request.GET.get("starts_at", ""), request.GET.get("day", "")
        moment = _moment(at) if at else None
        if moment is not None:
            monday = weeks.monday_of(timezone.localtime(moment).date())
        answer = weeks.try_move(week_of(actor.district, monday), order, team, day=int(day) if day in "0123456" and day else None, at=moment)
    except KepuError as error:
        text = "；".join(error.fields.values()) or error.message
        return _told(request, {"feasible": False, "text": text, "starts_at": ""}, status=error.status)
    return _told(request, _answer(answer, team))


def _answer(answer: weeks.Answer, team: Team) -> dict[str, Any]:
    when = cn_datetime(answer.starts_at) if answer.starts_at else ""
    if answer.feasible:
        change = _("总体分值 %+d") % round(answer.points)
        text = _("可以：%(team)s %(when)s（%(change)s）") % {"team": team, "when": when, "change": change}
    else:
        text = _("不行：%s") % "；".join(answer.broken)
    local = timezone.localtime(answer.starts_at).strftime("%Y-%m-%dT%H:%M") if answer.starts_at else ""
    return {"feasible": answer.feasible, "text": text, "starts_at": local}


def _told(request: HttpRequest, told: dict[str, Any], status: int = 200) -> HttpResponse:
    if getattr(request, "htmx", False):
        return render(request, "orders/_check.html", told, status=422 if status >= 400 else 200)
    return JsonResponse(told, status=status)


@require_POST
@page("orders.plan_week")
def assign(request: HttpRequest) -> HttpResponse:
    """Give an order to a team at a time."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    back = f"{reverse('orders:week')}?week={monday_of(request).isoformat()}"
    try:
        order, team = _order(actor, request.POST.get("order", "")), _team(actor, request.POST.get("team", ""))
        version = request.POST.get("version", "")
        at = _moment(request.POST.get("starts_at", ""))
        services.assign_order(actor=actor, order=order, version=int(version) if version.isdecimal() else order.version, team=team, starts_at=at)
        messages.success(request, _("已指派：%(title)s → %(team)s %(when)s") % {"title": order.title, "team": team, "when": cn_datetime(at)})
    except KepuError as error:
        messages.error(request, "；".join(error.fields.values()) or error.message)
    return redirect(back)


def _order(actor: Actor, value: str) -> Order:
    if not value.isdecimal():
        raise InvalidInput(fields={"order": _("请选择服务单")})
    return fetch(actor, Order.objects.select_related("area", "topic", "offer", "team"), "orders.view_order", pk=value)


def _team(actor: Actor, value: str) -> Team:
    found = teams(actor).filter(pk=value).first() if value.isdecimal() else None
    if found is None:
        raise InvalidInput(fields={"team": _("请选择服务队")})
    return found


def _moment(value: str) -> datetime.datetime:
    try:
        found = parse_datetime(value)
    except ValueError:
        found = None
    if found is None:
        raise InvalidInput(fields={"starts_at": _("请填写日期和时间")})
    return timezone.make_aware(found) if timezone.is_naive(found) else found
