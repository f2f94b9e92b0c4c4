"""One progress report: read it, fill it, decide on it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kepu.governance import queries, services
from kepu.governance.forms.progress import ReportForm
from kepu.governance.models import OWED, ProgressReport
from kepu.governance.report_states import VERBS
from kepu.organizations.access import fetch, page
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, KepuError

from .report_page import report_context

FULL = ProgressReport.objects.select_related("period__plan", "work_item__indicator", "work_item__node", "unit", "lead_unit", "reporter")


def _fetch(request: HttpRequest, pk: int, perm: str = "governance.view_report") -> ProgressReport:
    return fetch(request.actor, FULL, perm, pk=pk)  # type: ignore[attr-defined]


@require_GET
@page("governance.view_report")
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """What a report says, beside the plan and the last period, and how it came here; who may decide does it here."""
    return render(request, "governance/report.html", report_context(request.actor, _fetch(request, pk)))  # type: ignore[attr-defined]


@require_POST
@page("governance.move_report")
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """One step: submit, approve, return, withdraw, advance; afterwards the next report that waits for the person."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    shown = _fetch(request, pk)
    verb, reason, version = request.POST.get("verb", ""), request.POST.get("reason", ""), request.POST.get("version", "")
    step = getattr(services, f"{verb}_report") if verb in VERBS else None
    try:
        if step is None or not version.isdecimal():
            raise Conflict(_("请刷新页面后再试。"))
        step(actor=actor, report=shown, version=int(version), **({"reason": reason} if verb in ("return", "advance") else {}))
    except KepuError as error:
        context = report_context(actor, _fetch(request, pk)) | {"error": "；".join(error.fields.values()) or error.message, "reason": reason}
        return render(request, "governance/report.html", context, status=error.status)
    messages.success(request, _("“%(title)s”：已%(verb)s。") % {"title": shown.work_item.title, "verb": VERBS[verb]})
    following = queries.next_waiting(actor, shown) if verb in ("approve", "return") else None
    if following is not None:
        return redirect("governance:report", pk=following.pk)
    return redirect("governance:inbox") if verb in ("approve", "return") else redirect("governance:report", pk=pk)


@page("governance.save_report")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of the unit. What was typed is never lost: neither to a mistake, nor to somebody who saved meanwhile, nor to a dead phone."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    shown = _fetch(request, pk, "governance.save_report")
    if shown.state not in OWED:
        messages.info(request, _("报告“%s”，不能再改。需要修改时请先撤回。") % shown.get_state_display())
        return redirect("governance:report", pk=pk)
    if request.method == "POST":
        form = ReportForm(request.POST, report=shown)
        if form.is_valid() and _store(request, shown, form):
            return redirect("governance:report", pk=pk)
        return _form(request, _fetch(request, pk), form, status=422)
    draft = shown.drafts.filter(user=actor.user, version=shown.version).first()
    form = ReportForm(initial=ReportForm.initial_of(shown) | (draft.content if draft else {}), report=shown)
    return _form(request, shown, form, restored=draft)


def _store(request: HttpRequest, shown: ProgressReport, form: ReportForm) -> bool:
    """Save, and hand in if that was the button; False with the errors in the form."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    try:
        saved = services.save_report(actor=actor, report=shown, **form.cleaned_data)
        if request.POST.get("action") != "submit":
            messages.success(request, _("已保存，尚未提交。"))
            return True
        form.renew(saved.version)
        services.submit_report(actor=actor, report=saved, version=saved.version)
    except Conflict as error:
        form.add_error(None, _("%s您填写的内容还在下面，“系统中现在保存的内容”也已列出；再次保存以您的为准。") % error.message)
        form.renew(ProgressReport.objects.values_list("version", flat=True).get(pk=shown.pk))
        return False
    except KepuError as error:
        form.add_service_error(error)
        return False
    messages.success(request, _("已提交。"))
    return True


def _form(request: HttpRequest, shown: ProgressReport, form: ReportForm, status: int = 200, restored: Any = None) -> HttpResponse:
    context = report_context(request.actor, shown) | {"form": form, "restored": restored}  # type: ignore[attr-defined]
    return render(request, "governance/edit.html", context, status=status)


@require_POST
@page("governance.save_report")
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what is being typed (sent by the page from time to time)."""
    shown = _fetch(request, pk, "governance.save_report")
    version = request.POST.get("version", "")
    try:
        if not version.isdecimal():
            raise Conflict()
        draft = services.keep_draft(actor=request.actor, report=shown, version=int(version), content=request.POST.dict())  # type: ignore[attr-defined]
    except Conflict as error:
        return render(request, "governance/_kept.html", {"error": error.message})
    return render(request, "governance/_kept.html", {"draft": draft})
