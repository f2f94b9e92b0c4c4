"""Leaders' hearings: the list, arranging one, its page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kepu.governance import services
from kepu.governance.briefing_states import BRIEFING_STEPS
from kepu.governance.forms.briefings import BriefingForm, DecisionForm, HoldForm, MinutesForm
from kepu.governance.models import Briefing
from kepu.governance.queries import briefings as queries
from kepu.organizations.access import allowed, fetch, page
from kepu.organizations.errors import KepuError
from kepu.plans.summaries import current_plan

from .decisions import decision_rows

PAGE_SIZE = 20


@require_GET
@page("governance.view_briefing")
def briefings(request: HttpRequest) -> HttpResponse:
    """All hearings, latest first, with what is missing this year."""
    actor, today = request.actor, timezone.localdate()  # type: ignore[attr-defined]
    context = {
        "page_obj": Paginator(queries.briefings(actor), PAGE_SIZE).get_page(request.GET.get("page")),
        "missing": queries.year_without_hearing(actor.district, today) if allowed(actor, "governance.view_pack") else None,
        "year": today.year,
        "open_count": queries.decisions(actor).count(),
        "may_change": allowed(actor, "governance.change_briefing"),
    }
    return render(request, "governance/briefings.html", context)


@page("governance.change_briefing")
def briefing_new(request: HttpRequest) -> HttpResponse:
    """Arrange a hearing; the form begins with the plan in force and the usual agenda."""
    actor, today = request.actor, timezone.localdate()  # type: ignore[attr-defined]
    agenda = "\n".join((_("纲要办汇报年度工作进展"), _("滞后任务责任单位说明情况"), _("领导讲话并确定下一步工作")))
    initial = {"plan": current_plan(actor.district, today), "title": _("%d年全民科学素质工作汇报会") % today.year, "agenda": agenda}
    form = BriefingForm(request.POST or None, actor=actor, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            briefing = services.plan_briefing(actor=actor, **form.cleaned())
        except KepuError as error:
            form.add_service_error(error)
        else:
            messages.success(request, _("已安排汇报，已通知领导和参会单位。"))
            return redirect("governance:briefing", pk=briefing.pk)
    return render(request, "governance/briefing_form.html", {"form": form}, status=422 if form.errors else 200)


@page("governance.change_briefing")
def briefing_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what was arranged."""
    actor = request.actor  # type: ignore[attr-defined]
    briefing = fetch(actor, Briefing, "governance.change_briefing", pk=pk)
    form = BriefingForm(request.POST or None, actor=actor, initial=BriefingForm.initial_of(briefing), is_new=False)
    if request.method == "POST" and form.is_valid():
        try:
            services.update_briefing(actor=actor, briefing=briefing, version=form.cleaned_data["version"] or 0, **form.cleaned())
        except KepuError as error:
            form.add_service_error(error)
        else:
            messages.success(request, _("已保存。"))
            return redirect("governance:briefing", pk=pk)
    return render(request, "governance/briefing_form.html", {"form": form, "briefing": briefing}, status=422 if form.errors else 200)


def _fetch(request: HttpRequest, pk: int) -> Briefing:
    queryset = Briefing.objects.select_related("plan", "leader", "district")
    return fetch(request.actor, queryset, "governance.view_briefing", pk=pk)  # type: ignore[attr-defined]


@require_GET
@page("governance.view_briefing")
def briefing(request: HttpRequest, pk: int) -> HttpResponse:
    """What was arranged, shown and decided."""
    return _page(request, _fetch(request, pk))


