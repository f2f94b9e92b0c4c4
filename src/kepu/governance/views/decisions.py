"""Decisions of hearings and how they are carried out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kepu.governance import services
from kepu.governance.briefing_states import DECISION_STEPS
from kepu.governance.forms.briefings import WorkOfDecisionForm
from kepu.governance.models import BriefingDecision
from kepu.governance.queries import briefings as queries
from kepu.organizations.access import allowed, fetch, page
from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidInput, KepuError

PAGE_SIZE = 30
TONES = {"open": "info", "reported": "amber", "done": "green", "dropped": ""}


def decision_rows(actor: Actor, decisions: Iterable[BriefingDecision]) -> list[dict[str, Any]]:
    """Decisions as a page shows them: state in words, whether late, and the steps that the actor may take."""
    today, rows = timezone.localdate(), []
    for item in decisions:
        late = queries.is_open(item) and item.due_on < today
        steps = [
            {"name": name, "verb": row.verb, "asks": row.asks}
            for name, row in DECISION_STEPS.items()
            if item.state in row.sources and (item.work_item_id is None or name == "drop") and allowed(actor, row.perm, item)
        ]
        may_work = item.state == BriefingDecision.State.OPEN and item.work_item_id is None and allowed(actor, "governance.change_decision", item)
        rows.append({"item": item, "state": queries.state_of(item), "tone": TONES[item.state], "late": late, "steps": steps, "may_work": may_work})
    return rows


@require_GET
@page("governance.view_briefing")
def decisions(request: HttpRequest) -> HttpResponse:
    """Decisions that are open, or all of them; a unit sees its own."""
    actor, everything = request.actor, request.GET.get("all") == "1"  # type: ignore[attr-defined]
    shown = Paginator(queries.decisions(actor, only_open=not everything), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page_obj": shown, "rows": decision_rows(actor, shown), "everything": everything}
    return render(request, "governance/decisions.html", context)


@require_POST
@page("governance.report_decision")
def decision_move(request: HttpRequest, pk: int) -> HttpResponse:
    """One step of a decision."""
    actor, step = request.actor, request.POST.get("step", "")  # type: ignore[attr-defined]
    decision = fetch(actor, BriefingDecision, "governance.report_decision", pk=pk)
    version = int(request.POST["version"]) if request.POST.get("version", "").isdecimal() else 0
    try:
        if step not in DECISION_STEPS:
            raise InvalidInput(_("请选择要办理的步骤。"))
        services.move_decision(actor=actor, decision=decision, step=step, version=version, text=request.POST.get("text", ""))
        messages.success(request, _("已%s。") % DECISION_STEPS[step].verb)
    except KepuError as error:
        messages.error(request, "；".join(error.fields.values()) or error.message)
    return redirect("governance:briefing", pk=decision.briefing_id)


@page("governance.change_decision")
def decision_work(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the measure under which a decision becomes work."""
    actor = request.actor  # type: ignore[attr-defined]
    queryset = BriefingDecision.objects.select_related("briefing__plan", "unit")
    decision = fetch(actor, queryset, "governance.change_decision", pk=pk)
    form = WorkOfDecisionForm(request.POST or None, plan=decision.briefing.plan)
    if request.method == "POST" and form.is_valid():
        try:
            services.make_decision_work(actor=actor, decision=decision, node=form.cleaned_data["node"], version=decision.version)
        except KepuError as error:
            form.add_service_error(error)
        else:
            messages.success(request, _("已转为工作任务并下达。"))
            return redirect("governance:briefing", pk=decision.briefing_id)
    return render(request, "governance/decision_work.html", {"form": form, "decision": decision}, status=422 if form.errors else 200)
