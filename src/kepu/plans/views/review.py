"""Doubts first, then source and structure side by side."""

from __future__ import annotations

from collections import Counter

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kepu.organizations.access import fetch, page
from kepu.organizations.errors import KepuError
from kepu.organizations.models import Unit
from kepu.plans import queries
from kepu.plans.models import Plan, PlanDoubt
from kepu.plans.services import place_names, reopen_doubt, settle_doubt

Status = PlanDoubt.Status


@require_GET
@page("plans.import_plan")
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """What is doubtful, by kind; the text and what was read from it."""
    plan = fetch(request.actor, Plan, "plans.import_plan", pk=pk)  # type: ignore[attr-defined]
    doubts = list(plan.doubts.select_related("settled_by", "node"))
    every = [doubt for doubt in doubts if doubt.status == Status.OPEN]
    is_open = queries.asked_once(every)
    kind = request.GET.get("kind", "")
    names = [] if kind else queries.unknown_names(plan, every)
    in_table = {name.doubt.pk for name in names}
    shown = [doubt for doubt in is_open if kind in ("", doubt.kind) and doubt.pk not in in_table]
    nodes = queries.outline(plan)
    node_at = {node.first_line: node.pk for node in reversed(nodes) if node.first_line}
    doubt_at: dict[int | None, int] = {doubt.line: doubt.pk for doubt in reversed(is_open)}
    lines = enumerate(plan.source_text.splitlines(), start=1)
    settled = [doubt for doubt in doubts if doubt.status != Status.OPEN]
    context = {
        "plan": plan,
        "kind": kind,
        "tabs": _tabs(is_open, kind),
        "left": len(is_open),
        "names": names,
        "questions": queries.questions(plan, shown),
        "settled": settled,
        "answered": len(queries.asked_once(settled)),
        "source": [(number, line, doubt_at.get(number), node_at.get(number)) for number, line in lines],
        "nodes": nodes,
        "undrawn": queries.UNDRAWN,
        "units": Unit.objects.filter(district=plan.district_id, is_active=True),
        "unit_types": Unit.Type.choices,
    }
    return render(request, "plans/review.html", context)


@require_POST
@page("plans.settle_doubt")
def names(request: HttpRequest, pk: int) -> HttpResponse:
    """Place the unknown names for which something is picked."""
    plan = fetch(request.actor, Plan, "plans.settle_doubt", pk=pk)  # type: ignore[attr-defined]
    picked = {key.removeprefix("name-"): value for key, value in request.POST.items() if key.startswith("name-") and isinstance(value, str) and value}
    choices = {int(key): value for key, value in picked.items() if key.isdecimal()}
    try:
        count = place_names(actor=request.actor, plan=plan, choices=choices, learn_alias="learn_alias" in request.POST)  # type: ignore[attr-defined]
        messages.success(request, _("已核对 %d 个单位名称。") % count)
    except KepuError as error:
        messages.error(request, "；".join(error.fields.values()) or error.message)
    return redirect("plans:review", pk=pk)


def _tabs(doubts: list[PlanDoubt], kind: str) -> list[dict[str, object]]:
    counted = Counter(doubt.kind for doubt in doubts)
    tabs: list[dict[str, object]] = [{"label": _("全部"), "url": "?", "current": not kind, "count": len(doubts)}]
    for name, count in counted.most_common():
        tabs.append({"label": str(queries.KIND_LABELS.get(name, name)), "url": f"?kind={name}", "current": kind == name, "count": count})
    return tabs if len(tabs) > 2 else []


@require_POST
@page("plans.settle_doubt")
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Settle one doubt, and go to the next."""
    doubt = fetch(request.actor, PlanDoubt, "plans.settle_doubt", district_path="plan__district", pk=pk)  # type: ignore[attr-defined]
    choice = request.POST.get("choice", "")
    choice = {"pick": f"unit:{request.POST.get('unit', '')}", "new": f"new_unit:{request.POST.get('type', '')}"}.get(choice, choice)
    try:
        settle_doubt(
            actor=request.actor,  # type: ignore[attr-defined]
            doubt=doubt,
            status=request.POST.get("status", "") or (Status.SETTLED if choice else ""),
            resolution=request.POST.get("resolution", ""),
            choice=choice,
            learn_alias="learn_alias" in request.POST,
            kind=request.POST.get("kind", ""),
        )
    except KepuError as error:
        messages.error(request, "；".join(error.fields.values()) or error.message)
        return _to(doubt.plan_id, doubt, request.POST.get("tab", ""))
    left = queries.asked_once(list(PlanDoubt.objects.filter(plan=doubt.plan_id, status=Status.OPEN)))
    following = next((each for each in left if (each.line or 0) >= (doubt.line or 0)), None)
    return _to(doubt.plan_id, following, request.POST.get("tab", ""))


@require_POST
@page("plans.settle_doubt")
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an answer back."""
    doubt = fetch(request.actor, PlanDoubt, "plans.settle_doubt", district_path="plan__district", pk=pk)  # type: ignore[attr-defined]
    try:
        reopen_doubt(actor=request.actor, doubt=doubt)  # type: ignore[attr-defined]
    except KepuError as error:
        messages.error(request, error.message)
    return _to(doubt.plan_id, doubt)


def _to(plan_id: int, doubt: PlanDoubt | None, tab: str = "") -> HttpResponse:
    """The review again, at a doubt; under the tab that it was answered in, while that has one left."""
    query = f"?kind={tab}" if tab and doubt is not None and doubt.kind == tab else ""
    anchor = f"#doubt-{doubt.pk}" if doubt is not None else ""
    return redirect(reverse("plans:review", args=[plan_id]) + query + anchor)