def _page(request: HttpRequest, briefing: Briefing, forms: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    may_change, sees = allowed(actor, "governance.change_briefing"), allowed(actor, "governance.view_pack")
    given = forms or {}
    initial = {"version": briefing.version, "minutes": briefing.minutes}
    context = {
        "briefing": briefing,
        "packs": list(briefing.packs.defer("content").select_related("composed_by")) if sees else [],
        "attendees": list(briefing.attendees.all()),
        "decisions": decision_rows(
            actor, [item for item in briefing.decisions.select_related("unit", "work_item") if sees or item.unit == actor.unit]
        ),
        "sees": sees,
        "may_change": may_change,
        "steps": [str(label) for label in (_("安排"), _("形成材料"), _("召开"), _("落实决定"))],
        "step": _step(briefing),
        "hold_form": given.get("hold") or HoldForm(initial={**initial, "held_on": timezone.localtime(briefing.starts_at).date()}),
        "minutes_form": given.get("minutes") or MinutesForm(initial=initial),
        "decision_form": given.get("decision") or DecisionForm(actor=actor),
        "open": set(given),
    }
    return render(request, "governance/briefing.html", context, status=status)


def _step(briefing: Briefing) -> int:
    if briefing.status != Briefing.Status.HELD:
        return 1 if not briefing.packs.exists() else 2
    held = list(briefing.decisions.select_related("work_item"))
    return 4 if held and not any(queries.is_open(item) for item in held) else 3


@require_POST
@page("governance.change_briefing")
def briefing_hold(request: HttpRequest, pk: int) -> HttpResponse:
    """Register that it took place."""
    briefing = _fetch(request, pk)
    form = HoldForm(request.POST)
    if form.is_valid():
        try:
            services.hold_briefing(actor=request.actor, briefing=briefing, **form.cleaned_data)  # type: ignore[attr-defined]
        except KepuError as error:
            form.add_service_error(error)
        else:
            messages.success(request, _("已登记召开，并记入佐证台账。"))
            return redirect("governance:briefing", pk=pk)
    return _page(request, briefing, {"hold": form}, status=422)


@require_POST
@page("governance.change_briefing")
def briefing_minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """Write or correct the minutes."""
    briefing = _fetch(request, pk)
    form = MinutesForm(request.POST)
    if form.is_valid():
        try:
            services.update_briefing(actor=request.actor, briefing=briefing, **form.cleaned_data)  # type: ignore[attr-defined]
        except KepuError as error:
            form.add_service_error(error)
        else:
            messages.success(request, _("纪要已保存。"))
            return redirect("governance:briefing", pk=pk)
    return _page(request, briefing, {"minutes": form}, status=422)


@require_POST
@page("governance.change_briefing")
def briefing_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down a decision."""
    briefing = _fetch(request, pk)
    form = DecisionForm(request.POST, actor=request.actor)  # type: ignore[attr-defined]
    if form.is_valid():
        try:
            services.add_decision(actor=request.actor, briefing=briefing, **form.cleaned_data)  # type: ignore[attr-defined]
        except KepuError as error:
            form.add_service_error(error)
        else:
            messages.success(request, _("已记录，并通知承办单位。"))
            return redirect("governance:briefing", pk=pk)
    return _page(request, briefing, {"decision": form}, status=422)


@require_POST
@page("governance.change_briefing")
def briefing_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Compose the pack, cancel, restore, or take back that it was held."""
    briefing, step, reason = _fetch(request, pk), request.POST.get("step", ""), request.POST.get("reason", "")
    moves: dict[str, Any] = {"cancel": services.cancel_briefing, "restore": services.restore_briefing, "revoke": services.revoke_briefing}
    version = int(request.POST["version"]) if request.POST.get("version", "").isdecimal() else 0
    try:
        if step == "compose":
            pack = services.compose_pack(actor=request.actor, briefing=briefing)  # type: ignore[attr-defined]
            messages.success(request, _("已生成第 %d 稿汇报材料。") % pack.number)
        elif step in moves:
            asked = {"reason": reason} if BRIEFING_STEPS[step].asks else {}
            moves[step](actor=request.actor, briefing=briefing, version=version, **asked)  # type: ignore[attr-defined]
            messages.success(request, _("已%s。") % BRIEFING_STEPS[step].verb)
    except KepuError as error:
        messages.error(request, "；".join(error.fields.values()) or error.message)
    return redirect("governance:briefing", pk=pk)
