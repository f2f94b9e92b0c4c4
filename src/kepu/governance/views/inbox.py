"""What waits for a person, and what a unit owes."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from kepu.governance import queries
from kepu.governance.models import ProgressReport
from kepu.governance.queries.inbox import ACCEPT
from kepu.governance.queries.other_duties import other_duties
from kepu.governance.services import accept_reports
from kepu.organizations.access import allowed, page
from kepu.organizations.actors import Actor

PAGE_SIZE = 30
BULK_SIZE = 50


@require_GET
@page("governance.view_inbox")
def inbox(request: HttpRequest) -> HttpResponse:
    """待办: one list over all duties, or the reports of one."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    mine = queries.duties(actor)
    chosen = next((duty for duty in mine if duty.code == request.GET.get("duty")), None)
    counts = {duty.code: queries.waiting(actor, duty).count() for duty in mine}
    everything = {"label": _("全部"), "url": "?", "current": chosen is None, "count": sum(counts.values())}
    each = [{"label": duty.label, "url": f"?duty={duty.code}", "current": duty is chosen, "count": counts[duty.code]} for duty in mine]
    reports = queries.waiting(actor, *([chosen] if chosen else mine)) if mine else ProgressReport.objects.none()
    context = {
        "page_obj": Paginator(reports, PAGE_SIZE).get_page(request.GET.get("page")),
        "tabs": [everything, *each] if len(mine) > 1 else [],
        "accepts": ACCEPT in mine,
        "others": other_duties(actor),
        "has_duties": bool(mine),
    }
    return render(request, "governance/inbox.html", context)


@require_GET
@page("governance.view_report")
def report_list(request: HttpRequest) -> HttpResponse:
    """Reports by period: the unit's own and those of work that it leads; for the office, everybody's."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    periods = list(queries.periods(actor.district)[:60])
    period = next((found for found in periods if str(found.pk) == request.GET.get("period")), None)
    if period is None and "period" not in request.GET:
        period = next(iter(periods), None)
    found = queries.visible_reports(actor)
    if period is not None:
        found = found.filter(period=period)
    state, unit = request.GET.get("state", ""), request.GET.get("unit", "")
    if state in ProgressReport.State.values:
        found = found.filter(state=state)
    if unit.isdecimal():
        found = found.filter(unit=int(unit))
    listed = Paginator(found.order_by("unit__type", "unit", "pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page_obj": listed,
        "periods": periods,
        "period": period,
        "state": state,
        "unit": unit,
        "states": ProgressReport.State.choices,
        "own": actor.unit,
        "may_fill": allowed(actor, "governance.fill_period"),
    }
    return render(request, "governance/reports.html", context)


@page("governance.accept_reports")
def accept(request: HttpRequest) -> HttpResponse:
    """The office reads the short form of what waits and accepts what it ticks."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if request.method == "POST":
        pairs = [part.partition("-") for part in request.POST.getlist("report")]
        chosen = [(int(pk), int(version)) for pk, _dash, version in pairs if pk.isdecimal() and version.isdecimal()]
        accepted, refused = accept_reports(actor=actor, chosen=chosen[:BULK_SIZE])
        if accepted:
            messages.success(request, ngettext("已验收 %d 份报告。", "已验收 %d 份报告。", accepted) % accepted)
        for text in refused:
            messages.error(request, text)
        if not chosen:
            messages.error(request, _("请先勾选要验收的报告。"))
        return redirect(reverse("governance:accept"))
    listed = Paginator(queries.waiting(actor, ACCEPT), BULK_SIZE).get_page(request.GET.get("page"))
    sums = queries.cumulative(listed.object_list)
    rows = [{"report": report, "cumulative": sums[report.pk]} for report in listed]
    context = {"page_obj": listed, "rows": rows}
    return render(request, "governance/accept.html", context)
