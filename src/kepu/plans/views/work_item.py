"""One work item: what was agreed, what happened, what can be done now."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from kepu.organizations.access import allowed, fetch, page
from kepu.organizations.errors import InvalidInput, KepuError
from kepu.plans import queries, services
from kepu.plans.forms import ReasonForm, WorkItemForm
from kepu.plans.models import Plan, WorkItem
from kepu.plans.services.work_states import TRANSITIONS
from kepu.plans.services.work_terms import differences, terms

ANSWERS: dict[str, Callable[..., WorkItem]] = {
    "accept": services.accept_work_item,
    "decline": services.decline_work_item,
    "finish": services.finish_work_item,
    "acknowledge": services.acknowledge_work_item,
}
DECISIONS: dict[str, Callable[..., WorkItem]] = {
    "drop": services.drop_work_item,
    "reopen": services.reopen_work_item,
    "restore": services.restore_work_item,
}
SAID = {
    "accept": gettext_lazy("已接受这项工作。"),
    "decline": gettext_lazy("已退回纲要办商议。"),
    "finish": gettext_lazy("已办结。"),
    "acknowledge": gettext_lazy("已确认变更。"),
    "drop": gettext_lazy("已取消这项工作。"),
    "reopen": gettext_lazy("已重新办理。"),
    "restore": gettext_lazy("已恢复为拟定。"),
}


def _fetch(request: HttpRequest, pk: int, perm: str) -> WorkItem:
    items = WorkItem.objects.select_related("plan", "node", "unit", "lead_unit", "indicator", "origin__plan")
    return fetch(request.actor, items, perm, district_path="plan__district", pk=pk)  # type: ignore[attr-defined]


@require_GET
@page("plans.view_work_item")
def work_item(request: HttpRequest, pk: int) -> HttpResponse:
    """One page per item."""
    return _page(request, _fetch(request, pk, "plans.view_work_item"))


def _page(request: HttpRequest, item: WorkItem, errors: dict[str, ReasonForm] | None = None, status: int = 200) -> HttpResponse:
    steps = [name for name in (*ANSWERS, *DECISIONS) if name in TRANSITIONS and _may(request, item, name)]
    changed = differences(item.known or {}, terms(item)) if item.status in item.RUNNING and item.known else {}
    context = {
        "item": item,
        "terms": terms(item),
        "changes": [(queries.label_of(name), old, new) for name, (old, new) in changed.items()],
        "steps": [(name, TRANSITIONS[name].verb) for name in steps if not TRANSITIONS[name].needs_reason],
        "reasons": [_reason(name, errors or {}) for name in steps if TRANSITIONS[name].needs_reason],
        "answers": tuple(ANSWERS),
        "may_change": _open(item) and allowed(request.actor, "plans.change_work_item", item),  # type: ignore[attr-defined]
        "may_answer": allowed(request.actor, "plans.answer_work_item", item),  # type: ignore[attr-defined]
        "timeline": queries.timeline(item),
        "continuations": list(item.continuations.select_related("plan")),
    }
    return render(request, "plans/work_item.html", context, status=status)


def _reason(name: str, errors: dict[str, ReasonForm]) -> dict[str, Any]:
    form = errors.get(name) or ReasonForm(prefix=name)
    return {"name": name, "verb": TRANSITIONS[name].verb, "form": form, "open": name in errors}


def _may(request: HttpRequest, item: WorkItem, name: str) -> bool:
    step = TRANSITIONS[name]
    return item.plan.status != Plan.Status.CLOSED and item.status in step.sources and allowed(request.actor, step.perm, item)  # type: ignore[attr-defined]


def _open(item: WorkItem) -> bool:
    return item.plan.status != Plan.Status.CLOSED and item.status not in (WorkItem.Status.DONE, WorkItem.Status.DROPPED)


@require_POST
@page("plans.answer_work_item")
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The unit accepts, declines, finishes or has read a change."""
    return _move(request, _fetch(request, pk, "plans.answer_work_item"), ANSWERS)


@require_POST
@page("plans.change_work_item")
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """The office drops, reopens or restores."""
    return _move(request, _fetch(request, pk, "plans.change_work_item"), DECISIONS)


def _move(request: HttpRequest, item: WorkItem, moves: dict[str, Callable[..., WorkItem]]) -> HttpResponse:
    name = request.POST.get("step", "")
    if name not in moves:
        raise InvalidInput(_("请在工作页面上选择要进行的操作。"))
    given: dict[str, Any] = {}
    form = ReasonForm(request.POST, prefix=name)
    if name in TRANSITIONS and TRANSITIONS[name].needs_reason:
        if not form.is_valid():
            return _page(request, item, {name: form}, 422)
        given["reason"] = form.cleaned_data["reason"]
    try:
        moves[name](actor=request.actor, item=item, **given)  # type: ignore[attr-defined]
    except KepuError as error:
        messages.error(request, "；".join(error.fields.values()) or error.message)
    else:
        messages.success(request, str(SAID[name]))
    return redirect("plans:work_item", pk=item.pk)


@page("plans.change_work_item")
def create(request: HttpRequest, pk: int) -> HttpResponse:
    """A new item; `?node=` and `?year=` are taken over."""
    plan = fetch(request.actor, Plan, "plans.change_work_item", pk=pk)  # type: ignore[attr-defined]
    initial = {"node": request.GET.get("node"), "year": request.GET.get("year") or queries.current_year(plan)}
    form = WorkItemForm(request.POST or None, plan=plan, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            item = services.create_work_item(actor=request.actor, plan=plan, **form.cleaned())  # type: ignore[attr-defined]
        except KepuError as error:
            form.add_service_error(error)
        else:
            messages.success(request, _("已拟定，核对后在年度工作计划中下达。"))
            return redirect("plans:work_item", pk=item.pk)
    return render(request, "plans/work_item_form.html", {"plan": plan, "form": form}, status=422 if form.errors else 200)


@page("plans.change_work_item")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an item; who comes second keeps what he typed and sees what changed meanwhile."""
    item = _fetch(request, pk, "plans.change_work_item")
    form = WorkItemForm(request.POST or None, plan=item.plan, initial=WorkItemForm.initial_of(item))
    conflict = False
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            services.update_work_item(actor=request.actor, item=item, version=version, **form.cleaned())  # type: ignore[attr-defined]
        except KepuError as error:
            form.add_service_error(error)
            conflict = error.status == 409 and version != item.version
        else:
            messages.success(request, _("已保存。"))
            return redirect("plans:work_item", pk=item.pk)
    if conflict:
        # What the person typed stays; saving again knowingly replaces what the other wrote.
        form.data = {**request.POST.dict(), "partners": request.POST.getlist("partners"), "version": str(item.version)}
    context = {"plan": item.plan, "item": item, "form": form, "latest": queries.timeline(item)[:1] if conflict else []}
    return render(request, "plans/work_item_form.html", context, status=422 if form.errors else 200)
