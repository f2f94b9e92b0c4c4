"""Sessions: the list, one session, its form, its changing code."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from segno import make_qr

from kepu.evidence.sources import source_of
from kepu.organizations.access import allowed, fetch, page
from kepu.organizations.fields import mask_phone
from kepu.organizations.views.writes import acting, number, submit, try_service
from kepu.volunteers import queries, services
from kepu.volunteers.codes import STEP, code_of
from kepu.volunteers.forms.sessions import CorrectionForm, SessionForm
from kepu.volunteers.models import HourEntry, ServiceSession, Volunteer

from .common import PAGE_SIZE

State = ServiceSession.State
TABS = (("", _("即将开始")), ("closed", _("待确认时长")), ("confirmed", _("已确认")), ("cancelled", _("已取消")))


@require_GET
@page("volunteers.view_sessions")
def sessions(request: HttpRequest) -> HttpResponse:
    """Sessions by state; those that are not over first."""
    actor, state, team = acting(request), request.GET.get("state", ""), number(request.GET.get("team"))
    found = queries.sessions(actor).filter(state=state if state in State.values else State.OPEN)
    if team:
        found = found.filter(team=team)
    order = ("-starts_at", "-pk") if state else ("starts_at", "pk")
    waiting = queries.waiting_hours(actor).count()
    tabs = [
        {"label": label, "url": f"?state={value}" if value else "?", "current": state == value, "count": waiting if value == "closed" else None}
        for value, label in TABS
    ]
    context = {
        "page_obj": Paginator(found.order_by(*order), PAGE_SIZE).get_page(request.GET.get("page")),
        "tabs": tabs,
        "state": state,
        "may_open": allowed(actor, "volunteers.open_session"),
    }
    return render(request, "volunteers/sessions.html", context)


@page("volunteers.open_session")
def session_new(request: HttpRequest) -> HttpResponse:
    """Arrange a session."""
    actor = acting(request)
    form = SessionForm(request.POST or None, actor=actor, team=request.GET.get("team", ""))
    made = submit(request, form, _("服务已安排。"), services.open_session, actor=actor)
    if made is not None:
        return redirect("volunteers:session", pk=made.pk)
    return render(request, "volunteers/session_form.html", {"form": form}, status=422 if form.errors else 200)


@page("volunteers.change_session")
def session_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a session."""
    actor, session = acting(request), _fetch(request, pk, "volunteers.change_session")
    form = SessionForm(request.POST or None, actor=actor, session=session)
    values = {"actor": actor, "session": session, "version": number(request.POST.get("version"))}
    if submit(request, form, _("已保存。"), services.update_session, **values) is not None:
        return redirect("volunteers:session", pk=pk)
    return render(request, "volunteers/session_form.html", {"form": form, "session": session}, status=422 if form.errors else 200)


def _fetch(request: HttpRequest, pk: int, perm: str) -> ServiceSession:
    return fetch(acting(request), ServiceSession.objects.select_related("team__unit", "topic", "area", "confirmed_by"), perm, pk=pk)


@require_GET
@page("volunteers.view_sessions")
def session(request: HttpRequest, pk: int) -> HttpResponse:
    """A session: who comes, who is there, the hours."""
    actor, found = acting(request), _fetch(request, pk, "volunteers.view_sessions")
    registers = allowed(actor, "volunteers.register_presence", found)
    sees = registers or allowed(actor, "volunteers.view_members", found.team)
    presences = {item.volunteer_id: item for item in found.check_ins.select_related("volunteer")}
    signups = list(found.signups.filter(is_cancelled=False).select_related("volunteer"))
    now = timezone.now()
    context: dict[str, Any] = {
        "session": found,
        "sees": sees,
        "signups": [(item, presences.get(item.volunteer_id)) for item in signups] if sees else [],
        "walked_in": [item for pk, item in presences.items() if pk not in {signup.volunteer_id for signup in signups}] if sees else [],
        "counts": (len(signups), len(presences)),
        "entries": found.hour_entries.select_related("volunteer", "countered_by").order_by("pk") if sees else [],
        "minutes": queries.in_hours(queries.hours_in(found)),
        "may_change": allowed(actor, "volunteers.change_session", found) and found.state == State.OPEN,
        "may_assign": allowed(actor, "volunteers.assign", found) and found.state == State.OPEN and found.ends_at > now,
        "may_register": registers and found.state == State.OPEN and found.starts_at - timedelta(hours=4) < now,
        "may_show_code": allowed(actor, "volunteers.show_code", found) and found.state == State.OPEN,
        "may_confirm": allowed(actor, "volunteers.confirm_hours", found),
        "may_correct": allowed(actor, "volunteers.correct_hours", found),
        "begun": found.starts_at <= now,
        "source": source_of(found.source_type, found.source_id),
    }
    if context["may_assign"] or context["may_register"]:
        context["members"] = _members(found, signups)
        names = Counter(person.name for person, _comes, _leads in context["members"])
        context["members"] = [
            (person, comes, leads, mask_phone(person.phone) if names[person.name] > 1 else "") for person, comes, leads in context["members"]
        ]
    return render(request, "volunteers/session.html", context)


