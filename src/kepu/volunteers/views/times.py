"""When teams and people can serve: one part of a page for both, and the calendar that programs read."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from kepu.organizations.access import fetch, page, public_page
from kepu.organizations.actors import Actor
from kepu.organizations.errors import KepuError, NotFound
from kepu.organizations.forms import ServiceForm
from kepu.organizations.views.writes import acting, number, try_service
from kepu.volunteers import services
from kepu.volunteers.calendar_files import calendar_of
from kepu.volunteers.forms.teams import CalendarFileForm, DatedForm, WeeklyForm
from kepu.volunteers.models import CalendarLink, DatedTime, Invitation, ServiceSession, Team, Volunteer

SHOWN = 30
FORMS: dict[str, type[ServiceForm]] = {"weekly": WeeklyForm, "dated": DatedForm, "file": CalendarFileForm}


def times_context(owner: Team | Volunteer, may_change: bool) -> dict[str, Any]:
    """What `_times.html` shows of an owner."""
    context: dict[str, Any] = {
        "weekly": list(owner.weekly_times.all()),
        "dated": list(owner.dated_times.filter(ends_at__gt=timezone.now())[:SHOWN]),
        "linked": owner.calendar_links.filter(revoked_at=None).exists(),
        "may_change_times": may_change,
    }
    if may_change:
        context |= {"weekly_form": WeeklyForm(), "dated_form": DatedForm(), "file_form": CalendarFileForm()}
    return context


def change_times(request: HttpRequest, actor: Actor, owner: Team | Volunteer) -> None:
    """Do what a part of `_times.html` asks for, and say how it went."""
    action = request.POST.get("action", "")
    if action in FORMS:
        form = FORMS[action](request.POST, request.FILES)
        if form.is_valid():
            _take(request, actor, owner, action, form.cleaned_data)
        else:
            messages.error(request, "；".join(str(text) for texts in form.errors.values() for text in texts))
    elif action == "forget":
        kept = [time for time in owner.weekly_times.all() if time.pk != number(request.POST.get("pk"))]
        times = [(time.weekday, time.starts, time.ends) for time in kept]
        try_service(request, _("已去掉。"), services.set_weekly_times, actor=actor, owner=owner, times=times)
    elif action == "undate":
        dated = owner.dated_times.filter(pk=number(request.POST.get("pk"))).first() or DatedTime()
        try_service(request, _("已去掉。"), services.remove_dated_time, actor=actor, owner=owner, dated=dated)
    elif action == "link":
        _make_link(request, actor, owner)
    elif action == "unlink":
        try_service(request, _("日历地址已停用。"), services.revoke_calendar_links, actor=actor, owner=owner)


def _take(request: HttpRequest, actor: Actor, owner: Team | Volunteer, action: str, values: dict[str, Any]) -> None:
    if action == "weekly":
        times = [(time.weekday, time.starts, time.ends) for time in owner.weekly_times.all()]
        times += [(weekday, values["starts"], values["ends"]) for weekday in values["weekdays"]]
        try_service(request, _("每周时间已保存。"), services.set_weekly_times, actor=actor, owner=owner, times=times)
    elif action == "dated":
        try_service(request, _("已保存。"), services.add_dated_time, actor=actor, owner=owner, **values)
    else:
        file: UploadedFile = values["file"]
        try_service(request, _("日历已导入。"), services.import_calendar, actor=actor, owner=owner, data=file.read(1024 * 1024 + 1))


def _make_link(request: HttpRequest, actor: Actor, owner: Team | Volunteer) -> None:
    try:
        secret = services.make_calendar_link(actor=actor, owner=owner)
    except KepuError as error:
        messages.error(request, error.message)
        return
    address = request.build_absolute_uri(reverse("volunteers:calendar", args=[secret]))
    messages.success(request, _("日历地址（只显示这一次，请复制到日历软件中订阅）：%s") % address)


@require_POST
@page("volunteers.change_times")
def team_times(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a team's times and calendar."""
    actor = acting(request)
    team = fetch(actor, Team, "volunteers.change_times", pk=pk)
    change_times(request, actor, team)
    return redirect(reverse("volunteers:team", args=[pk]) + "#times")


@never_cache
@require_GET
@public_page
def calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar of a team or a person, for whoever has its address; 404 for one that was stopped."""
    link = services.link_by_secret(secret)
    if link is None:
        raise NotFound()
    if link.used_at is None or timezone.now() - link.used_at > timedelta(hours=1):
        services.note_calendar_use(actor=Actor.system(link.district), link=link)
    base, of_team = request.build_absolute_uri("/").rstrip("/"), link.team is not None
    body = calendar_of(_sessions(link), _invitations(link), str(link), link.district.code, timezone.now(), of_team=of_team, base=base)
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="kepu.ics"'
    return answer


def _sessions(link: CalendarLink) -> list[ServiceSession]:
    since = timezone.now() - timedelta(days=90)
    found = ServiceSession.objects.filter(ends_at__gt=since)
    if link.team is not None:
        return list(found.filter(team=link.team).order_by("starts_at")[:1000])
    return list(found.filter(signups__volunteer=link.volunteer, signups__is_cancelled=False).order_by("starts_at")[:1000])


def _invitations(link: CalendarLink) -> list[Invitation]:
    return list(link.volunteer.invitations.filter(state=Invitation.State.ACCEPTED)[:500]) if link.volunteer else []
