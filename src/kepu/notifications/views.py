"""Pages of notices: the list, a person's choice, the district's robots and its outbox."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kepu.organizations.access import fetch, page
from kepu.organizations.errors import KepuError

from . import queries, services
from .channels.sms import gateway
from .forms import PreferenceForm, RobotChangeForm, RobotForm
from .models import Delivery, Notice, Preference, Robot

PAGE_SIZE = 20


@require_GET
@page("notifications.read_notice")
def notice_list(request: HttpRequest) -> HttpResponse:
    """What the person was told, unread first on demand."""
    actor = request.actor  # type: ignore[attr-defined]
    unread_only = request.GET.get("unread") == "1"
    listed = Paginator(queries.notices(actor, unread_only=unread_only), PAGE_SIZE).get_page(request.GET.get("page"))
    unread = queries.unread_count(actor)
    tabs = [
        {"label": _("全部"), "url": "?", "current": not unread_only},
        {"label": _("未读"), "url": "?unread=1", "current": unread_only, "count": unread},
    ]
    context = {"page_obj": listed, "tabs": tabs, "unread": unread, "unread_only": unread_only}
    return render(request, "notifications/list.html", context)


@require_POST
@page("notifications.read_notice")
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark as read and go where the notice leads."""
    notice = fetch(request.actor, Notice, "notifications.read_notice", pk=pk)  # type: ignore[attr-defined]
    services.open_notice(actor=request.actor, notice=notice)  # type: ignore[attr-defined]
    safe = url_has_allowed_host_and_scheme(notice.url, allowed_hosts=None)
    return redirect(notice.url if notice.url and safe else "notifications:list")


@require_POST
@page("notifications.read_notice")
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything as read."""
    services.mark_all_read(actor=request.actor)  # type: ignore[attr-defined]
    return redirect("notifications:list")


@page("notifications.choose_channels")
def preference(request: HttpRequest) -> HttpResponse:
    """The person chooses e-mail or not."""
    actor = request.actor  # type: ignore[attr-defined]
    chosen = Preference.objects.filter(user=actor.user, by_email=True).exists()
    form = PreferenceForm(request.POST or None, initial={"email": actor.user.email, "by_email": chosen})
    if request.method == "POST" and form.is_valid():
        try:
            services.set_preference(actor=actor, **form.cleaned_data)
        except KepuError as error:
            form.add_service_error(error)
        else:
            messages.success(request, _("已保存。"))
            return redirect("notifications:preference")
    return render(request, "notifications/preference.html", {"form": form}, status=422 if form.errors else 200)


@page("notifications.change_robots")
def channels(request: HttpRequest) -> HttpResponse:
    """The robots of the district, a form for a new one, and what did not leave."""
    actor = request.actor  # type: ignore[attr-defined]
    form = RobotForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_robot(actor=actor, **form.cleaned_data)
        except KepuError as error:
            form.add_service_error(error)
        else:
            messages.success(request, _("已登记，可以发送一条测试消息。"))
            return redirect("notifications:channels")
    listed = Paginator(queries.deliveries(actor), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"form": form, "robots": queries.robots(actor), "page_obj": listed}
    return render(request, "notifications/channels.html", context, status=422 if form.errors else 200)


@require_GET
@page("notifications.read_texts")
def texts(request: HttpRequest) -> HttpResponse:
    """Text messages: what was sent, and the words of those that were kept instead."""
    listed = Paginator(queries.texts(request.actor), PAGE_SIZE).get_page(request.GET.get("page"))  # type: ignore[attr-defined]
    return render(request, "notifications/texts.html", {"page_obj": listed, "keeps": gateway().keeps})


@page("notifications.change_robots")
def robot(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one robot."""
    actor = request.actor  # type: ignore[attr-defined]
    robot = fetch(actor, Robot, "notifications.change_robots", pk=pk)
    form = RobotChangeForm(request.POST or None, initial={"name": robot.name})
    if request.method == "POST" and form.is_valid():
        try:
            services.update_robot(actor=actor, robot=robot, **form.cleaned_data)
        except KepuError as error:
            form.add_service_error(error)
        else:
            messages.success(request, _("已保存。"))
            return redirect("notifications:channels")
    return render(request, "notifications/robot.html", {"form": form, "robot": robot}, status=422 if form.errors else 200)


@require_POST
@page("notifications.change_robots")
def robot_action(request: HttpRequest, pk: int) -> HttpResponse:
    """Test, stop or start a robot."""
    actor = request.actor  # type: ignore[attr-defined]
    robot = fetch(actor, Robot, "notifications.change_robots", pk=pk)
    try:
        if request.POST.get("action") == "test":
            services.try_robot(actor=actor, robot=robot)
            messages.success(request, _("测试消息已交给后台发送，结果见下方的发送记录。"))
        else:
            services.set_robot_active(actor=actor, robot=robot, is_active=request.POST.get("action") == "start")
    except KepuError as error:
        messages.error(request, error.message)
    return redirect("notifications:channels")


@require_POST
@page("notifications.change_robots")
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a failed message again."""
    actor = request.actor  # type: ignore[attr-defined]
    delivery = fetch(actor, Delivery, "notifications.change_robots", pk=pk)
    try:
        services.retry_delivery(actor=actor, delivery=delivery)
        messages.success(request, _("已重新排队发送。"))
    except KepuError as error:
        messages.error(request, error.message)
    return redirect("notifications:channels")