def _members(session: ServiceSession, signups: list[Any]) -> list[tuple[Volunteer, bool, bool]]:
    """Members of the team with whether each comes, and as organiser."""
    comes = {item.volunteer_id: item.is_organiser for item in signups}
    people = Volunteer.objects.filter(team_memberships__team=session.team_id, team_memberships__state="active").order_by("name", "pk")
    return [(person, person.pk in comes, comes.get(person.pk, False)) for person in people[:500]]


@never_cache
@require_GET
@page("volunteers.show_code")
def code(request: HttpRequest, pk: int) -> HttpResponse:
    """The changing QR for the screen at the place; the part with it asks for the next one by itself."""
    found, now = _fetch(request, pk, "volunteers.show_code"), timezone.now()
    address = request.build_absolute_uri(reverse("volunteers:scan", args=[pk, code_of(found, now)]))
    picture = mark_safe(make_qr(address, error="m").svg_inline(scale=8, border=2, omitsize=True))
    left = STEP - int(now.timestamp()) % STEP
    part = request.htmx  # type: ignore[attr-defined]
    context = {"session": found, "picture": picture, "left": left + 1, "there": found.check_ins.filter(out_at__isnull=True).count()}
    return render(request, "volunteers/_code.html" if part else "volunteers/code.html", context)


@require_POST
@page("volunteers.view_sessions")
def session_move(request: HttpRequest, pk: int) -> HttpResponse:
    """End or call off a session, say who comes, enter who is there, confirm hours; each right is the service's to check."""
    actor, found, asked = acting(request), _fetch(request, pk, "volunteers.view_sessions"), request.POST
    action = asked.get("action", "")
    if action == "close":
        try_service(request, _("服务已结束，请确认时长。"), services.close_session, actor=actor, session=found)
    elif action == "cancel":
        try_service(request, _("服务已取消。"), services.cancel_session, actor=actor, session=found, reason=asked.get("reason", ""))
    elif action == "assign":
        chosen, organisers = (_people(actor, asked.getlist(name)) for name in ("volunteers", "organisers"))
        values = {"actor": actor, "session": found, "volunteers": chosen, "organisers": organisers}
        try_service(request, _("人员已安排，已短信通知新安排的人。"), services.assign_volunteers, **values)
    elif action in ("arrive", "depart"):
        for volunteer in _people(actor, asked.getlist("volunteer"))[:1]:
            function = services.register_presence if action == "arrive" else services.register_departure
            try_service(request, _("已登记：%s") % volunteer.name, function, actor=actor, session=found, volunteer=volunteer)
    elif action == "confirm":
        refused = {
            number(name.removeprefix("refuse-")): str(text) for name, text in asked.items() if name.startswith("refuse-") and str(text).strip()
        }
        try_service(request, _("时长已确认，并记入佐证台账。"), services.confirm_hours, actor=actor, session=found, refused=refused)
    return redirect("volunteers:session", pk=pk)


def _people(actor: Any, numbers: list[str]) -> list[Volunteer]:
    return list(Volunteer.objects.filter(district=actor.district, pk__in=[number(text) for text in numbers]))


@page("volunteers.correct_hours")
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Set right hours that were confirmed."""
    actor = acting(request)
    queryset = HourEntry.objects.select_related("session__team__unit", "volunteer")
    entry = fetch(actor, queryset, "volunteers.correct_hours", district_path="session__district", pk=pk)
    form = CorrectionForm(request.POST or None, entry=entry)
    if submit(request, form, _("已更正：原记录以冲销记录抵减，新记录已生效。"), services.correct_hours, actor=actor, entry=entry) is not None:
        return redirect("volunteers:session", pk=entry.session_id)
    return render(request, "volunteers/correct.html", {"form": form, "entry": entry}, status=422 if form.errors else 200)
